import * as openApiModule from '@alicloud/openapi-core';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import * as ramModule from '@alicloud/ram20150501';
import { RuntimeOptions } from '@darabonba/typescript';

/**
 * The official SDK, its CommonJS default exports unwrapped once: Node's ESM loader hands over the module object, a
 * bundler the class itself.
 */

// The SDK builds URLs with the deprecated url.parse(): without this every run prints DEP0169 into the job's log.
process.noDeprecation = true;

function classOf<C>(exported: C): C {
  return typeof exported === 'function' ? exported : (exported as { default: C }).default;
}

export const OpenApi = classOf(openApiModule.default);
export type OpenApi = InstanceType<typeof openApiModule.default>;

export const Ram = classOf(ramModule.default);
export type Ram = InstanceType<typeof ramModule.default>;

export const { Config, OpenApiRequest, Params } = $OpenApiUtil;
export type ClientConfig = $OpenApiUtil.Config;

/** Deadlines and connections are ours (transport.ts); the SDK's own runtime options stay empty. */
export const RUNTIME = new RuntimeOptions({});

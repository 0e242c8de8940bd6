import * as openApiModule from '@alicloud/openapi-core';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import { RuntimeOptions } from '@darabonba/typescript';

/**
 * The core of the official SDK, its CommonJS default export unwrapped once: Node's ESM loader hands over the module
 * object, a bundler the class itself.
 */

// The SDK builds URLs with the deprecated url.parse(): without this every run prints DEP0169 into the job's log.
process.noDeprecation = true;

const exported = openApiModule.default;
export const OpenApi = typeof exported === 'function' ? exported : (exported as { default: typeof exported }).default;
export type OpenApi = InstanceType<typeof openApiModule.default>;

export const { Config, OpenApiRequest, Params } = $OpenApiUtil;
export type ClientConfig = $OpenApiUtil.Config;

/** Deadlines and connections are ours (transport.ts); the SDK's own runtime options stay empty. */
export const RUNTIME = new RuntimeOptions({});

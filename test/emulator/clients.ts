import * as imsModule from '@alicloud/ims20190815';
import * as coreModule from '@alicloud/openapi-core';
import * as ramModule from '@alicloud/ram20150501';
import * as rmModule from '@alicloud/resourcemanager20200331';
import * as stsModule from '@alicloud/sts20150401';
import * as daraModule from '@darabonba/typescript';

/** Official clients pointed at an emulator. CommonJS packages arrive in two shapes: this takes both. */

export const ram = ramModule;
export const sts = stsModule;
export const rm = rmModule;
export const ims = imsModule;

export interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

export const ROOT: Credentials = { accessKeyId: 'LTAI-emulator', accessKeySecret: 'emulator-secret' };

/** A raw answer: every test knows the shape of the one that it asked for. */
// biome-ignore lint/suspicious/noExplicitAny: as above
export type Body = Record<string, any>;

type Constructor<T> = new (...args: never[]) => T;

function classOf<T>(module: { default: unknown }): T {
  const found = module.default;
  return (typeof found === 'function' ? found : (found as { default: unknown }).default) as T;
}

export function configOf(url: string, credentials: Credentials = ROOT, more: Record<string, unknown> = {}) {
  return new coreModule.$OpenApiUtil.Config({
    ...credentials,
    endpoint: url.replace('http://', ''),
    regionId: 'cn-hangzhou',
    protocol: 'HTTP',
    connectTimeout: 10_000,
    readTimeout: 10_000,
    ...more,
  });
}

const make =
  <T>(module: { default: unknown }) =>
  (url: string, credentials?: Credentials, more?: Record<string, unknown>): T =>
    new (classOf<Constructor<T>>(module))(configOf(url, credentials, more) as never);

export const ramClient = make<InstanceType<typeof ramModule.default>>(ramModule);
export const stsClient = make<InstanceType<typeof stsModule.default>>(stsModule);
export const rmClient = make<InstanceType<typeof rmModule.default>>(rmModule);
export const imsClient = make<InstanceType<typeof imsModule.default>>(imsModule);
const coreClient = make<InstanceType<typeof coreModule.default>>(coreModule);

export interface CallOptions {
  readonly credentials?: Credentials;
  readonly query?: Record<string, string>;
  readonly body?: Record<string, string>;
  readonly config?: Record<string, unknown>;
}

/** A call of any RPC operation with openapi-core's generic client; answers with the raw body. */
export async function call(url: string, version: string, action: string, options: CallOptions = {}): Promise<Body> {
  const { $OpenApiUtil } = coreModule;
  const params = new $OpenApiUtil.Params({
    action,
    version,
    protocol: 'HTTP',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const request = new $OpenApiUtil.OpenApiRequest({
    query: options.query ?? {},
    ...(options.body ? { body: options.body } : {}),
  });
  const answer = await coreClient(url, options.credentials, options.config).callApi(
    params,
    request,
    new daraModule.RuntimeOptions({}),
  );
  return answer.body;
}

export const cr = (url: string, action: string, query: Record<string, string> = {}, credentials?: Credentials) =>
  call(url, '2018-12-01', action, { query, ...(credentials ? { credentials } : {}) });

/** A REST call of the Personal Edition (2016-06-07). */
export async function personal(
  url: string,
  action: string,
  pathname: string,
  options: CallOptions = {},
): Promise<Body> {
  const { $OpenApiUtil } = coreModule;
  const params = new $OpenApiUtil.Params({
    action,
    version: '2016-06-07',
    protocol: 'HTTP',
    pathname,
    method: 'GET',
    authType: 'AK',
    style: 'ROA',
    reqBodyType: 'json',
    bodyType: 'json',
  });
  const request = new $OpenApiUtil.OpenApiRequest({ query: options.query ?? {} });
  const answer = await coreClient(url, options.credentials).callApi(params, request, new daraModule.RuntimeOptions({}));
  return answer.body;
}

/** `status code` of the error that a call ends with, e.g. `404 EntityNotExist.User`; `ok` when it succeeds. */
export async function failure(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'ok';
  } catch (error) {
    const { statusCode, code, name } = error as { statusCode?: number; code?: string; name: string };
    return code === undefined ? name : `${statusCode} ${code}`;
  }
}

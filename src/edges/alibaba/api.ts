import { AcrAccessError } from '../../errors.ts';
import type { Caller } from './call.ts';
import type { AccessKey } from './credentials.ts';
import { AnswerError, type Operation } from './errors.ts';
import { type ClientConfig, Config, OpenApi, OpenApiRequest, Params, RUNTIME } from './sdk.ts';
import { API_VERSIONS, type Endpoints, endpointOf, type Service } from './services.ts';
import { currentAttempt } from './transport.ts';

/**
 * The SDK takes the connect time-out for the longest silence of the socket, also after it is connected, and the read
 * time-out for the time until the answer begins. Without both it gives up after 3 seconds. call.ts bounds the whole try.
 */
const CONNECT_TIMEOUT_MS = 10_000;
const READ_TIMEOUT_MS = 20_000;

export interface CallOptions {
  readonly mode: 'read' | 'write';
  /** what the call is about, for messages */
  readonly subject?: string;
  /** ARNs that the caller needs the permission on; default all */
  readonly resources?: readonly string[];
  /** for the regional services */
  readonly region?: string;
}

export interface GenericCall extends CallOptions {
  readonly service: Service;
  readonly operation: string;
  readonly query?: Readonly<Record<string, string>>;
  /** sent as a form in the body instead of the URL; made anew for each try when it is a function */
  readonly form?:
    | Readonly<Record<string, string>>
    | ((signal: AbortSignal) => Promise<Readonly<Record<string, string>>>);
  /** path of a ROA-style operation */
  readonly path?: string;
  /** sent without a signature */
  readonly anonymous?: boolean;
}

export type Body = Record<string, unknown>;

/** Calls of the Alibaba Cloud services; one SDK client per endpoint. Without `getKey` only anonymous calls can be made. */
export class AlibabaApi {
  readonly #caller: Caller;
  readonly #endpoints: Endpoints;
  readonly #getKey: (() => Promise<AccessKey>) | undefined;
  readonly #source: string;
  readonly #clients = new Map<string, OpenApi>();

  constructor(options: { caller: Caller; endpoints: Endpoints; getKey?: () => Promise<AccessKey>; source: string }) {
    this.#caller = options.caller;
    this.#endpoints = options.endpoints;
    this.#getKey = options.getKey;
    this.#source = options.source;
  }

  get callCount(): number {
    return this.#caller.count;
  }

  /**
   * One operation by its documented name and fields, through the generic call of the official SDK's core. The typed clients
   * of single services make the same call, but their hundreds of classes cost more at the start than a plan takes.
   *
   * @returns what `read` makes of the answer's body; it throws AnswerError for an answer that cannot be true
   */
  generic<T>(call: GenericCall, read: (body: Body) => T): Promise<T> {
    const client = this.#client(call.service, call.region);
    const params = new Params({
      action: call.operation,
      version: API_VERSIONS[call.service],
      protocol: 'HTTPS',
      pathname: call.path ?? '/',
      method: call.path === undefined ? 'POST' : 'GET',
      authType: call.anonymous === true ? 'Anonymous' : 'AK',
      style: call.path === undefined ? 'RPC' : 'ROA',
      reqBodyType: 'formData',
      bodyType: 'json',
    });
    return this.#caller.run(this.#operation(call.service, call.operation, call), async (signal) => {
      const form = typeof call.form === 'function' ? await call.form(signal) : call.form;
      const request = new OpenApiRequest({
        query: { ...call.query },
        // The host says the region already, except where one host serves them all.
        headers: call.region === undefined ? {} : { 'x-acs-region-id': call.region },
        ...(form === undefined ? {} : { body: form }),
      });
      const answer = (await client.callApi(params, request, RUNTIME)) as { body: Body };
      return read(answer.body);
    });
  }

  #client(service: Service, region: string | undefined): OpenApi {
    const key = `${service} ${region ?? ''}`;
    const existing = this.#clients.get(key);
    if (existing !== undefined) return existing;
    const client = checked(new OpenApi(this.#config(service, region)));
    this.#clients.set(key, client);
    return client;
  }

  #config(service: Service, region?: string): ClientConfig {
    const { host, protocol } = endpointOf(service, this.#endpoints, region);
    const getKey = this.#getKey;
    const getCredential = async () => {
      if (getKey === undefined) throw new AcrAccessError('failed', 'only anonymous calls can be made without a key');
      const { accessKeyId, accessKeySecret, securityToken } = await getKey();
      const type = securityToken === undefined ? 'access_key' : 'sts';
      return {
        accessKeyId,
        accessKeySecret,
        securityToken,
        type,
        providerName: `static_${type === 'sts' ? 'sts' : 'ak'}`,
      };
    };
    const config = new Config({
      endpoint: host,
      protocol,
      connectTimeout: CONNECT_TIMEOUT_MS,
      readTimeout: READ_TIMEOUT_MS,
      userAgent: 'acr-access',
    });
    // The SDK asks its credential for nothing else; a class of its own would read files and variables.
    config.credential = { getCredential } as unknown as NonNullable<ClientConfig['credential']>;
    return config;
  }

  #operation(service: Service, name: string, options: CallOptions): Operation {
    return {
      service,
      name,
      mode: options.mode,
      subject: options.subject ?? '',
      resources: options.resources ?? ['*'],
      host: endpointOf(service, this.#endpoints, options.region).host,
      credentials: this.#source,
    };
  }
}

/**
 * The SDK takes every answer below 400 for a success. It is one only with status 200, a JSON object, and neither a
 * `Code` that says otherwise nor `IsSuccess: false` (Container Registry answers failures with status 200).
 */
function checked<C extends OpenApi>(client: C): C {
  const call = client.callApi.bind(client);
  client.callApi = async (params, request, runtime) => {
    const answer = await call(params, request, runtime);
    const attempt = currentAttempt();
    if (attempt === undefined) throw new AcrAccessError('failed', 'a call was made outside of a try');
    const body: unknown = answer.body;
    if (answer.statusCode !== 200 || typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw new AnswerError('the answer is no JSON object');
    }
    attempt.answered = true;
    const { Code, IsSuccess, Message, RequestId } = body as Body;
    const requestId = typeof RequestId === 'string' ? RequestId : undefined;
    const code = typeof Code === 'string' ? Code : '';
    if (IsSuccess === false || IsSuccess === 'false' || !/^(|success|ok|200)$/i.test(code)) {
      const message = typeof Message === 'string' ? Message : 'the service says that the call did not succeed';
      throw new AnswerError(message, { code: code === '' || /^success$/i.test(code) ? '' : code, requestId });
    }
    return answer;
  };
  return client;
}

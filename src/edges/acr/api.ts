import { randomUUID } from 'node:crypto';
import { AcrAccessError } from '../../errors.ts';
import type { AccessKey } from '../../login/types.ts';
import type { Clock } from '../../ports.ts';
import { API_VERSIONS, type Endpoints, endpointOf, type Service } from '../alibaba/services.ts';
import type { JsonObject } from '../http/json.ts';
import type { Send } from '../http/send.ts';
import { signAcs3 } from './acs3.ts';
import { readApiAnswer } from './api-answer.ts';
import type { Secrets } from './secrets.ts';
import type { Tries } from './tries.ts';

/** What every call goes through. */
export interface Wire {
  readonly send: Send;
  readonly tries: Tries;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly endpoints: Endpoints;
}

export interface ApiCall<T> {
  readonly service: Service;
  readonly action: string;
  /** for regional services */
  readonly region?: string | undefined;
  /** default: POST to `/` */
  readonly method?: 'GET' | 'POST';
  readonly path?: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** checks the answer; throws TryFailure */
  readonly read: (body: JsonObject) => T;
}

/**
 * One signed call, with its tries.
 *
 * @throws LoginError
 */
export function callApi<T>(wire: Wire, key: AccessKey, call: ApiCall<T>): Promise<T> {
  const { send, tries, secrets, clock, endpoints } = wire;
  const { service, action, region, method = 'POST', path = '/', query = {}, read } = call;
  secrets.learn(key.accessKeyId, key.accessKeySecret, key.securityToken);
  const url = apiUrl(service, endpoints, { region, path, query });
  // One address plays all regions in the emulator.
  const headers: Record<string, string> =
    endpoints.emulator === undefined || region === undefined ? {} : { 'x-acs-region-id': region };
  return tries.run(
    () => url.host,
    async (signal) => {
      const request = { method, url, action, version: API_VERSIONS[service], headers };
      const signed = signAcs3(request, key, { date: clock.now(), nonce: randomUUID() });
      const answer = await send({ method, url, headers: signed }, signal);
      const saysIsSuccess = service === 'CR';
      return read(readApiAnswer(answer, { api: action, secrets, now: clock.now(), saysIsSuccess }));
    },
  );
}

/**
 * The address of a call at the service's endpoint, or at the emulator.
 *
 * @throws AcrAccessError `usage` when STS is to be called inside of a VPC and no region says which
 */
export function apiUrl(
  service: Service,
  endpoints: Endpoints,
  to: {
    region?: string | undefined;
    path?: string;
    query: Readonly<Record<string, string | undefined>>;
  },
): URL {
  const { network, region = to.region, emulator } = endpoints;
  if (service === 'STS' && network === 'vpc' && region === undefined && emulator === undefined) {
    throw new AcrAccessError('usage', 'network: vpc needs a region', { hint: 'Give the region of the registry.' });
  }
  const { host, protocol } = endpointOf(service, endpoints, to.region);
  const url = new URL(`${protocol.toLowerCase()}://${host}${to.path ?? '/'}`);
  for (const [name, value] of Object.entries(to.query)) if (value !== undefined) url.searchParams.set(name, value);
  return url;
}

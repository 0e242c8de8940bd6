import { parseChallenge } from '../../login/challenge.ts';
import type { Challenge, RegistryHost, TokenAnswer, TokenRequest } from '../../login/types.ts';
import { asObject, jsonObject, textOf } from '../http/json.ts';
import type { HttpAnswer } from '../http/send.ts';
import { isPassing, TryFailure } from '../http/try-failure.ts';
import type { Wire } from './api.ts';
import { badAnswer } from './api-answer.ts';
import type { Secrets } from './secrets.ts';

/**
 * Asks `/v2/` without credentials what the registry wants.
 *
 * @throws LoginError; AcrAccessError when the challenge names a realm that may not see a password
 */
export function challenge({ tries, send, secrets }: Wire, host: RegistryHost): Promise<Challenge> {
  const url = new URL(`${host.kind === 'loopback' ? 'http' : 'https'}://${host.host}/v2/`);
  return tries.run(
    () => host.host,
    async (signal) => {
      const answer = await send({ method: 'GET', url, headers: {} }, signal);
      if (answer.status !== 401) throw registryFailure(host.host, answer, secrets);
      const header = answer.challenges.find((one) => /^bearer /i.test(one)) ?? answer.challenges[0] ?? '';
      return parseChallenge(header, host);
    },
  );
}

/**
 * A token of the registry for a password. The password goes to the realm of the challenge only; the answer's token is read
 * and dropped.
 *
 * @throws LoginError, kind `registry` with status 401 when the password is not accepted
 */
export function registryToken({ tries, send, secrets }: Wire, request: TokenRequest): Promise<TokenAnswer> {
  const { username, password, scope } = request;
  const { realm, service } = request.challenge;
  secrets.learnPassword(username, password);
  const url = new URL(realm);
  url.searchParams.set('service', service);
  url.searchParams.set('account', username);
  if (scope !== undefined) url.searchParams.set('scope', scope);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return tries.run(
    () => url.host,
    async (signal) => {
      const answer = await send({ method: 'GET', url, headers: { authorization, accept: 'application/json' } }, signal);
      if (answer.status !== 200) throw registryFailure(url.host, answer, secrets);
      const body = jsonObject(answer.text);
      if (body === undefined) throw badAnswer({ api: url.host }, 'it is not whole JSON', true);
      const token = textOf(body, 'token') || textOf(body, 'access_token');
      secrets.learn(token);
      if (token === '') throw badAnswer({ api: url.host }, 'there is no token in it');
      return { granted: grantedActions(token, scope) };
    },
  );
}

function registryFailure(host: string, answer: HttpAnswer, secrets: Secrets): TryFailure {
  const { status, retryAfterMs } = answer;
  const detail = secrets.clean(detailOf(answer));
  return new TryFailure({ kind: 'registry', host, status, detail }, isPassing(status), retryAfterMs);
}

/** The registry's own words; an error page is not quoted. */
function detailOf({ status, text }: HttpAnswer): string {
  const body = jsonObject(text);
  const first = Array.isArray(body?.errors) ? asObject(body.errors[0]) : body;
  const words = ['code', 'message', 'details'].map((field) => textOf(first, field)).filter((part) => part !== '');
  if (words.length > 0) return words.join(': ');
  if (status >= 300 && status < 400) return 'redirects are not followed';
  return status < 300 ? 'it does not ask for a login' : 'no reason given';
}

/**
 * What the token lets do in its scope. `undefined` when that cannot be known: the token is no JWT, or says nothing of access.
 */
function grantedActions(token: string, scope: string | undefined): readonly string[] | undefined {
  const claims = jsonObject(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  // The reference implementation writes `null` for an empty list.
  const access = claims?.access === null ? [] : claims?.access;
  if (!Array.isArray(access)) return undefined;
  const [, type, name] = /^([^:]+):(.+):[^:]*$/.exec(scope ?? '') ?? [];
  const wanted = access
    .map(asObject)
    .filter((one) => scope === undefined || (textOf(one, 'type') === type && textOf(one, 'name') === name));
  if (!wanted.every((one) => Array.isArray(one?.actions))) return undefined;
  const actions = wanted.flatMap((one) => one?.actions as readonly unknown[]);
  return [...new Set(actions.filter((action): action is string => typeof action === 'string'))];
}

import type { AccessKey, OidcLogin } from '../../login/types.ts';
import { API_VERSIONS } from '../alibaba/services.ts';
import { asObject, type JsonObject, textOf } from '../http/json.ts';
import type { Send } from '../http/send.ts';
import type { GetIdToken } from '../runner/id-token.ts';
import { apiUrl, callApi, type Wire } from './api.ts';
import { badAnswer, readApiAnswer } from './api-answer.ts';
import type { Secrets } from './secrets.ts';

type Session = AccessKey & { readonly expiresAt: Date; readonly arn: string };

const ASSUME = { api: 'AssumeRoleWithOIDC' };

/**
 * Exchanges an ID token for a session of the role: an unsigned call. The token stands in the form body, never in the URL,
 * which proxies keep in their logs. The query is what the official credentials library sends (@alicloud/credentials 2.4.4).
 *
 * @throws LoginError
 */
export function assumeRoleWithOidc(wire: Wire, request: OidcLogin, getIdToken: GetIdToken): Promise<Session> {
  const { tries, secrets, clock, endpoints } = wire;
  // GitHub's token service is waited for, too: a time-out names the one that was late.
  let { host } = apiUrl('STS', endpoints, { query: {} });
  const send: Send = (one, signal) => {
    host = one.url.host;
    return wire.send(one, signal);
  };
  return tries.run(
    () => host,
    async (signal) => {
      const token = await getIdToken(request.audience, send, signal);
      secrets.learn(token);
      signal.throwIfAborted();
      const query = {
        Action: ASSUME.api,
        Version: API_VERSIONS.STS,
        Format: 'JSON',
        Timestamp: clock
          .now()
          .toISOString()
          .replace(/\.\d+Z$/, 'Z'),
      };
      const url = apiUrl('STS', endpoints, { query });
      const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await send({ method: 'POST', url, headers, body: formOf(request, token) }, signal);
      const context = { ...ASSUME, secrets, now: clock.now(), saysIsSuccess: false };
      return readSession(readApiAnswer(answer, context), secrets);
    },
  );
}

/**
 * Who a key belongs to.
 *
 * @throws LoginError
 */
export const callerIdentity = (wire: Wire, key: AccessKey): Promise<{ accountId: string; arn: string }> =>
  callApi(wire, key, {
    service: 'STS',
    action: 'GetCallerIdentity',
    read: (body) => {
      const [accountId, arn] = [textOf(body, 'AccountId'), textOf(body, 'Arn')];
      if (!/^\d+$/.test(accountId) || arn === '') throw badAnswer({ api: 'GetCallerIdentity' }, 'it names no account');
      return { accountId, arn };
    },
  });

function formOf(request: OidcLogin, token: string): string {
  const form = new URLSearchParams({
    OIDCProviderArn: request.oidcProviderArn,
    OIDCToken: token,
    RoleArn: request.roleArn,
    RoleSessionName: request.sessionName,
    DurationSeconds: String(request.duration),
  });
  if (request.policy !== undefined) form.set('Policy', request.policy);
  return form.toString();
}

function readSession(body: JsonObject, secrets: Secrets): Session {
  const given = asObject(body.Credentials);
  const [accessKeyId, accessKeySecret] = [textOf(given, 'AccessKeyId'), textOf(given, 'AccessKeySecret')];
  const securityToken = textOf(given, 'SecurityToken');
  secrets.learn(accessKeyId, accessKeySecret, securityToken);
  const expiresAt = new Date(textOf(given, 'Expiration'));
  const isWhole = [accessKeyId, accessKeySecret, securityToken].every((text) => /^[\x21-\x7e]+$/.test(text));
  if (!isWhole) throw badAnswer(ASSUME, 'there are no credentials in it');
  if (Number.isNaN(expiresAt.getTime())) throw badAnswer(ASSUME, 'it does not say when the credentials end');
  const arn = textOf(asObject(body.AssumedRoleUser), 'Arn');
  if (arn === '') throw badAnswer(ASSUME, 'it does not say whose session it is');
  return { accessKeyId, accessKeySecret, securityToken, expiresAt, arn };
}

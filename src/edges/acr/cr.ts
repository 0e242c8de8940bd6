import type { AccessKey, RegistryPassword } from '../../login/types.ts';
import { asObject, type JsonObject, textOf } from '../http/json.ts';
import { callApi, type Wire } from './api.ts';
import { badAnswer } from './api-answer.ts';
import type { Secrets } from './secrets.ts';

/** A page of 30 is the documented default: what is larger may be cut without a word. */
const PAGE_SIZE = 30;

interface InstanceOfRegion {
  readonly region: string;
  readonly instanceId: string;
}

/**
 * A temporary password of an Enterprise Edition instance (API 2018-12-01).
 *
 * @throws LoginError
 */
export function enterprisePassword(
  wire: Wire,
  key: AccessKey,
  { region, instanceId, expiresInHours }: InstanceOfRegion & { readonly expiresInHours: number | undefined },
): Promise<RegistryPassword> {
  const query = { InstanceId: instanceId, ExpiresInHours: expiresInHours?.toString() };
  return callApi(wire, key, {
    service: 'CR',
    action: 'GetAuthorizationToken',
    region,
    query,
    read: (body) => readPassword(body, ['TempUsername', 'AuthorizationToken', 'ExpireTime'], wire.secrets),
  });
}

/**
 * A temporary password of the Personal Edition (API 2016-06-07).
 *
 * @throws LoginError
 */
export const personalPassword = (wire: Wire, key: AccessKey, region: string): Promise<RegistryPassword> =>
  callApi(wire, key, {
    service: 'CR-personal',
    action: 'GetAuthorizationToken',
    region,
    method: 'GET',
    path: '/tokens',
    read: (body) =>
      readPassword(asObject(body.data), ['tempUserName', 'authorizationToken', 'expireDate'], wire.secrets),
  });

/** Success without a user name or a password is the silent way to be logged in to nothing. */
function readPassword(
  body: JsonObject | undefined,
  [user, token, end]: readonly [string, string, string],
  secrets: Secrets,
): RegistryPassword {
  const [username, password, ms] = [textOf(body, user), textOf(body, token), body?.[end]];
  if (password !== '') secrets.learnPassword(username, password);
  const context = { api: 'GetAuthorizationToken' };
  if (password === '') throw badAnswer(context, 'there is no password in it');
  if (username === '') throw badAnswer(context, 'there is no user name in it');
  // A colon or a line break would move the border between user name and password in config.json.
  if (!/^[\x21-\x39\x3b-\x7e]+$/.test(username)) throw badAnswer(context, 'the user name cannot be one');
  if (/[\p{Cc}\p{Cs}]/u.test(password)) throw badAnswer(context, 'the password cannot be one');
  const expiresAt = new Date(typeof ms === 'number' && ms > 1e12 ? ms : Number.NaN);
  if (Number.isNaN(expiresAt.getTime())) throw badAnswer(context, 'it does not say when the password ends');
  return { username, password, expiresAt };
}

/**
 * The instances of this exact name in a region; the service's own filter is deprecated, so it is not relied on.
 *
 * @throws LoginError `bad-answer` when the list cannot be whole: half a list must never pass for "there is none"
 */
export async function instancesNamed(
  wire: Wire,
  key: AccessKey,
  { region, name }: { readonly region: string; readonly name: string },
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const seen = new Map<string, string>();
  for (let page = 1; ; page++) {
    const total = await callApi(wire, key, {
      service: 'CR',
      action: 'ListInstance',
      region,
      query: { InstanceName: name, PageNo: String(page), PageSize: String(PAGE_SIZE) },
      read: (body) => readInstances(body, seen),
    });
    if (seen.size >= total) break;
  }
  return [...seen].filter(([, other]) => other === name).map(([id]) => ({ id, name }));
}

/** Adds a page to `seen`; returns how many instances there are on all pages. */
function readInstances(body: JsonObject, seen: Map<string, string>): number {
  const context = { api: 'ListInstance' };
  const rows = Array.isArray(body.Instances) ? body.Instances.map(asObject) : undefined;
  const total = typeof body.TotalCount === 'string' ? Number(body.TotalCount || Number.NaN) : body.TotalCount;
  if (rows === undefined || typeof total !== 'number' || !Number.isInteger(total) || total < 0) {
    throw badAnswer(context, 'it is no page of a list');
  }
  const before = seen.size;
  for (const row of rows) {
    const id = textOf(row, 'InstanceId');
    if (!/^cri-[a-z0-9]+$/.test(id)) throw badAnswer(context, 'an instance has no id');
    if (seen.has(id)) throw badAnswer(context, 'a page or an instance is repeated');
    seen.set(id, textOf(row, 'InstanceName'));
  }
  const isShort = rows.length < Math.min(PAGE_SIZE, total - before);
  if (isShort || seen.size > total) throw badAnswer(context, `${seen.size} instances of ${total}, and no more pages`);
  return total;
}

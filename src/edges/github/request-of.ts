import type { HttpRequest } from '../http/send.ts';
import type { GitHubCall } from './call.ts';
import { failed } from './failures.ts';
import type { CleanText } from './foreign-text.ts';

/**
 * What a call looks like on the wire.
 *
 * @throws GitHubError `invalid` for a value that cannot stand in an address
 */
export function requestOf(
  call: GitHubCall,
  { baseUrl, token, clean }: { baseUrl: string; token: string; clean: CleanText },
): HttpRequest {
  const { method } = call;
  const rest = new Map(Object.entries(call.parameters));
  const path = call.url.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    if (isSegment(value)) return encodeURIComponent(value);
    throw failed(call, clean, 'invalid', `${name} cannot stand in an address`, {});
  });
  const url = new URL(path.startsWith('/') ? baseUrl + path : path);
  const headers = {
    accept: 'application/vnd.github+json',
    // The form that GitHub takes of every kind of token.
    authorization: `Bearer ${token}`,
    'x-github-api-version': '2022-11-28',
  };
  if (method === 'GET') {
    for (const [name, value] of rest) url.searchParams.set(name, String(value));
    return { method, url, headers };
  }
  if (rest.size === 0) return { method, url, headers };
  const body = JSON.stringify(Object.fromEntries(rest));
  return { method, url, headers: { ...headers, 'content-type': 'application/json; charset=utf-8' }, body };
}

/** Slashes are encoded; dots alone would be steps, encoded too. */
const isSegment = (value: unknown): value is string | number =>
  typeof value === 'number' || (typeof value === 'string' && value.isWellFormed() && !/^\.{0,2}$/.test(value));

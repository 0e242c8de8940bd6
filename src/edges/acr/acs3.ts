import { createHash, createHmac } from 'node:crypto';
import type { AccessKey } from '../../login/types.ts';

const ALGORITHM = 'ACS3-HMAC-SHA256';

/** What is signed of a request. Both editions are called with an empty body. */
export interface Acs3Request {
  readonly method: 'GET' | 'POST';
  /** host, path and query */
  readonly url: URL;
  readonly action: string;
  readonly version: string;
  /** further `x-acs-*` headers, names in lower case */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The headers of a signed request, `host` and `authorization` included. The same bytes as the official SDK makes
 * (openapi-core 1.0.8), its `x-acs-accesskey-id` on the way with a security token included.
 */
export function signAcs3(
  request: Acs3Request,
  key: AccessKey,
  at: { readonly date: Date; readonly nonce: string },
): Record<string, string> {
  const payload = sha256('');
  const token: Record<string, string> =
    key.securityToken === undefined
      ? {}
      : { 'x-acs-accesskey-id': key.accessKeyId, 'x-acs-security-token': key.securityToken };
  const signed: Record<string, string> = {
    ...request.headers,
    ...token,
    host: request.url.host,
    'x-acs-action': request.action,
    'x-acs-content-sha256': payload,
    'x-acs-date': at.date.toISOString().replace(/\.\d+Z$/, 'Z'),
    'x-acs-signature-nonce': at.nonce,
    'x-acs-version': request.version,
  };
  const names = Object.keys(signed).sort();
  const canonical = [
    request.method,
    request.url.pathname,
    canonicalQuery(request.url.searchParams),
    names.map((name) => `${name}:${signed[name]!.trim()}\n`).join(''),
    names.join(';'),
    payload,
  ].join('\n');
  const signature = createHmac('sha256', key.accessKeySecret)
    .update(`${ALGORITHM}\n${sha256(canonical)}`)
    .digest('hex');
  const authorization = `${ALGORITHM} Credential=${key.accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`;
  return { ...signed, accept: 'application/json', authorization };
}

const canonicalQuery = (query: URLSearchParams): string =>
  [...query]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');

/** RFC 3986: everything but letters, digits and `-_.~`. */
const percentEncode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

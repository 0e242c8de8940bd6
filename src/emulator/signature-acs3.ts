import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { RawRequest } from './wire.ts';

/**
 * Checks `ACS3-HMAC-SHA256` header signatures. The canonical request is rebuilt from the decoded query, because
 * clients send `!'()*~` unescaped but sign them escaped. Verified against the official SDK (openapi-core 1.0.8).
 */
export interface Acs3Authorization {
  readonly accessKeyId: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const ALGORITHM = 'ACS3-HMAC-SHA256';

export function parseAcs3(authorization: string): Acs3Authorization | undefined {
  if (!authorization.startsWith(`${ALGORITHM} `)) return undefined;
  const fields = new Map(
    authorization
      .slice(ALGORITHM.length + 1)
      .split(',')
      .map((field) => field.trim().split(/=(.*)/s) as [string, string]),
  );
  const [accessKeyId, signedHeaders, signature] = [
    fields.get('Credential'),
    fields.get('SignedHeaders'),
    fields.get('Signature'),
  ];
  if (!accessKeyId || !signedHeaders || !signature) return undefined;
  return { accessKeyId, signedHeaders: signedHeaders.split(';'), signature };
}

/** Headers that a signature must cover; a token must be covered too when there is one. */
const REQUIRED = [
  'host',
  'x-acs-action',
  'x-acs-version',
  'x-acs-date',
  'x-acs-content-sha256',
  'x-acs-signature-nonce',
];

export function isAcs3Signed(request: RawRequest, authorization: Acs3Authorization, secret: string): boolean {
  const signed = new Set(authorization.signedHeaders);
  const required =
    request.headers['x-acs-security-token'] === undefined ? REQUIRED : [...REQUIRED, 'x-acs-security-token'];
  if (!required.every((header) => signed.has(header))) return false;
  const payload = createHash('sha256').update(request.body).digest('hex');
  if (request.headers['x-acs-content-sha256'] !== payload) return false;
  const canonical = [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request.query),
    authorization.signedHeaders.map((header) => `${header}:${String(request.headers[header] ?? '').trim()}\n`).join(''),
    authorization.signedHeaders.join(';'),
    payload,
  ].join('\n');
  const toSign = `${ALGORITHM}\n${createHash('sha256').update(canonical).digest('hex')}`;
  const expected = createHmac('sha256', secret).update(toSign).digest('hex');
  return sameText(expected, authorization.signature);
}

export function sameText(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const canonicalPath = (path: string): string =>
  path.replaceAll('+', '%20').replaceAll('*', '%2A').replaceAll('%7E', '~');

const canonicalQuery = (query: ReadonlyMap<string, string>): string =>
  [...query.keys()]
    .sort()
    .map((key) => `${key}=${percentEncode(query.get(key)!)}`)
    .join('&');

/** RFC 3986: everything but letters, digits and `-_.~`. */
export const percentEncode = (value: string): string =>
  encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

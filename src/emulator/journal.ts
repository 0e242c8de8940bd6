import type { Params } from './params.ts';
import type { RawRequest } from './wire.ts';

/** One request, as tests look at it. Holds no secret: keys, tokens, passwords and signatures are left out. */
export interface JournalEntry {
  /** e.g. `RAM CreateUser`; `unknown` when there is no such operation */
  readonly operation: string;
  /** without those of the signature */
  readonly params: Params;
  /** names of the parameters that stood in the URL */
  readonly inQuery: readonly string[];
  /** e.g. `user:alice` */
  readonly caller: string;
  /** 0: the connection was cut */
  readonly status: number;
  /** the service's code, empty when it succeeded */
  readonly code: string;
  readonly at: string;
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

const SECRET_PARAMS = /^(OIDCToken|SAMLAssertion|SecurityToken|Password|OldPassword|NewPassword|AuthenticationCode\d)$/;
const SIGNATURE_PARAMS = /^(Signature.*|AccessKeyId|Timestamp|Format|Action|Version)$/;
const SECRET_HEADERS = new Set([
  'authorization',
  'x-acs-security-token',
  'x-acs-accesskey-id',
  'cookie',
  'proxy-authorization',
]);

export function publicParams(params: Params): Params {
  const shown: Record<string, string> = {};
  for (const [key, value] of Object.entries(params)) {
    if (!SIGNATURE_PARAMS.test(key)) shown[key] = SECRET_PARAMS.test(key) ? '***' : value;
  }
  return shown;
}

export function publicHeaders(request: RawRequest): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [key, value] of Object.entries(request.headers)) {
    if (!SECRET_HEADERS.has(key)) shown[key] = String(value);
  }
  return shown;
}

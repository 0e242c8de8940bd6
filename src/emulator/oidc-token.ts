import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { ApiError } from './api-error.ts';
import type { OidcProvider } from './entities.ts';
import { parseJson } from './params.ts';

export interface OidcClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: readonly string[];
  readonly exp: number;
  readonly iat: number;
}

/** Signature algorithms of GitHub and of most other issuers, as node:crypto calls their hash. */
const HASHES: Record<string, string> = {
  RS256: 'sha256',
  RS384: 'sha384',
  RS512: 'sha512',
  ES256: 'sha256',
  ES384: 'sha384',
};

/** Checks a JSON Web Token as AssumeRoleWithOIDC does; throws its 401 answers. `keys` of the provider are JWKs. */
export function verifyOidcToken(token: string, provider: OidcProvider, now: Date): OidcClaims {
  const parts = token.split('.');
  if (parts.length !== 3) throw refused('Invalid', 'OIDC token validate failed: the token does not have three parts.');
  const [head, body, signature] = parts as [string, string, string];
  const header = decoded(head) as { alg?: unknown; kid?: unknown };
  const claims = decoded(body) as Record<string, unknown>;
  checkSignature(`${head}.${body}`, signature, header, provider);
  const { iss, sub, aud, exp, iat } = claims;
  if (typeof iss !== 'string' || typeof sub !== 'string' || typeof exp !== 'number') {
    throw refused('Invalid', 'OIDC token validate failed: iss, sub or exp is missing.');
  }
  if (exp * 1000 <= now.getTime()) throw refused('Expired', 'This JsonWebToken is expired.');
  if (iss !== provider.issuer) throw refused('IssuerNotMatch', 'Invalid issuer.');
  const audiences = (Array.isArray(aud) ? aud : [aud]).filter((item): item is string => typeof item === 'string');
  if (!audiences.some((audience) => provider.clientIds.includes(audience)))
    throw refused('AudienceNotMatch', 'Invalid audience.');
  return { iss, sub, aud: audiences, exp, iat: typeof iat === 'number' ? iat : exp };
}

function checkSignature(
  signed: string,
  signature: string,
  header: { alg?: unknown; kid?: unknown },
  provider: OidcProvider,
): void {
  const hash = HASHES[String(header.alg)];
  if (hash === undefined)
    throw refused(
      'Invalid',
      `OIDC token validate failed: algorithm ${String(header.alg).slice(0, 20)} is not supported.`,
    );
  const keys = provider.keys.filter(
    (key) => header.kid === undefined || key.kid === undefined || key.kid === header.kid,
  );
  const valid = keys.some((jwk) => {
    const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
    const fits = key.asymmetricKeyType === (String(header.alg).startsWith('ES') ? 'ec' : 'rsa');
    return (
      fits && verify(hash, Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))
    );
  });
  if (!valid) throw refused('InvalidSignature', 'OIDC token validate failed: invalid signature.');
}

function decoded(part: string): object {
  const value = parseJson(Buffer.from(part, 'base64url').toString('utf8'));
  if (typeof value !== 'object' || value === null)
    throw refused('Invalid', 'OIDC token validate failed: the token is not base64url JSON.');
  return value;
}

const refused = (kind: string, message: string): ApiError =>
  new ApiError(401, `AuthenticationFail.OIDCToken.${kind}`, message);

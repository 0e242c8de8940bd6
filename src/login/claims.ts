/** What of an ID token RAM and people go by. Claims say where a job runs; they are no secret, the token is. */
const NAMES = [
  'iss',
  'aud',
  'sub',
  'repository',
  'ref',
  'environment',
  'job_workflow_ref',
  'repository_id',
  'repository_owner_id',
] as const;

/** Claims that are there, as texts. */
export type TokenClaims = { readonly [Name in (typeof NAMES)[number]]?: string };

/**
 * The claims of an ID token, unchecked: they explain an error and decide nothing.
 *
 * @param token a JSON Web Token; undefined is returned for anything else
 */
export function claimsOf(token: string): TokenClaims | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    if (typeof claims !== 'object' || claims === null) return undefined;
    const found = NAMES.flatMap((name): [string, string][] => {
      const value: unknown = Object.hasOwn(claims, name) ? (claims as Record<string, unknown>)[name] : undefined;
      const text = Array.isArray(value) ? value.join(', ') : value;
      return typeof text === 'string' && text !== '' ? [[name, text]] : [];
    });
    return Object.fromEntries(found);
  } catch {
    return undefined;
  }
}

/** The claims that are printed; the ids are part of `sub` where they count. */
export const printedClaims = (claims: TokenClaims): readonly (readonly [name: string, value: string])[] =>
  NAMES.slice(0, 7).flatMap((name) => (claims[name] === undefined ? [] : [[name, claims[name]] as const]));

/**
 * The subject in the other of GitHub's two forms: `repo:OWNER/REPO:…`, or `repo:OWNER@ID/REPO@ID:…` for repositories made,
 * renamed or transferred since July 2026. Source: GitHub Actions, "OpenID Connect reference".
 *
 * @returns undefined when the subject is of neither form, or the ids are not known
 */
export function otherSubject({ sub = '', repository_id, repository_owner_id }: TokenClaims): string | undefined {
  const [, owner = '', ownerId, name = '', id, rest = ''] =
    /^repo:([^/:@]+)(@\d+)?\/([^/:@]+)(@\d+)?(:.*)$/s.exec(sub) ?? [];
  if (owner === '') return undefined;
  if (ownerId !== undefined || id !== undefined) return `repo:${owner}/${name}${rest}`;
  if (repository_id === undefined || repository_owner_id === undefined) return undefined;
  return `repo:${owner}@${repository_owner_id}/${name}@${repository_id}${rest}`;
}

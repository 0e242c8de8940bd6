import type { GitHubState } from './state.ts';

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What the runner's token endpoint hands out: claims as GitHub writes them, and a signature that is none. */
export function oidcToken(state: GitHubState, audience: string | null, now: Date): { count: number; value: string } {
  const seconds = Math.floor(now.getTime() / 1_000);
  const claims = {
    iss: 'https://token.actions.githubusercontent.com',
    aud: audience ?? `https://github.com/${state.repository.split('/')[0]}`,
    sub: `repo:${state.repository}:ref:refs/heads/${state.defaultBranch}`,
    repository: state.repository,
    iat: seconds,
    nbf: seconds,
    exp: seconds + 300,
    ...state.oidcClaims,
  };
  const value = `${base64({ typ: 'JWT', alg: 'RS256', kid: 'fake' })}.${base64(claims)}.bm8tc2lnbmF0dXJl`;
  return { count: value.length, value };
}

import { AcrAccessError } from '../../errors.ts';
import { mayCarrySecrets } from '../http/send.ts';

/** Where the token goes, and to nowhere else. */
export interface ApiUrls {
  /** without a slash at the end */
  readonly rest: string;
  readonly graphql: string;
  readonly owner: string;
  readonly repo: string;
}

/**
 * Reads GITHUB_API_URL, GITHUB_GRAPHQL_URL and GITHUB_REPOSITORY, which the runner sets. Without the second it is derived
 * from the first: `/graphql` below it, on GitHub Enterprise Server `/api/graphql` next to `/api/v3`.
 *
 * @throws AcrAccessError `usage` for something else than an https URL, for two different hosts, or without a repository
 */
export function apiUrls(env: NodeJS.ProcessEnv): ApiUrls {
  const rest = urlOf('GITHUB_API_URL', env.GITHUB_API_URL || 'https://api.github.com');
  const base = withoutSlash(rest);
  const derived = base.endsWith('/api/v3') ? base.replace(/v3$/, 'graphql') : `${base}/graphql`;
  const graphql = urlOf('GITHUB_GRAPHQL_URL', env.GITHUB_GRAPHQL_URL || derived);
  if (graphql.origin !== rest.origin) {
    throw new AcrAccessError('usage', 'GITHUB_API_URL and GITHUB_GRAPHQL_URL name different hosts', {
      hint: 'The runner sets both. The token is sent to one host only.',
    });
  }
  const [owner, repo, ...more] = (env.GITHUB_REPOSITORY ?? '').split('/');
  if (!isName(owner) || !isName(repo) || more.length > 0) {
    throw new AcrAccessError('usage', 'GITHUB_REPOSITORY is not OWNER/REPO', { hint: 'The runner sets it.' });
  }
  return { rest: base, graphql: withoutSlash(graphql), owner, repo };
}

/** Dots alone would be path steps. */
const isName = (text: string | undefined): text is string => /^(?!\.{1,2}$)[\w.-]+$/.test(text ?? '');

const withoutSlash = (url: URL): string => url.href.replace(/\/+$/, '');

function urlOf(variable: string, text: string): URL {
  const url = URL.parse(text);
  const isPlain = url?.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (url !== null && isPlain && mayCarrySecrets(url)) return url;
  throw new AcrAccessError('usage', `${variable} is not the URL of an API`, {
    hint: 'The runner sets it, e.g. https://api.github.com. Without encryption only the loopback is called.',
  });
}

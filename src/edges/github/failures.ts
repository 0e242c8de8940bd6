import type { IncomingHttpHeaders } from 'node:http';
import { GitHubError, type GitHubErrorKind } from '../../action/github.ts';
import type { SendFailure } from '../http/send-failure.ts';
import type { GitHubCall } from './call.ts';
import { graphqlErrors, messageOf } from './error-body.ts';
import type { CleanText } from './foreign-text.ts';
import { rateLimit } from './rate-limit.ts';

/** A whole HTTP answer. */
export interface Exchange {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** false: the body of a 2xx answer is not JSON */
  readonly readable: boolean;
  /** parsed JSON, unchecked; `undefined` when there was none */
  readonly body: unknown;
}

export interface Failure {
  readonly error: GitHubError;
  /** who may send the call again: everybody, because it did not take effect; reads and writes that may be repeated; nobody */
  readonly again: 'always' | 'unless-add' | 'never';
  /** how long to wait, where GitHub said so */
  readonly waitMs?: number;
}

/** Longest wait that a rate limit may ask for. */
const MAX_RATE_WAIT_MS = 10_000;

const NOT_ACCESSIBLE = /resource not accessible/i;

/** What an answer says went wrong; `undefined`: nothing. */
export function failureOf(
  call: GitHubCall,
  exchange: Exchange,
  { clean, now }: { clean: CleanText; now: Date },
): Failure | undefined {
  const { status } = exchange;
  const isSuccess = status >= 200 && status < 300;
  const graphql = isSuccess ? graphqlErrors(exchange.body)[0] : undefined;
  if (isSuccess && graphql === undefined) {
    return exchange.readable ? undefined : unclear(call, clean, 'the answer is not JSON');
  }
  if (call.expected?.includes(status)) return undefined;
  const said = clean(graphql?.message ?? messageOf(exchange.body));
  const limit = rateLimit(exchange, graphql?.type, now);
  if (limit !== undefined && !NOT_ACCESSIBLE.test(said)) return limited(call, clean, limit, now);
  const kind = graphql !== undefined ? graphqlKind(graphql?.type, said) : statusKind(status, said);
  const words = said === '' ? `status ${status}` : `${said} (status ${status})`;
  if (kind === 'unclear') return unclear(call, clean, words);
  return { error: refusal(call, clean, kind, words, status), again: 'never' };
}

function statusKind(status: number, said: string): GitHubErrorKind {
  if (status >= 500 || status === 408) return 'unclear';
  if (status === 401 || status === 403 || NOT_ACCESSIBLE.test(said)) return 'denied';
  // 410 is what a deleted issue, or a repository without issues, answers.
  return status < 400 || status === 404 || status === 410 ? 'not-found' : 'invalid';
}

function graphqlKind(type: string | undefined, said: string): GitHubErrorKind {
  if (type === 'FORBIDDEN' || type === 'INSUFFICIENT_SCOPES' || NOT_ACCESSIBLE.test(said)) return 'denied';
  if (type === 'NOT_FOUND') return 'not-found';
  // "Something went wrong while executing your query" has no type.
  return type === undefined ? 'unclear' : 'invalid';
}

function refusal(
  call: GitHubCall,
  clean: CleanText,
  kind: GitHubErrorKind,
  words: string,
  status: number,
): GitHubError {
  if (status === 401) {
    const hint = 'The token is not accepted: it has expired, or it belongs to another server.';
    return failed(call, clean, 'denied', words, { hint });
  }
  if (status < 400 && status >= 300) {
    const hint =
      'The repository or branch was renamed or moved, and redirects are not followed: run under its new name.';
    return failed(call, clean, kind, words, { hint });
  }
  if (kind === 'denied' && /\blocked\b/i.test(words)) {
    return failed(call, clean, kind, words, {
      hint: 'The conversation is locked: unlock it, or read the job summary.',
    });
  }
  if (kind === 'denied') {
    const hint = `Give the job \`permissions: ${call.permission}\`.`;
    return failed(call, clean, kind, words, { hint, permission: call.permission });
  }
  if (kind !== 'not-found') return failed(call, clean, kind, words, {});
  const hint = `If it is there, the token may not see it: the job needs \`permissions: ${call.permission}\`.`;
  return failed(call, clean, kind, words, { hint });
}

function limited(call: GitHubCall, clean: CleanText, { waitMs }: { waitMs: number }, now: Date): Failure {
  const until = new Date(now.getTime() + waitMs).toISOString().replace(/\.\d+/, '');
  const error = failed(call, clean, 'rate-limited', `GitHub's rate limit is reached until ${until}`, {
    hint: 'Run again after that time. Other workflows of the repository count too.',
  });
  // It was rejected before it took effect, so that a write may be sent again too.
  return waitMs <= MAX_RATE_WAIT_MS ? { error, again: 'always', waitMs } : { error, again: 'never' };
}

/** What a try without a whole answer means. */
export function networkFailureOf(
  call: GitHubCall,
  { meaning, code, proxyStatus }: SendFailure,
  clean: CleanText,
): Failure {
  if (proxyStatus !== undefined) return unreachable(call, clean, `the proxy answered ${proxyStatus}`, 'always');
  switch (meaning) {
    case 'not-encrypted':
      return unreachable(call, clean, 'it would not be encrypted', 'never');
    case 'certificate':
      return unreachable(call, clean, `the certificate was not accepted, ${code}`, 'never');
    case 'never-left':
      return unreachable(call, clean, code, 'always');
    case 'too-large':
      return { error: unclearError(call, clean, `the answer is too large, ${code}`), again: 'never' };
    case 'unclear':
      return unclear(call, clean, `the connection broke (${code})`);
  }
}

/** A time-out may come after the request was received. */
export const timedOut = (call: GitHubCall, clean: CleanText): Failure =>
  unclear(call, clean, 'no whole answer in time');

function unreachable(call: GitHubCall, clean: CleanText, why: string, again: Failure['again']): Failure {
  const hint =
    'Check that the runner may reach GITHUB_API_URL: network, HTTPS_PROXY and NO_PROXY, NODE_EXTRA_CA_CERTS.';
  return { error: failed(call, clean, 'unreachable', `no connection to GitHub (${why})`, { hint }), again };
}

/** Nobody knows what became of the call. */
function unclear(call: GitHubCall, clean: CleanText, words: string): Failure {
  return { error: unclearError(call, clean, words), again: 'unless-add' };
}

export function unclearError(call: Pick<GitHubCall, 'purpose' | 'mode'>, clean: CleanText, words: string): GitHubError {
  const hint =
    call.mode === 'read'
      ? 'GitHub or a proxy before it is disturbed: try again later.'
      : 'It may or may not have happened.';
  return failed(call, clean, 'unclear', words, { hint });
}

export const failed = (
  call: Pick<GitHubCall, 'purpose'>,
  clean: CleanText,
  kind: GitHubErrorKind,
  words: string,
  options: { permission?: string; hint?: string },
): GitHubError => new GitHubError(kind, `GitHub: cannot ${clean(call.purpose)}: ${words}`, options);

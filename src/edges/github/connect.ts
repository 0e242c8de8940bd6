import type { GitHub } from '../../action/github.ts';
import { AcrAccessError } from '../../errors.ts';
import type { Clock, Reporter } from '../../ports.ts';
import { createAgents } from '../http/agents.ts';
import { createSend } from '../http/send.ts';
import { RepositoryApi } from './api.ts';
import { apiUrls } from './api-urls.ts';
import { Caller } from './call.ts';
import { completedChecks, createCheck } from './checks.ts';
import { createComment, deleteComment, ownComments, updateComment } from './comments.ts';
import { textCleaner } from './foreign-text.ts';
import { createIssue, ownOpenIssues, updateIssue } from './issues.ts';
import { branchTip, fileAt, ownApp, pullRequestsOf } from './repository-reader.ts';

export interface ConnectGitHubOptions {
  readonly token: string;
  /** GITHUB_API_URL, GITHUB_GRAPHQL_URL, GITHUB_REPOSITORY and the proxy variables are read */
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  /** uniform in [0, 1) */
  readonly random: () => number;
  /** hears of tries that are repeated */
  readonly reporter?: Reporter | undefined;
  /** stops reads at once and writes before the next one; its reason is what a stopped call rejects with */
  readonly signal?: AbortSignal | undefined;
  /** hears of every try before it is sent, e.g. `GET /repos/{owner}/{repo}/branches/{branch}` */
  readonly onRequest?: ((line: string) => void) | undefined;
  /** a try that has no whole answer by then is given up, ms; 15,000 when absent */
  readonly attemptMs?: number | undefined;
}

/** A page of a hundred comments, each of 65,536 characters, is smaller. */
const MAX_ANSWER_BYTES = 64 * 1_048_576;

/**
 * The repository's host over REST and GraphQL. Makes no call by itself.
 *
 * @throws AcrAccessError `usage` for a token, URL, repository or proxy that cannot be one
 */
export function connectGitHub(options: ConnectGitHubOptions): GitHub {
  // Anything else cannot stand in a header, and the error of the network layer would show it.
  if (!/^[\x21-\x7e]+$/.test(options.token)) {
    throw new AcrAccessError('usage', 'the GitHub token is empty or has characters that no token has', {
      hint: 'Leave the input github-token out, or hand in a token without blanks and line ends.',
    });
  }
  const urls = apiUrls(options.env);
  const clean = textCleaner(options.token);
  const send = createSend(createAgents(options.env), MAX_ANSWER_BYTES);
  const api = new RepositoryApi(new Caller({ ...options, baseUrl: urls.rest, send, clean }), urls, clean);
  return {
    fileAt: (path, commit) => fileAt(api, path, commit),
    branchTip: (branch) => branchTip(api, branch),
    pullRequestsOf: (commit) => pullRequestsOf(api, commit),
    ownApp: () => ownApp(api),
    completedChecks: (commit, name) => completedChecks(api, commit, name),
    createCheck: (check) => createCheck(api, check),
    ownComments: (pullRequest) => ownComments(api, pullRequest),
    createComment: (number, body) => createComment(api, number, body),
    updateComment: (id, body) => updateComment(api, id, body),
    deleteComment: (id) => deleteComment(api, id),
    ownOpenIssues: () => ownOpenIssues(api),
    createIssue: (text) => createIssue(api, text),
    updateIssue: (number, change) => updateIssue(api, number, change),
    callCount: () => api.callCount,
  };
}

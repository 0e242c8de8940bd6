/** What the fake knows, as plain JSON, so that a test can write it down and a process can be started with it. */
export interface GitHubState {
  /** `owner/repo` */
  repository: string;
  defaultBranch: string;
  /** by token; any other token is told "Bad credentials" */
  identities: Record<string, Identity>;
  /** by full SHA */
  commits: Record<string, { files: Record<string, FileEntry> }>;
  /** name to SHA */
  branches: Record<string, string>;
  pullRequests: PullRequestState[];
  checkRuns: CheckRunState[];
  issues: IssueState[];
  /** of issues and pull requests */
  comments: CommentState[];
  faults: Fault[];
  /** the last id that was given to anything; comments are beyond 32 bits, as GitHub's are */
  lastId: number;
  /** of issues and pull requests */
  lastNumber: number;
  /** claims that the OIDC tokens of the runner carry beside the usual ones */
  oidcClaims: Record<string, unknown>;
}

export type Scope = 'contents' | 'checks' | 'issues' | 'pull-requests';

export interface Identity {
  /** `github-actions[bot]`, or a person's name */
  login: string;
  /** slug of the app; null for a person */
  app: string | null;
  permissions: Partial<Record<Scope, 'read' | 'write'>>;
}

/** Text, bytes, or something that is no file. Folders follow from the paths. */
export type FileEntry = string | { base64: string } | { symlink: string } | { submodule: string };

export interface PullRequestState {
  number: number;
  title: string;
  headSha: string;
  headRef: string;
  baseRef: string;
  /** `owner/repo`; the own repository when absent */
  baseRepository?: string;
  mergedAt: string | null;
  /** what the merge put on the base branch; `commits/{sha}/pulls` finds it by these and by the head */
  mergedCommits: string[];
  locked?: boolean;
  /** asks for its commits that are answered as if it were not there yet */
  indexLag?: { asks: number; answer: 'empty' | 'not-found' | 'no-commit' };
}

export interface CheckRunState {
  id: number;
  name: string;
  headSha: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: string | null;
  externalId: string | null;
  detailsUrl: string | null;
  completedAt: string | null;
  output: { title: string | null; summary: string | null; text: string | null; annotations: unknown[] };
  /** slug; null: made by no app */
  app: string | null;
}

export interface IssueState {
  number: number;
  title: string;
  body: string;
  author: string;
  state: 'open' | 'closed';
  locked?: boolean;
}

export interface CommentState {
  id: number;
  /** number of the issue or pull request */
  issue: number;
  body: string;
  author: string;
  minimized?: boolean;
}

/** What goes wrong, and when. */
export interface Fault {
  /** regular expression on `METHOD /path?query`; GraphQL requests are `POST /graphql OperationName` */
  on: string;
  /** how many requests meet it; the first in the list that fits is met */
  times: number;
  effect: FaultEffect;
}

export type FaultEffect =
  | { answer: { status: number; headers?: Record<string, string>; body?: unknown } }
  /** the connection is reset before the request has an effect, or after it */
  | { reset: 'before' | 'after' }
  /** the effect happens, and the answer ends in the middle of its body */
  | { cut: true }
  /** the effect happens, the answer comes late */
  | { delayMs: number };

export const TOKEN = 'ghs_fakeTokenOfTheWorkflowRun0123456789';

/** A private repository with an empty commit on `main`, and the token of a workflow run that may do everything. */
export function newState(known: Partial<GitHubState> = {}): GitHubState {
  const tip = 'a'.repeat(40);
  return {
    repository: 'octo-org/images',
    defaultBranch: 'main',
    identities: {
      [TOKEN]: {
        login: 'github-actions[bot]',
        app: 'github-actions',
        permissions: { contents: 'write', checks: 'write', issues: 'write', 'pull-requests': 'write' },
      },
    },
    commits: { [tip]: { files: {} } },
    branches: { main: tip },
    pullRequests: [],
    checkRuns: [],
    issues: [],
    comments: [],
    faults: [],
    lastId: 3_000_000_000,
    lastNumber: 100,
    oidcClaims: {},
    ...structuredClone(known),
  };
}

/** Does GitHub know this commit? */
export const isKnownCommit = ({ commits, branches, pullRequests }: GitHubState, sha: string): boolean =>
  Object.hasOwn(commits, sha) ||
  Object.values(branches).includes(sha) ||
  pullRequests.some((pull) => pull.headSha === sha || pull.mergedCommits.includes(sha));

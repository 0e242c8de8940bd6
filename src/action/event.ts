/** What a run may know of the event that started it. What the payload does not say, or says in another shape, is absent. */
export interface GitHubEvent {
  /** GITHUB_EVENT_NAME; '' outside of GitHub */
  readonly name: string;
  /** `owner/repo` */
  readonly repository: string;
  readonly defaultBranch: string | undefined;
  /** GITHUB_REF; of a push what the payload says was pushed */
  readonly ref: string;
  readonly sha: string;
  /** path of the workflow file, e.g. `.github/workflows/acr-access.yml`; '' when it cannot be told */
  readonly workflow: string;
  /** '' when it cannot be told */
  readonly runUrl: string;
  /** only of `pull_request` */
  readonly pullRequest?: PullRequestOfEvent;
  /** only of `merge_group` */
  readonly mergeGroup?: { readonly headSha: string; readonly baseSha: string };
  /** only of a `push` that left a commit on `ref`, so never of a deletion */
  readonly push?: {
    /** forty zeros when the branch is new */
    readonly before: string;
    /** ids, newest first, the tip included */
    readonly commits: readonly string[];
  };
}

export interface PullRequestOfEvent {
  readonly number: number;
  readonly headSha: string;
  readonly baseSha: string;
  /** also true when the head's repository is gone or unreadable */
  readonly isFork: boolean;
  /** opened by Dependabot; the run's actor says nothing about that, because people re-run */
  readonly isDependabot: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The event of a run, from the runner's variables and the parsed event file. Never throws: the payload is untrusted JSON, and
 * whoever needs a part that is absent refuses.
 */
export function readEvent(env: Environment, payload: unknown): GitHubEvent {
  const name = env.GITHUB_EVENT_NAME ?? '';
  const pullRequest = name === 'pull_request' ? pullRequestOf(payload) : undefined;
  const mergeGroup = name === 'merge_group' ? mergeGroupOf(payload) : undefined;
  const push = name === 'push' ? pushOf(payload, env.GITHUB_REF) : undefined;
  // When a branch is deleted, GITHUB_REF names the default branch and only the payload says which one it was.
  const pushed = name === 'push' ? textAt(payload, 'ref') : undefined;
  return {
    name,
    repository: env.GITHUB_REPOSITORY ?? '',
    defaultBranch: textAt(payload, 'repository', 'default_branch'),
    ref: pushed ?? env.GITHUB_REF ?? '',
    sha: env.GITHUB_SHA ?? '',
    workflow: workflowPath(env.GITHUB_WORKFLOW_REF ?? ''),
    runUrl: runUrl(env),
    ...(pullRequest === undefined ? {} : { pullRequest }),
    ...(mergeGroup === undefined ? {} : { mergeGroup }),
    ...(push === undefined ? {} : { push }),
  };
}

function pullRequestOf(payload: unknown): PullRequestOfEvent | undefined {
  const number = at(payload, 'pull_request', 'number');
  const headSha = commitAt(payload, 'pull_request', 'head', 'sha');
  const baseSha = commitAt(payload, 'pull_request', 'base', 'sha');
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 1) return undefined;
  if (headSha === undefined || baseSha === undefined) return undefined;
  const head = textAt(payload, 'pull_request', 'head', 'repo', 'full_name');
  const base = textAt(payload, 'pull_request', 'base', 'repo', 'full_name');
  return {
    number,
    headSha,
    baseSha,
    isFork: head === undefined || base === undefined || head.toLowerCase() !== base.toLowerCase(),
    isDependabot: at(payload, 'pull_request', 'user', 'login') === 'dependabot[bot]',
  };
}

function mergeGroupOf(payload: unknown): GitHubEvent['mergeGroup'] {
  const headSha = commitAt(payload, 'merge_group', 'head_sha');
  const baseSha = commitAt(payload, 'merge_group', 'base_sha');
  return headSha === undefined || baseSha === undefined ? undefined : { headSha, baseSha };
}

/** The payload lists the commits of a push from the oldest to the newest, and not all of a large one. */
function pushOf(payload: unknown, ref: string | undefined): GitHubEvent['push'] {
  const before = commitAt(payload, 'before');
  const after = commitAt(payload, 'after');
  if (before === undefined || after === undefined || /^0+$/.test(after)) return undefined;
  if (at(payload, 'deleted') === true || textAt(payload, 'ref') !== ref) return undefined;
  const listed = at(payload, 'commits');
  const ids = (Array.isArray(listed) ? listed : [])
    .map((commit) => commitAt(commit, 'id'))
    .filter((id) => id !== undefined);
  return { before, commits: [...new Set([after, ...ids.reverse()])] };
}

/** `org/repo/.github/workflows/x.yml@refs/heads/main` without repository and ref: one workflow on every branch. */
const workflowPath = (workflowRef: string): string =>
  /^[^/]+\/[^/]+\/(.+?)@(?:refs\/|[0-9a-f]{40}$)/.exec(workflowRef)?.[1] ?? '';

function runUrl({
  GITHUB_SERVER_URL: server = '',
  GITHUB_REPOSITORY: repository = '',
  GITHUB_RUN_ID: run = '',
}: Environment) {
  const isWhole = /^https?:\/\/[\w.:-]+$/.test(server) && /^[\w.-]+\/[\w.-]+$/.test(repository) && /^\d+$/.test(run);
  return isWhole ? `${server}/${repository}/actions/runs/${run}` : '';
}

/** A commit id: SHA-1, or SHA-256 in repositories that use it. */
function commitAt(value: unknown, ...path: readonly string[]): string | undefined {
  const text = textAt(value, ...path);
  return text !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : undefined;
}

function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** A member by its path, own members only. */
const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (parent, key) =>
      typeof parent === 'object' && parent !== null && Object.hasOwn(parent, key)
        ? (parent as Record<string, unknown>)[key]
        : undefined,
    value,
  );

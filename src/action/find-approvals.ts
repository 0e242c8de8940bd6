import type { Approval } from '../plan/approval.ts';
import { readApproval } from '../plan/approval.ts';
import type { Clock } from '../ports.ts';
import type { GitHubEvent } from './event.ts';
import type { GitHub, PullRequest } from './github.ts';

/** GitHub's index of commits and pull requests lags behind a merge; asked again for 40 seconds in all. */
const PAUSES: readonly number[] = [1000, 2000, 4000, 8000, 12_000, 13_000];
/** Other commits of one push that are looked up: a merge queue may bring several pull requests at once. */
const MAX_COMMITS = 10;

export interface Merged {
  readonly pullRequest: PullRequest;
  /** undefined: its last commit has no successful plan */
  readonly approval: Approval | undefined;
}

/**
 * The pull requests that a push merged, with the plan that was reviewed on each: the latest completed check of that
 * name on the last commit, made by the app of this token. What a commit message says is never believed.
 */
export async function findMerged(
  github: GitHub,
  event: Pick<GitHubEvent, 'sha' | 'repository' | 'defaultBranch' | 'push'>,
  check: string,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<readonly Merged[]> {
  const merged = (commit: string): Promise<readonly PullRequest[]> =>
    github.pullRequestsOf(commit).then((all) => all.filter((one) => wasMergedHere(one, event)));
  let found = await merged(event.sha);
  for (const pause of PAUSES) {
    if (found.length > 0) break;
    await clock.sleep(pause, signal);
    found = await merged(event.sha);
  }
  if (found.length === 0) return [];
  const others = (event.push?.commits ?? []).filter((commit) => commit !== event.sha).slice(0, MAX_COMMITS);
  const all = new Map(found.map((one) => [one.number, one]));
  for (const commit of others) for (const one of await merged(commit)) all.set(one.number, one);
  const app = await github.ownApp();
  return Promise.all(
    [...all.values()].map(async (pullRequest) => ({
      pullRequest,
      approval: await approvalOn(pullRequest.headSha, { github, check, app }),
    })),
  );
}

const wasMergedHere = (
  { merged, baseRef, baseRepository }: PullRequest,
  { repository, defaultBranch }: Pick<GitHubEvent, 'repository' | 'defaultBranch'>,
): boolean => merged && baseRef === defaultBranch && baseRepository.toLowerCase() === repository.toLowerCase();

async function approvalOn(
  commit: string,
  { github, check, app }: { github: GitHub; check: string; app: string },
): Promise<Approval | undefined> {
  const [latest] = (await github.completedChecks(commit, check)).filter((run) => run.app === app);
  return latest?.conclusion === 'success' ? readApproval(latest.externalId, latest.text) : undefined;
}

import { createHash } from 'node:crypto';
import { approvalText } from '../plan/approval.ts';
import { isBlocked, type Plan } from '../plan/types.ts';
import { checkOutput } from '../render/check-output.ts';
import { noChangeLine, planComment } from '../render/plan-comment.ts';
import { isNoChange } from '../render/plan-parts.ts';
import { commentKey, marker } from './comment-key.ts';
import type { GitHub } from './github.ts';
import { GitHubError } from './github.ts';
import type { Job, JudgedFile } from './job.ts';
import { putComment } from './living-comment.ts';
import type { ShownRun } from './report-plan.ts';

/** Name of the check of a file: what branch protection asks for, and where apply looks for the approval. */
export const checkName = (configPath: string): string =>
  configPath === 'acr-access.yaml' ? 'acr-access/plan' : `acr-access/plan (${configPath})`;

export const fileHash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16);

/** The key of the comments and issues about a file in an account, as this workflow writes them. */
export const keyOf = (
  { host: { event } }: Pick<Job, 'host'>,
  { input }: { readonly input: Pick<JudgedFile['input'], 'repositoryPath'> },
  account: string,
): string =>
  commentKey({ repository: event.repository, workflow: event.workflow, path: input.repositoryPath, account });

/**
 * Leaves the check on a commit: its digest is what apply compares with. `text` names every change, so that apply can say
 * later what is different.
 */
export async function publishCheck(
  run: ShownRun & { readonly reviewed: Plan },
  file: JudgedFile,
  job: Job,
  github: GitHub,
  commit: string,
): Promise<void> {
  const { plan, reviewed } = run;
  const { host } = job;
  const about = { fileHash: fileHash(file.input.bytes), commentKey: keyOf(job, file, plan.account) };
  await github.createCheck({
    ...checkOutput(plan),
    name: checkName(file.input.repositoryPath),
    commit,
    conclusion: isBlocked(plan) ? 'failure' : 'success',
    externalId: reviewed.digest,
    detailsUrl: host.event.runUrl,
    // Digests are of the plan as it is; a secret in the name of something is not shown all the same.
    text: host.redact(approvalText(reviewed, about)),
  });
}

/** The one comment of a pull request. A plan without changes is worth a new one only when the file was edited. */
export async function publishComment(
  run: ShownRun,
  file: JudgedFile,
  job: Job,
  github: GitHub,
  pullRequest: { number: number; headSha: string },
): Promise<void> {
  const { plan, stats } = run;
  const { host } = job;
  const quiet = isNoChange(plan);
  const facts = { commit: pullRequest.headSha, runUrl: host.event.runUrl, stats };
  const edited = file.base === undefined || Buffer.compare(file.base, file.input.bytes) !== 0;
  await putComment(github, pullRequest.number, {
    marker: marker('plan', keyOf(job, file, plan.account)),
    body: quiet ? noChangeLine(plan) : planComment(plan, facts),
    create: !quiet || edited,
    clock: host.clock,
  });
}

/**
 * Runs something that a run can do without. What GitHub refuses becomes a warning that names the missing permission.
 *
 * @returns whether it worked
 */
export async function attempt(
  what: string,
  { host }: Pick<Job, 'host'>,
  post: () => Promise<unknown>,
): Promise<boolean> {
  try {
    await post();
    return true;
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    const hint = error.hint === undefined ? '' : ` ${error.hint}`;
    host.annotate('warning', `${what}: ${error.message}.${hint}`, null);
    return false;
  }
}

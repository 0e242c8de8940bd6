import { AcrAccessError, EXIT_CODES } from '../errors.ts';
import { type ConfigInput, runPlan } from '../pipeline.ts';
import { isBlocked } from '../plan/types.ts';
import { baseOf, type Job, type JudgedFile, planRequest, regionOf } from './job.ts';
import { markStale } from './mark-stale.ts';
import { attempt, publishCheck, publishComment } from './publish-plan.ts';
import { annotateIssues, issuesOf, readInput, readJudgedFile } from './read-file.ts';
import { annotateFindings, reportPlan, shownRun } from './report-plan.ts';

/**
 * Plans, and leaves what reviewers need where they look: check and comment on a pull request, a check for a merge queue,
 * summary, outputs and log everywhere. Exit 3 when the plan is refused.
 */
export async function planRun(job: Job): Promise<number> {
  let input: ConfigInput | undefined;
  try {
    input = await readInput(job);
    const file = await readJudgedFile(job, input, baseOf(job.host.event));
    return await planAndPublish(job, file);
  } catch (error) {
    if (!(error instanceof AcrAccessError)) throw error;
    if (input !== undefined && error.code === 'bad-file') annotateIssues(job, issuesOf(job, input));
    await markStale(job, error, input);
    throw error;
  }
}

async function planAndPublish(job: Job, file: JudgedFile): Promise<number> {
  const { host, inputs, github } = job;
  const { pullRequest, mergeGroup } = host.event;
  const { reader } = await host.connect(inputs.credentials, { signal: host.signal, region: regionOf(file.config) });
  const run = await runPlan(planRequest(job, file), { ...host, reader });
  const shown = shownRun(run, job);
  await reportPlan(shown, job);
  const commit = pullRequest?.headSha ?? mergeGroup?.headSha;
  let checked = false;
  if (github !== undefined && commit !== undefined) {
    const publish = () => publishCheck({ ...shown, reviewed: run.plan }, file, job, github, commit);
    // A merge queue asks for nothing but the check; a pull request has its summary still.
    if (pullRequest === undefined) await publish().then(() => (checked = true));
    else checked = await attempt('the check was not made', job, publish);
  }
  if (!checked) annotateFindings(shown.plan, job);
  if (github !== undefined && pullRequest !== undefined && inputs.comment) {
    await attempt('the comment was not written', job, () => publishComment(shown, file, job, github, pullRequest));
  }
  return isBlocked(run.plan) ? EXIT_CODES.refused : 0;
}

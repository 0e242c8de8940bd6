import { AcrAccessError, EXIT_CODES } from '../errors.ts';
import { type ConfigInput, runPlan } from '../pipeline.ts';
import { isBlocked, type Plan } from '../plan/types.ts';
import type { GitHub } from './github.ts';
import { baseOf, type Job, type JudgedFile, planRequest, regionOf } from './job.ts';
import { markStale } from './mark-stale.ts';
import { attempt, publishCheck, publishComment } from './publish-plan.ts';
import { annotateIssues, issuesOf, readInput, readJudgedFile } from './read-file.ts';
import { annotateFindings, reportPlan, type ShownRun, shownRun } from './report-plan.ts';

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
  const { reader } = await host.connect(inputs.credentials, { signal: host.signal, region: regionOf(file.config) });
  const run = await runPlan(planRequest(job, file), { ...host, reader });
  const shown = shownRun(run, job);
  // The report is written while GitHub answers.
  const [checked] = await Promise.all([
    github !== undefined && publish({ ...shown, reviewed: run.plan }, file, job, github),
    reportPlan(shown, job),
  ]);
  if (!checked) annotateFindings(shown.plan, job);
  return isBlocked(run.plan) ? EXIT_CODES.refused : 0;
}

/** @returns whether a check was left, with the findings at their lines */
async function publish(
  run: ShownRun & { readonly reviewed: Plan },
  file: JudgedFile,
  job: Job,
  github: GitHub,
): Promise<boolean> {
  const { pullRequest, mergeGroup } = job.host.event;
  if (pullRequest === undefined) {
    if (mergeGroup === undefined) return false;
    // A merge queue asks for nothing but the check; a pull request has its summary still.
    await publishCheck(run, file, job, github, mergeGroup.headSha);
    return true;
  }
  // Neither needs the other, and the run ends with the later one.
  const [checked] = await Promise.all([
    attempt('the check was not made', job, () => publishCheck(run, file, job, github, pullRequest.headSha)),
    job.inputs.comment &&
      attempt('the comment was not written', job, () => publishComment(run, file, job, github, pullRequest)),
  ]);
  return checked;
}

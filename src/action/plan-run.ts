import { parseConfig } from '../config/parse.ts';
import { AcrAccessError, EXIT_CODES } from '../errors.ts';
import { runPlan } from '../pipeline.ts';
import { isBlocked } from '../plan/types.ts';
import { staleComment } from '../render/plan-comment.ts';
import { marker } from './comment-key.ts';
import { type Job, type JudgedFile, planRequest, regionOf } from './job.ts';
import { putComment } from './living-comment.ts';
import { attempt, keyOf, publishCheck, publishComment } from './publish-plan.ts';
import { annotateIssues, readInput, readJudgedFile } from './read-file.ts';
import { annotateFindings, reportPlan, shownRun } from './report-plan.ts';

/**
 * Plans, and leaves what reviewers need where they look: check and comment on a pull request, a check for a merge queue,
 * summary, outputs and log everywhere. Exit 3 when the plan is refused.
 */
export async function planRun(job: Job): Promise<number> {
  const { event } = job.host;
  const input = await readInput(job);
  try {
    const file = await readJudgedFile(job, input, event.pullRequest?.baseSha ?? event.mergeGroup?.baseSha);
    return await planAndPublish(job, file);
  } catch (error) {
    const parsed = parseConfig(input);
    if (!parsed.ok) annotateIssues(job, parsed.issues);
    if (error instanceof AcrAccessError)
      await markStale(job, { input }, error, parsed.ok ? parsed.value.account : undefined);
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

/** A comment about an older commit must not look like the plan of this one. */
async function markStale(
  job: Job,
  file: Pick<JudgedFile, 'input'>,
  error: AcrAccessError,
  account: string | undefined,
): Promise<void> {
  const { host, inputs, github } = job;
  const { pullRequest, runUrl } = host.event;
  if (github === undefined || pullRequest === undefined || !inputs.comment || account === undefined) return;
  const why = error.code === 'bad-file' ? `${inputs.config} has problems` : host.redact(error.message);
  await attempt('the comment was not updated', job, () =>
    putComment(github, pullRequest.number, {
      marker: marker('plan', keyOf(job, file, account)),
      body: staleComment(inputs.config, why, { commit: pullRequest.headSha, runUrl }),
      create: false,
      clock: host.clock,
    }),
  );
}

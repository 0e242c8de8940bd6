import { EXIT_CODES } from '../errors.ts';
import { runPlan } from '../pipeline.ts';
import { isBlocked, type Plan } from '../plan/types.ts';
import { driftComment, driftIssue } from '../render/issues.ts';
import { marker } from './comment-key.ts';
import type { GitHub } from './github.ts';
import { type Job, type JudgedFile, planRequest, regionOf } from './job.ts';
import { closeIssue, openIssue } from './living-issue.ts';
import { keyOf } from './publish-plan.ts';
import { readInput, readJudgedFile } from './read-file.ts';
import { annotateFindings, reportPlan, type ShownRun, shownRun } from './report-plan.ts';

const EXIT_DRIFT = 2;

/**
 * Compares the account with the file of the default branch and keeps one issue about it. Never writes to the account. An
 * issue that cannot be written fails the run: else nobody would hear of the drift.
 */
export async function driftRun(job: Job): Promise<number> {
  const { host, inputs, github } = job;
  const file = await readJudgedFile(job, await readInput(job), undefined);
  const { reader } = await host.connect(inputs.credentials, { signal: host.signal, region: regionOf(file.config) });
  const run = await runPlan(planRequest(job, file), { ...host, reader });
  const shown = shownRun(run, job);
  await reportPlan(shown, job);
  if (isBlocked(run.plan)) annotateFindings(shown.plan, job);
  const drifted = run.plan.changes.length > 0 || isBlocked(run.plan);
  host.setOutput('drift', String(drifted));
  if (github !== undefined) await keepIssue(job, file, shown, github);
  if (!drifted || !inputs.failOnDrift) return 0;
  return run.plan.changes.length > 0 ? EXIT_DRIFT : EXIT_CODES.refused;
}

async function keepIssue(job: Job, file: JudgedFile, { plan, stats }: ShownRun, github: GitHub): Promise<void> {
  const { event, clock } = job.host;
  const issue = marker('drift', keyOf(job, file, plan.account));
  if (plan.changes.length > 0 || isBlocked(plan)) {
    await openIssue(github, {
      marker: issue,
      ...driftIssue(plan, { commit: event.sha, runUrl: event.runUrl, stats }),
      commentWhenChanged: { digest: plan.digest, body: driftComment(plan) },
      clock,
    });
  } else if (sawEverything(plan)) {
    await closeIssue(github, issue, 'The account is what the file says again.');
  }
}

/** Without the attachments in resource groups nobody knows that there is none too many. */
const sawEverything = ({ findings }: Plan): boolean => findings.every(({ id }) => id !== 'VIS01' && id !== 'VIS03');

import type { ApplyResult } from '../apply/types.ts';
import { AcrAccessError } from '../errors.ts';
import { type PlanRun, runApply } from '../pipeline.ts';
import { isBlocked } from '../plan/types.ts';
import { applyMarkdown } from '../render/markdown.ts';
import { NO_PAINT } from '../render/paint.ts';
import { applyText } from '../render/text.ts';
import { type Review, requireApproval } from './approve.ts';
import { findMerged, type Merged } from './find-approvals.ts';
import { baseOf, type Job, type JudgedFile, planRequest, regionOf } from './job.ts';
import { checkName } from './publish-plan.ts';
import { publishNotApplied, publishResult } from './publish-result.ts';
import { gitHubOf, readInput, readJudgedFile } from './read-file.ts';
import { redacted } from './redacted.ts';
import { annotateFindings, reportPlan, shownRun } from './report-plan.ts';
import { requireTip, Superseded } from './superseded.ts';

/**
 * Does what was reviewed, or nothing: the commit has to be the tip of the default branch (or the file the same there), and
 * the plan made now has to be the approved one or what is left of it. Exit 0 only when the account has converged, or when
 * the commit is superseded.
 */
export async function applyRun(job: Job): Promise<number> {
  const { host } = job;
  const onGitHub = host.event.name !== '';
  if (onGitHub) gitHubOf(job, 'to see that this commit is still the tip of the default branch');
  const input = await readInput(job);
  try {
    if (onGitHub) await requireTip(job, { input });
    const file = await readJudgedFile(job, input, baseOf(host.event));
    return await applyMerged(job, file, await mergedBy(job, file));
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
    return reportSuperseded(error, job);
  }
}

/** The pull requests that this push merged, with what was reviewed on them. */
async function mergedBy({ host, github }: Job, { input }: JudgedFile): Promise<readonly Merged[]> {
  if (host.event.push === undefined || github === undefined) return [];
  return findMerged(github, host.event, checkName(input.repositoryPath), host);
}

/**
 * What allows this apply. A push that nobody reviewed may still go on as long as there is nothing to do: most of them do not
 * touch the file. Any other run is refused before the account is asked for anything.
 */
function reviewOf({ host: { event }, inputs }: Job, { input }: JudgedFile, merged: readonly Merged[]): Review {
  if (inputs.expectedDigest !== undefined) return { kind: 'digest', digest: inputs.expectedDigest };
  const approvals = merged.flatMap(({ approval }) => (approval === undefined ? [] : [approval]));
  if (approvals.length > 0) return { kind: 'checks', approvals };
  if (inputs.unreviewed === 'allow') return { kind: 'unreviewed' };
  const numbers = merged.map(({ pullRequest }) => `#${pullRequest.number}`).join(', ');
  const why =
    merged.length > 0
      ? `pull request ${numbers} has no successful check ${checkName(input.repositoryPath)} on its last commit`
      : event.push === undefined
        ? 'this run belongs to no pull request'
        : 'no merged pull request belongs to this commit';
  const refusal = new AcrAccessError('refused', `nothing was reviewed that could be applied: ${why}`, {
    hint: 'Pass expected-digest (output `digest` of a plan step that was approved), or set `unreviewed: allow`.',
  });
  if (event.push === undefined) throw refusal;
  return { kind: 'none', refusal };
}

async function applyMerged(job: Job, file: JudgedFile, merged: readonly Merged[]): Promise<number> {
  const { host, inputs } = job;
  let planned: PlanRun | undefined;
  let writing = false;
  try {
    const review = reviewOf(job, file, merged);
    const region = regionOf(file.config);
    const { reader, writer } = await host.connect(inputs.credentials, { signal: undefined, region });
    const approve = async (run: PlanRun): Promise<void> => {
      planned = run;
      const shown = shownRun(run, job);
      await reportPlan(shown, job);
      if (isBlocked(run.plan)) annotateFindings(shown.plan, job);
      else if (run.plan.changes.length > 0) {
        requireApproval(run.plan, review, file, job);
        await requireTip(job, file);
      }
    };
    const openWriter = (): ReturnType<typeof writer> => {
      writing = true;
      return writer();
    };
    const run = await runApply(planRequest(job, file), { ...host, reader, writer: openWriter, approve });
    await report(job, file, { ...run, merged });
    return run.result.converged ? 0 : 1;
  } catch (error) {
    // Once something may have been written, nobody may read that nothing was.
    if (error instanceof AcrAccessError && !writing) await publishNotApplied(job, file, { error, planned, merged });
    throw error;
  }
}

async function report(
  job: Job,
  file: JudgedFile,
  run: PlanRun & { readonly result: ApplyResult; readonly merged: readonly Merged[] },
): Promise<void> {
  const { host } = job;
  const result = redacted(run.result, host.redact);
  const { outcomes } = result;
  const done = outcomes.filter(({ result: what }) => what === 'done' || what === 'already').length;
  host.setOutput('applied', String(done));
  host.setOutput('failed', String(outcomes.length - done));
  for (const { change, result: what, message } of outcomes) {
    if (what === 'failed') host.annotate('error', `${change.key}: ${message}`, change.source);
  }
  host.log(applyText(result, NO_PAINT));
  const { plan } = shownRun(run, job);
  await host.summarize(applyMarkdown(plan, result));
  await publishResult(job, file, { plan, stats: run.stats, result, merged: run.merged });
}

async function reportSuperseded(error: Superseded, { host }: Job): Promise<number> {
  host.setOutput('applied', '0');
  host.setOutput('failed', '0');
  host.annotate('notice', `Nothing was applied, ${error.message}. The run of that commit applies it.`, null);
  await host.summarize(`Nothing was applied, ${error.message}.\n`);
  return 0;
}

import type { ApplyResult } from '../apply/types.ts';
import type { AcrAccessError } from '../errors.ts';
import type { PlanRun } from '../pipeline.ts';
import type { AssessedPlan } from '../plan/assess.ts';
import { differencesMarkdown } from '../render/differences.ts';
import { prose } from '../render/escape.ts';
import { followUpIssue } from '../render/issues.ts';
import { notAppliedComment, resultComment } from '../render/result-comment.ts';
import { NotTheReviewedPlan } from './approve.ts';
import { marker } from './comment-key.ts';
import type { Merged } from './find-approvals.ts';
import type { Job, JudgedFile } from './job.ts';
import { putComment } from './living-comment.ts';
import { closeIssue, openIssue } from './living-issue.ts';
import { attempt, keyOf } from './publish-plan.ts';
import { shownRun } from './report-plan.ts';

export interface Applied {
  readonly plan: AssessedPlan;
  readonly stats: PlanRun['stats'];
  readonly result: ApplyResult;
  readonly merged: readonly Merged[];
}

/** The result in the comment of each pull request; what failed in one follow-up issue, which a later success closes. */
export async function publishResult(job: Job, file: JudgedFile, applied: Applied): Promise<void> {
  const { github, host } = job;
  if (github === undefined) return;
  const { plan, stats, result, merged } = applied;
  const facts = { commit: host.event.sha, runUrl: host.event.runUrl, stats };
  await comment(job, file, { account: plan.account, merged, body: resultComment(plan, result, facts) });

  const issue = marker('apply', keyOf(job, file, plan.account));
  if (result.converged) {
    // Without a failure before there is no issue, and then a missing permission is nothing to warn of.
    await closeIssue(github, issue, 'The account has converged: nothing is left to do.').catch((error: Error) =>
      host.reporter.progress(`open issues were not looked at: ${error.message}`),
    );
    return;
  }
  await attempt('no issue was opened about what failed', job, () =>
    openIssue(github, { marker: issue, ...followUpIssue(plan, result, facts), clock: host.clock }),
  );
}

/** Says on the pull request why its merge was not applied. */
export async function publishNotApplied(
  job: Job,
  file: JudgedFile,
  { error, planned, merged }: { error: AcrAccessError; planned: PlanRun | undefined; merged: readonly Merged[] },
): Promise<void> {
  const { host } = job;
  const differences = error instanceof NotTheReviewedPlan ? differencesMarkdown(error.differences) : '';
  const why = [`${prose(host.redact(error.message))}.`, differences].filter(Boolean).join('\n\n');
  await host.summarize(`**Nothing was applied.** ${why}\n`);
  const plan = planned === undefined ? undefined : shownRun(planned, job).plan;
  const facts = { commit: host.event.sha, runUrl: host.event.runUrl };
  await comment(job, file, { account: file.config.account, merged, body: notAppliedComment(plan, why, facts) });
}

/** Into the comment that the plan left, whichever workflow wrote it; a check that is believed names its key. */
async function comment(
  job: Job,
  file: JudgedFile,
  { account, merged, body }: { account: string; merged: readonly Merged[]; body: string },
): Promise<void> {
  const { github, inputs, host } = job;
  if (github === undefined || !inputs.comment) return;
  for (const { pullRequest, approval } of merged) {
    const key = approval?.commentKey ?? keyOf(job, file, account);
    await attempt('the result was not written into the pull request', job, () =>
      putComment(github, pullRequest.number, { marker: marker('plan', key), body, create: true, clock: host.clock }),
    );
  }
}

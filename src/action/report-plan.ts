import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { PlanRun } from '../pipeline.ts';
import type { Plan } from '../plan/types.ts';
import { jsonText } from '../render/escape.ts';
import { planJson } from '../render/json.ts';
import { NO_PAINT } from '../render/paint.ts';
import { planSummary } from '../render/plan-summary.ts';
import { planText } from '../render/text.ts';
import type { Job } from './job.ts';
import { redacted } from './redacted.ts';

/** What may be shown of a run: all of it, without secrets. */
export type ShownRun = Pick<PlanRun, 'plan' | 'stats'>;

export const shownRun = ({ plan, stats }: PlanRun, { host }: Job): ShownRun => ({
  plan: redacted(plan, host.redact),
  stats,
});

/** Log, job summary, outputs and the JSON file of a plan. */
export async function reportPlan({ plan, stats }: ShownRun, { host }: Job): Promise<void> {
  host.log(planText(plan, stats, NO_PAINT));
  await host.summarize(planSummary(plan, stats));
  const name = createHash('sha256').update(`${plan.account}\n${plan.owner}`).digest('hex').slice(0, 16);
  const path = join(host.temporaryFolder, `acr-access-plan-${name}.json`);
  await host.writeFile(path, `${jsonText(planJson(plan, stats), 2)}\n`);
  host.setOutput('has-changes', String(plan.changes.length > 0));
  host.setOutput('digest', plan.digest);
  host.setOutput('plan', path);
  host.setOutput('gains', String(plan.report.gains));
  host.setOutput('losses', String(plan.report.losses));
}

/** Findings at the lines of the file, for a run that leaves no check behind. */
export function annotateFindings({ findings }: Pick<Plan, 'findings'>, { host }: Job): void {
  for (const { id, severity, message, remedy, source, blocking, introduced } of findings) {
    const level = blocking ? 'error' : severity === 'info' ? 'notice' : 'warning';
    if (blocking || introduced) host.annotate(level, `${id}: ${message}. ${remedy}`, source);
  }
}

import type { ApplyResult, Outcome } from '../apply/types.ts';
import type { SourcePosition } from '../config/types.ts';
import type { AssessedPlan } from '../plan/assess.ts';
import type { Change, Finding, Plan } from '../plan/types.ts';
import { VERSION } from '../version.ts';
import { countChanges } from './counts.ts';

/** What a run knows beyond its plan. */
export interface RunStats {
  readonly apiCalls: number;
  readonly readMs: number;
  readonly planMs: number;
}

/** The plan as data: `--json` and the action's output `plan`. Key order is part of the format's look, not of its meaning. */
export function planJson(plan: AssessedPlan, stats: RunStats): object {
  const { access, shadow, gains, losses } = plan.report;
  return {
    formatVersion: 1,
    tool: VERSION,
    account: plan.account,
    config: plan.config,
    digest: plan.digest,
    summary: { ...countChanges(plan.changes), gains, losses, findings: countFindings(plan.findings) },
    changes: plan.changes.map(changeJson),
    access,
    findings: plan.findings.map(findingJson),
    shadow,
    silent: plan.report.silent,
    untouched: plan.untouched,
    quotas: plan.quotas,
    stats: { ...stats, applySecondsAtLeast: plan.applySecondsAtLeast },
  };
}

/** Blocking findings are errors, all others warnings. */
const countFindings = (findings: readonly Finding[]): { error: number; warning: number } => {
  const error = findings.filter(({ blocking }) => blocking).length;
  return { error, warning: findings.length - error };
};

/** `kind` and what is in `key` already are left out of `before` and `after`. */
function changeJson({ action, kind, key, before, after, reason, source }: Change): object {
  return { action, kind, key, before: content(before), after: content(after), reason, source: sourceJson(source) };
}

function content(resource: object | null): object | null {
  if (resource === null) return null;
  const { kind: _kind, ...fields } = resource as { kind: string };
  return fields;
}

const findingJson = (finding: Finding): object => ({ ...finding, source: sourceJson(finding.source) });

const sourceJson = (source: SourcePosition | null): object | null =>
  source === null ? null : { file: source.file, line: source.line, column: source.column };

/** The result of apply as data: one outcome for each planned change, in plan order. */
export function applyJson(plan: Plan, result: ApplyResult, stats: RunStats): object {
  const count = (wanted: Outcome['result']): number =>
    result.outcomes.filter((outcome) => outcome.result === wanted).length;
  return {
    formatVersion: 1,
    tool: VERSION,
    account: plan.account,
    config: plan.config,
    digest: plan.digest,
    converged: result.converged,
    interrupted: result.interrupted,
    summary: { done: count('done'), already: count('already'), failed: count('failed'), skipped: count('skipped') },
    outcomes: result.outcomes.map(({ change, result: outcome, requestIds, message, remedy }) => ({
      action: change.action,
      kind: change.kind,
      key: change.key,
      result: outcome,
      requestIds,
      message,
      remedy,
    })),
    remaining: result.remaining === undefined ? null : result.remaining.changes.map(changeJson),
    stats,
  };
}

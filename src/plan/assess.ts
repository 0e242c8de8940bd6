import { reportAccess } from './access/report.ts';
import { type Sides, sidesOf } from './access/sides.ts';
import type { AccessReport } from './access/types.ts';
import type { GuardContext } from './guards/guard.ts';
import { draftPlan, type PlanInput } from './make-plan.ts';
import type { Finding, Plan } from './types.ts';

/** A plan with everything that a reviewer has to know: who gains and loses what, and every judgement on it. */
export interface AssessedPlan extends Plan {
  readonly report: AccessReport;
}

/** A judge of the whole account after the plan; see `guards/` for those that need the changes alone. */
export type AccessJudge = (context: GuardContext, sides: Sides, report: AccessReport) => readonly Finding[];

/** Makes the plan, works out its access report, and lets the judges add their findings. Pure. */
export function assessPlan(input: PlanInput, judges: readonly AccessJudge[]): AssessedPlan {
  const { plan, context } = draftPlan(input);
  const sides = sidesOf(context);
  const report = reportAccess(context, sides);
  const findings = [...plan.findings, ...judges.flatMap((judge) => judge(context, sides, report))];
  const [stops, notes] = [findings.filter(({ blocking }) => blocking), findings.filter(({ blocking }) => !blocking)];
  return { ...plan, findings: [...stops, ...notes], report };
}

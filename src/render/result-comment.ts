import type { ApplyResult } from '../apply/types.ts';
import type { AssessedPlan } from '../plan/assess.ts';
import { fitToSize, type Part } from './fit.ts';
import { planFacts, type RunFacts, runLine } from './footer.ts';
import { resultDocument } from './outcomes-markdown.ts';
import { headline, planParts } from './plan-parts.ts';
import { IN_COMMENT } from './sizes.ts';

/** What apply did, in the comment that showed its plan. */
export const resultComment = (plan: AssessedPlan, result: ApplyResult, facts: RunFacts): string =>
  resultDocument(plan, result, IN_COMMENT, `${planFacts(plan)}\n${runLine(facts)}`);

/**
 * Nothing was written, because the plan is not the one that was approved.
 *
 * @param why Markdown: of `differencesMarkdown`, or prose of ours
 */
export function notAppliedComment(plan: AssessedPlan | undefined, why: string, facts: Omit<RunFacts, 'stats'>): string {
  const head = plan === undefined ? '### Not applied' : headline(plan.config, 'Not applied');
  const folded: readonly Part[] =
    plan === undefined ? [] : [{ summary: 'The plan as it is now', inside: planParts(plan) }];
  const footer = [plan === undefined ? '' : planFacts(plan), runLine(facts)].filter(Boolean).join('\n');
  return fitToSize([head, NOTHING_WRITTEN, why, APPROVE_AGAIN, ...folded, footer], IN_COMMENT);
}

const NOTHING_WRITTEN = 'Nothing was written: only what was reviewed is applied.';
const APPROVE_AGAIN =
  '**What to do:** open a new pull request, so that the plan as it is now is reviewed; or, when the difference has gone, run this job again.';

import type { AssessedPlan } from '../plan/assess.ts';
import { codeSpan, prose } from './escape.ts';
import { planFacts, type RunFacts, runLine } from './footer.ts';
import { headline, planDocument, planSentence } from './plan-parts.ts';
import { IN_COMMENT } from './sizes.ts';

/** The plan as a comment of a pull request, below 60,000 UTF-16 units with the marker that the caller puts in front. */
export const planComment = (plan: AssessedPlan, facts: RunFacts): string =>
  planDocument(plan, IN_COMMENT, `${planFacts(plan)}\n${runLine(facts)}`);

/** What the comment says when there is nothing to review, in one line; see `isNoChange`. */
export const noChangeLine = (plan: AssessedPlan): string =>
  `${codeSpan(plan.config)}: ${planSentence(plan)} (account ${codeSpan(plan.account)}).`;

/** No plan could be made for a commit: what was planned before must not be taken for its plan. `why` is plain text. */
export const staleComment = (config: string, why: string, facts: Omit<RunFacts, 'stats'>): string =>
  `${headline(config, 'No plan for this commit')}\n\nWhy: ${prose(why)}\n\n${runLine(facts)}\n`;

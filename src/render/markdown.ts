import type { ApplyResult } from '../apply/types.ts';
import type { AssessedPlan } from '../plan/assess.ts';
import { planFacts } from './footer.ts';
import { resultDocument } from './outcomes-markdown.ts';
import { planDocument } from './plan-parts.ts';
import { IN_FULL, IN_SUMMARY } from './sizes.ts';

/** The whole plan as GitHub-flavoured Markdown, without anything that differs from run to run. */
export const planMarkdown = (plan: AssessedPlan): string => planDocument(plan, IN_FULL, planFacts(plan));

/** What apply did, as a job summary, below 900 KB. */
export const applyMarkdown = (plan: AssessedPlan, result: ApplyResult): string =>
  resultDocument(plan, result, IN_SUMMARY, planFacts(plan));

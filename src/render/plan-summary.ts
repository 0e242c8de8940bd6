import type { AssessedPlan } from '../plan/assess.ts';
import { planFacts, statsLine } from './footer.ts';
import type { RunStats } from './json.ts';
import { planDocument } from './plan-parts.ts';
import { IN_SUMMARY } from './sizes.ts';

/** The plan as a job summary, below 900 KB: names every removal before it counts gains. */
export const planSummary = (plan: AssessedPlan, stats: RunStats): string =>
  planDocument(plan, IN_SUMMARY, `${planFacts(plan)}\n${statsLine(stats)}`);

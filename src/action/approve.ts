import { AcrAccessError } from '../errors.ts';
import { type Approval, compareWithApprovals, type Difference } from '../plan/approval.ts';
import type { Plan } from '../plan/types.ts';
import { differencesText } from '../render/differences.ts';
import { logLine } from '../render/escape.ts';
import type { Job, JudgedFile } from './job.ts';
import { fileHash } from './publish-plan.ts';

/** What allows an apply, or why nothing does. */
export type Review =
  | { readonly kind: 'digest'; readonly digest: string }
  | { readonly kind: 'checks'; readonly approvals: readonly Approval[] }
  | { readonly kind: 'unreviewed' }
  | { readonly kind: 'none'; readonly refusal: AcrAccessError };

/** The plan made now is not the one that was reviewed. */
export class NotTheReviewedPlan extends AcrAccessError {
  /** empty when the single changes of the reviewed plan are not known */
  readonly differences: readonly Difference[];

  constructor(reviewed: string, now: string, differences: readonly Difference[]) {
    super('refused', `the plan is not the reviewed one: reviewed ${logLine(reviewed)}, now ${now}`, {
      hint: 'The file or the account changed since the review. Plan again and have that plan approved.',
    });
    this.differences = differences;
  }
}

/** @throws NotTheReviewedPlan, or the review's refusal, when the plan holds a change that nobody reviewed */
export function requireApproval(plan: Plan, review: Review, { input }: JudgedFile, { host }: Pick<Job, 'host'>): void {
  switch (review.kind) {
    case 'unreviewed':
      host.log('Applied without a review: `unreviewed: allow`.');
      return;
    case 'none':
      throw review.refusal;
    case 'digest':
      if (review.digest === plan.digest) return;
      throw new NotTheReviewedPlan(review.digest, plan.digest, []);
    case 'checks': {
      const { verdict, differences } = compareWithApprovals(plan, review.approvals, fileHash(input.bytes));
      if (verdict === 'subset') host.log('A part of the reviewed plan is already so; the rest is applied.');
      if (verdict !== 'different') return;
      host.log(differencesText(differences));
      throw new NotTheReviewedPlan(review.approvals.map(({ digest }) => digest).join(', '), plan.digest, differences);
    }
  }
}

import { ServiceError } from '../errors.ts';
import type { Change, Plan } from '../plan/types.ts';
import type { Reporter } from '../ports.ts';
import { patience, type Waiting } from './patience.ts';
import type { ApplyResult, Outcome } from './types.ts';

/** Pauses in milliseconds between plans while the account does not show yet what was written. */
const PLAN_PAUSES: readonly number[] = [1000, 2000, 4000];

/**
 * Plans again until nothing is left, with a few growing pauses because reads may lag behind writes. What was not done
 * is not waited for.
 *
 * @param replan reads the account and plans
 * @returns the last plan; `undefined` when the account could not be read at the end, with a warning that says why
 */
export async function verifyConverged(
  replan: () => Promise<Plan>,
  outcomes: readonly Outcome[],
  waiting: Waiting & { readonly reporter: Reporter },
): Promise<Plan | undefined> {
  const notDone = new Set(outcomes.filter((outcome) => !isSuccess(outcome)).map(({ change }) => change.key));
  const waitAgain = patience(waiting, PLAN_PAUSES);
  for (;;) {
    const plan = await planUnlessUnreadable(replan, waiting.reporter);
    if (plan?.changes.every(({ key }) => notDone.has(key)) || !(await waitAgain())) return plan;
  }
}

async function planUnlessUnreadable(replan: () => Promise<Plan>, reporter: Reporter): Promise<Plan | undefined> {
  try {
    return await replan();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    reporter.warn(`the account could not be read back: ${error.message}`);
    return undefined;
  }
}

const isSuccess = ({ result }: Outcome): boolean => result === 'done' || result === 'already';

/**
 * The result of an apply. It has converged only when every planned change has an outcome that is done or was so
 * already, and the plan made afterwards is empty: a run that did nothing of what was planned is no success.
 */
export function applyResult(
  planned: readonly Change[],
  applied: { readonly outcomes: readonly Outcome[]; readonly interrupted: boolean },
  remaining: Plan | undefined,
): ApplyResult {
  const { outcomes, interrupted } = applied;
  const succeeded = new Set(outcomes.filter(isSuccess).map(({ change }) => change.key));
  const allDone = planned.every(({ key }) => succeeded.has(key)) && outcomes.every(isSuccess);
  const nothingLeft = remaining !== undefined && remaining.changes.length === 0;
  return { outcomes, interrupted, remaining, converged: allDone && nothingLeft && !interrupted };
}

/**
 * How much work one question may cost, counted in steps of the search and never in time, so that the same question always
 * gets the same answer. Shared by all searches of the question.
 */
export interface Budget {
  left: number;
}

/** About a second of work. Real accounts need a thousandth of it. */
export const DEFAULT_BUDGET = 3_000_000;

/** Takes `steps` off; false when there is nothing left. */
export function spend(budget: Budget, steps: number): boolean {
  budget.left -= steps;
  return budget.left >= 0;
}

import type { Change, Plan } from '../plan/types.ts';

/** What became of one change. */
export interface Outcome {
  readonly change: Change;
  readonly result: 'done' | 'already' | 'failed' | 'skipped';
  /** request ids of the writes that were made for it, in order */
  readonly requestIds: readonly string[];
  /** why it failed or was skipped; '' otherwise */
  readonly message: string;
  /** what to do about it; '' when nothing is to be done */
  readonly remedy: string;
}

export interface ApplyResult {
  readonly outcomes: readonly Outcome[];
  /** the run was stopped by a signal before all changes were tried */
  readonly interrupted: boolean;
  /** the plan made after the writes; `undefined` when the account could not be read back */
  readonly remaining: Plan | undefined;
  /** true only when everything planned is done and the plan made afterwards is empty */
  readonly converged: boolean;
}

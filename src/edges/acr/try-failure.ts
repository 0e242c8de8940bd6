import type { LoginFailure } from '../../login/types.ts';

/** How one try failed, and whether another one may go better. Thrown inside a try, never seen outside of the edge. */
export class TryFailure extends Error {
  readonly failure: LoginFailure;
  readonly again: boolean;
  readonly retryAfterMs: number;

  constructor(failure: LoginFailure, again: boolean, retryAfterMs = 0) {
    super(failure.kind);
    this.failure = failure;
    this.again = again;
    this.retryAfterMs = retryAfterMs;
  }
}

/** 429 and 5xx say that the same request may pass later. */
export const isPassing = (status: number): boolean => status === 429 || status >= 500;

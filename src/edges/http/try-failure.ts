import type { LoginFailure } from '../../login/types.ts';
import type { SendFailure } from './send-failure.ts';

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

  /** For requests that may be sent twice. */
  static from({ host, meaning, code, proxyStatus }: SendFailure): TryFailure {
    if (meaning === 'too-large') return new TryFailure({ kind: 'bad-answer', api: host, detail: code }, false);
    const isRefused = proxyStatus !== undefined && proxyStatus < 500;
    const again = !isRefused && meaning !== 'certificate' && meaning !== 'not-encrypted';
    const reason = proxyStatus === undefined ? code : `PROXY_ANSWERED_${proxyStatus}`;
    return new TryFailure({ kind: 'network', host, code: reason }, again);
  }
}

/** 429 and 5xx say that the same request may pass later. */
export const isPassing = (status: number): boolean => status === 429 || status >= 500;

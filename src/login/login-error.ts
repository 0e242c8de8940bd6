import { AcrAccessError } from '../errors.ts';
import type { LoginFailure } from './types.ts';

/**
 * A failed call of a login. Callers branch on `failure`; the message is for those that do not explain it further.
 * Whoever makes one has taken the secrets out of every text in `failure` before.
 */
export class LoginError extends AcrAccessError {
  readonly failure: LoginFailure;

  constructor(failure: LoginFailure, options: { hint?: string } = {}) {
    super('failed', messageOf(failure), options);
    this.name = 'LoginError';
    this.failure = failure;
  }
}

function messageOf(failure: LoginFailure): string {
  switch (failure.kind) {
    case 'service': {
      const text = [failure.code, failure.message].filter((part) => part !== '').join(': ');
      const id = failure.requestId === '' ? '' : `, request id ${failure.requestId}`;
      return `${failure.api}: ${text} (status ${failure.status}${id})`;
    }
    case 'network':
      return `no connection to ${failure.host} (${failure.code})`;
    case 'timeout':
      return `${failure.host} gave no whole answer in time`;
    case 'registry':
      return `${failure.host} answered with status ${failure.status}: ${failure.detail}`;
    case 'bad-answer':
      return `${failure.api}: an answer that cannot be used: ${failure.detail}`;
  }
}

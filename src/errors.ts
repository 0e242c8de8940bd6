/**
 * What can go wrong, as one closed list. The exit code of the command line follows from it:
 * 1 failed, 3 refused, 64 bad usage, 65 bad file.
 */
export type ErrorCode =
  | 'failed' // a call failed, a read was partial, the account did not converge
  | 'refused' // a guard, a limit, the digest or the ownership says no
  | 'usage' // wrong command, option or input
  | 'bad-file'; // acr-access.yaml, an account file or a requests file is wrong

export const EXIT_CODES: Record<ErrorCode, number> = { failed: 1, refused: 3, usage: 64, 'bad-file': 65 };

/**
 * The one exception that entries print as it is: a sentence on what happened, and a hint on what to do.
 * Expected problems are values (ConfigIssue, Finding, Outcome); this is for what ends a run.
 */
export class AcrAccessError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'AcrAccessError';
    this.code = code;
    this.hint = options.hint;
  }

  get exitCode(): number {
    return EXIT_CODES[this.code];
  }
}

/** The reason of a run's abort signal: an end that a person or the runner asked for, not a bug. */
export const stoppedBy = (signal: string): AcrAccessError =>
  new AcrAccessError('failed', `stopped by ${signal}`, { hint: 'Nothing more is written. Run again to continue.' });

/** What class of answer a service gave. Callers branch on this, never on the text. */
export type ServiceErrorKind =
  | 'throttled' // rejected before it took effect: safe to send again
  | 'denied' // the caller lacks a permission
  | 'not-found'
  | 'already-exists'
  | 'conflict' // e.g. DeleteConflict.*
  | 'limit' // a quota of the account
  | 'invalid' // the request is wrong: never send again
  | 'credentials' // the key, token or signature was not accepted
  | 'unreachable' // no connection was made: the request did not take effect
  | 'unclear' // time-out, reset, 5xx or an unreadable answer: a write may or may not have taken effect
  | 'bad-answer'; // a well-formed answer that cannot be true: repeated page, missing list, IsSuccess false

/** A failed call of an Alibaba Cloud service, mapped once by `edges/alibaba/errors.ts`. */
export class ServiceError extends AcrAccessError {
  readonly kind: ServiceErrorKind;
  /** e.g. `RAM AttachPolicyToUser` */
  readonly operation: string;
  /** the service's own code, whole, e.g. `EntityNotExist.User.Policy`; empty when there was none */
  readonly serviceCode: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;

  constructor(fields: {
    kind: ServiceErrorKind;
    operation: string;
    serviceCode?: string;
    status?: number | undefined;
    requestId?: string | undefined;
    message: string;
    hint?: string;
    cause?: unknown;
  }) {
    super('failed', fields.message, {
      ...(fields.hint === undefined ? {} : { hint: fields.hint }),
      cause: fields.cause,
    });
    this.name = 'ServiceError';
    this.kind = fields.kind;
    this.operation = fields.operation;
    this.serviceCode = fields.serviceCode ?? '';
    this.status = fields.status;
    this.requestId = fields.requestId;
  }

  /** True when `serviceCode` is `code` or lies below it by whole dot-separated segments. */
  is(code: string): boolean {
    return this.serviceCode === code || this.serviceCode.startsWith(`${code}.`);
  }
}

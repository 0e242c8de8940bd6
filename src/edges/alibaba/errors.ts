import { AcrAccessError, ServiceError, type ServiceErrorKind } from '../../errors.ts';
import { LoginError } from '../../login/login-error.ts';
import { networkFailure } from '../http/network-failure.ts';
import { SendFailure } from '../http/send-failure.ts';
import { TryFailure } from '../http/try-failure.ts';
import { kindOf } from './error-kinds.ts';
import {
  certificateHint,
  credentialsHint,
  permissionHint,
  throttledHint,
  unclearHint,
  unreachableHint,
} from './hints.ts';
import type { Redactor } from './redact.ts';
import { RAM_CODES, type Service } from './services.ts';
import type { Attempt } from './transport.ts';

/** One API operation as messages and permissions name it. */
export interface Operation {
  readonly service: Service;
  readonly name: string;
  readonly mode: 'read' | 'write';
  readonly host: string;
  /** what the call is about, e.g. `alice`; '' for lists of the account */
  readonly subject: string;
  /** the ARNs that the caller needs the permission on */
  readonly resources: readonly string[];
  /** names of the inputs or variables that the credentials came from */
  readonly credentials: string;
}

/** An answer that arrived whole and says no, or says something that cannot be. Thrown inside a try, mapped below. */
export class AnswerError extends Error {
  readonly code: string;
  readonly requestId: string | undefined;

  constructor(message: string, fields: { code?: string; requestId?: string | undefined } = {}) {
    super(message);
    this.code = fields.code ?? '';
    this.requestId = fields.requestId;
  }
}

export interface Failure {
  readonly error: AcrAccessError;
  /** who may send the call again: everybody, because it did not take effect; only reads; nobody */
  readonly again: 'always' | 'reads' | 'never';
  readonly retryAfterMs?: number | undefined;
}

/** Maps whatever a try threw to the one error that callers know. */
export function toFailure(operation: Operation, thrown: unknown, attempt: Attempt, redactor: Redactor): Failure {
  if (thrown instanceof AcrAccessError) return { error: thrown, again: 'never' };
  // No answer of the service: there was no ID token to send to it.
  if (thrown instanceof SendFailure) return withoutToken(TryFailure.from(thrown));
  if (thrown instanceof TryFailure) return withoutToken(thrown);
  if (attempt.signal.aborted) return unclear(operation, 'no whole answer in time', attempt);
  const answer = serviceAnswer(thrown);
  if (answer !== undefined) return refused(operation, answer, attempt, redactor);
  if (attempt.answered === true) return senseless(operation, thrown, attempt, redactor);
  if (attempt.status !== undefined) {
    return unclear(operation, `status ${attempt.status} with an answer that could not be read`, attempt);
  }
  return disconnected(operation, thrown, attempt);
}

const withoutToken = ({ failure, again, retryAfterMs }: TryFailure): Failure => ({
  error: new LoginError(failure),
  again: again ? 'always' : 'never',
  retryAfterMs,
});

interface ServiceAnswer {
  readonly code: string;
  readonly message: string;
  readonly requestId: string | undefined;
  readonly data: Record<string, unknown>;
}

/** The service's own code and words; `undefined` when there was no code. The SDK writes absent fields as "undefined". */
function serviceAnswer(thrown: unknown): ServiceAnswer | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { code, data, requestId } = thrown as { code?: unknown; data?: unknown; requestId?: unknown };
  const isSdk = /^(Client|Server|Throttling)Error$/.test(thrown.name);
  if (!(isSdk || thrown instanceof AnswerError) || typeof code !== 'string') return undefined;
  if (code === '' || code === 'undefined') return undefined;
  const body = typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
  const text = body.Message ?? body.message ?? (isSdk && data !== undefined ? '' : thrown.message);
  return {
    code,
    message: typeof text === 'string' ? text : '',
    requestId: typeof requestId === 'string' && requestId !== 'undefined' ? requestId : undefined,
    data: body,
  };
}

function refused(operation: Operation, answer: ServiceAnswer, attempt: Attempt, redactor: Redactor): Failure {
  const kind = kindOf(answer.code, attempt.status);
  const code = redactor.clean(answer.code);
  const permission = kind === 'denied' ? permissionHint(operation, answer, RAM_CODES[operation.service]) : undefined;
  const text = [code, redactor.clean(answer.message)].filter((part) => part !== '').join(': ');
  const needs =
    permission === undefined ? '' : `; it needs ${permission.action} on ${permission.resources.join(' and ')}`;
  const hint = permission?.hint ?? hintFor(kind, code, operation);
  const error = serviceError(
    operation,
    attempt,
    {
      kind,
      serviceCode: code,
      requestId: answer.requestId,
      text: `${text}${needs}`,
      hint,
    },
    redactor,
  );
  if (kind === 'throttled') return { error, again: 'always', retryAfterMs: retryAfter(attempt) };
  return { error, again: kind === 'unclear' ? 'reads' : 'never', retryAfterMs: retryAfter(attempt) };
}

function hintFor(kind: ServiceErrorKind, code: string, operation: Operation): string | undefined {
  if (kind === 'credentials') return credentialsHint(code, operation.credentials);
  if (kind === 'throttled') return throttledHint();
  return kind === 'unclear' ? unclearHint(operation.mode, operation.host, true) : undefined;
}

/** The answer came and says success, but its content cannot be true: for a write that leaves open what happened. */
function senseless(operation: Operation, thrown: unknown, attempt: Attempt, redactor: Redactor): Failure {
  const text = `an answer that cannot be used: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  const kind = operation.mode === 'write' ? 'unclear' : 'bad-answer';
  const requestId = thrown instanceof AnswerError ? thrown.requestId : undefined;
  const hint = hintFor(kind, '', operation);
  const error = serviceError(operation, attempt, { kind, text: redactor.clean(text), requestId, hint }, redactor);
  return { error, again: 'never' };
}

function unclear(operation: Operation, text: string, attempt: Attempt): Failure {
  const hint = unclearHint(operation.mode, operation.host, attempt.status !== undefined);
  const error = serviceError(operation, attempt, { kind: 'unclear', text, hint });
  return { error, again: 'reads', retryAfterMs: retryAfter(attempt) };
}

function disconnected(operation: Operation, thrown: unknown, attempt: Attempt): Failure {
  const { meaning, code, proxyStatus } = networkFailure(thrown);
  const why = proxyStatus === undefined ? code : `${code}, the proxy answered ${proxyStatus}`;
  switch (meaning) {
    case 'certificate': {
      const text = `the certificate of ${operation.host} was not accepted (${why})`;
      const hint = certificateHint();
      return { error: serviceError(operation, attempt, { kind: 'unreachable', text, hint }), again: 'never' };
    }
    case 'never-left': {
      const text = `no connection to ${operation.host} (${why})`;
      const hint = unreachableHint(operation.host);
      return { error: serviceError(operation, attempt, { kind: 'unreachable', text, hint }), again: 'always' };
    }
    case 'unclear':
      return unclear(operation, `the connection to ${operation.host} broke (${why})`, attempt);
  }
}

function serviceError(
  operation: Operation,
  attempt: Attempt,
  fields: {
    kind: ServiceErrorKind;
    text: string;
    serviceCode?: string;
    requestId?: string | undefined;
    hint?: string | undefined;
  },
  redactor?: Redactor,
): ServiceError {
  const what = [operation.service, operation.name, operation.subject].filter((part) => part !== '').join(' ');
  const requestId =
    fields.requestId === undefined ? undefined : (redactor?.clean(fields.requestId) ?? fields.requestId);
  const suffix = requestId === undefined ? '' : ` (request id ${requestId})`;
  return new ServiceError({
    kind: fields.kind,
    operation: `${operation.service} ${operation.name}`,
    serviceCode: fields.serviceCode ?? '',
    status: attempt.status,
    requestId,
    message: `${what}: ${fields.text}${suffix}`,
    ...(fields.hint === undefined ? {} : { hint: fields.hint }),
  });
}

/** `x-acs-retry-after` is in milliseconds, `Retry-After` in seconds (its date form is not used by these services). */
function retryAfter(attempt: Attempt): number | undefined {
  const read = (name: string, unit: number): number | undefined => {
    const value = attempt.headers?.[name];
    return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) * unit : undefined;
  };
  return read('x-acs-retry-after', 1) ?? read('retry-after', 1_000);
}

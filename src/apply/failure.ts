import { AcrAccessError, ServiceError, type ServiceErrorKind } from '../errors.ts';

/** Why a change failed and what to do, each one sentence or empty. */
export interface Failure {
  readonly message: string;
  readonly remedy: string;
}

const RUN_AGAIN = 'Run apply again: it continues with what is left.';
const PLAN_AGAIN = 'The account is not as it was planned: plan again and have the new plan reviewed.';

const REMEDIES: Record<ServiceErrorKind, string> = {
  throttled: 'The service is busy: wait a minute, then run apply again.',
  unreachable: 'Check the network between the runner and Alibaba Cloud, then run apply again.',
  unclear: 'It may have taken effect all the same: run apply again, it looks first at what is there.',
  denied: 'Give the identity that runs apply the missing permission, then run apply again.',
  credentials: 'Check the credentials of the run: the service did not accept them.',
  limit: 'Free a place or have the quota raised, then run apply again.',
  'not-found': PLAN_AGAIN,
  'already-exists': PLAN_AGAIN,
  conflict: PLAN_AGAIN,
  invalid: 'Change what the service does not accept in the file, then plan again.',
  'bad-answer': RUN_AGAIN,
};

/** @param written parts of the change that are in place already, e.g. `the tags` */
export function failureOf(error: unknown, written: readonly string[]): Failure {
  const inPlace = written.length === 0 ? '' : ` (already in place: ${written.join(', ')})`;
  if (error instanceof ServiceError) {
    return { message: error.message + inPlace, remedy: error.hint ?? REMEDIES[error.kind] };
  }
  if (error instanceof AcrAccessError) return { message: error.message + inPlace, remedy: error.hint ?? RUN_AGAIN };
  // a bug: its text was scrubbed by nobody, so only its name is shown
  const name = error instanceof Error ? error.name : typeof error;
  return { message: `an unexpected ${name} inside the tool${inPlace}`, remedy: 'Report it as a bug of acr-access.' };
}

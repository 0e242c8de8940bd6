import { AcrAccessError } from '../errors.ts';
import { explainNetwork } from './explain-network.ts';
import { explainRegistry } from './explain-registry.ts';
import { explainService } from './explain-service.ts';
import { LoginError } from './login-error.ts';
import { type Cause, type Explanation, foreign, type LoginSituation } from './situation.ts';
import type { LoginFailure } from './types.ts';

/**
 * What a failed call of a login means, and what to do about it.
 *
 * @param failure without secrets; its texts may say anything else
 */
export function explain(failure: LoginFailure, situation: LoginSituation): Explanation {
  const { cause, remedy } = causeOf(failure, situation);
  return { message: `${whatFailed(failure)}: ${cause}${detailsOf(failure)}`, hint: remedy };
}

/** The error with its explanation, for whoever prints it; any other error as it is. */
export function explained(error: unknown, situation: LoginSituation): unknown {
  if (!(error instanceof LoginError)) return error;
  const { message, hint } = explain(error.failure, situation);
  return new AcrAccessError(error.code, message, { hint, cause: error });
}

function causeOf(failure: LoginFailure, situation: LoginSituation): Cause {
  switch (failure.kind) {
    case 'service':
      return explainService(failure, situation);
    case 'registry':
      return explainRegistry(failure, situation);
    case 'network':
    case 'timeout':
      return explainNetwork(failure, situation);
    case 'bad-answer':
      return explainBadAnswer(failure);
  }
}

function whatFailed(failure: LoginFailure): string {
  switch (failure.kind) {
    case 'service':
      return `${foreign(failure.api)} failed`;
    case 'registry':
      return `the login at ${foreign(failure.host)} failed`;
    case 'network':
      return `no connection to ${foreign(failure.host)}`;
    case 'timeout':
      return `no answer from ${foreign(failure.host)} in time`;
    case 'bad-answer':
      return `${foreign(failure.api)} gave an answer that cannot be used`;
  }
}

/** The service's own words, and what its support asks for. */
function detailsOf(failure: LoginFailure): string {
  switch (failure.kind) {
    case 'service': {
      const { code, message, status, requestId } = failure;
      const said = [code, message].filter((part) => part !== '').map(foreign);
      const id = requestId === '' ? [] : [`request id ${foreign(requestId)}`];
      return ` (${[said.join(': '), `status ${status}`, ...id].filter((part) => part !== '').join(', ')})`;
    }
    case 'registry':
      return ` (status ${failure.status}: ${foreign(failure.detail)})`;
    case 'network':
      return ` (${foreign(failure.code)})`;
    case 'timeout':
      return '';
    case 'bad-answer':
      return ` (${foreign(failure.detail)})`;
  }
}

/** GitHub's token service, as the edge calls it. */
const ID_TOKEN = /^ID token/;

function explainBadAnswer({ api, detail }: Extract<LoginFailure, { readonly kind: 'bad-answer' }>): Cause {
  if (ID_TOKEN.test(api)) {
    return /Unable to get ACTIONS_/.test(detail)
      ? {
          cause: 'GitHub gives this job no ID token',
          remedy:
            'Give the job `permissions: id-token: write`. Runs of pull requests from forks and of Dependabot get no token; a reusable workflow needs the permission in the calling job, too.',
        }
      : {
          cause: 'GitHub did not issue an ID token',
          remedy: 'Run again; if it stays, look at githubstatus.com and at `permissions: id-token: write` of the job.',
        };
  }
  if (/password|user name/.test(detail)) {
    return {
      cause: 'it says success and holds no whole login, so nothing was written',
      remedy:
        'Run again. If it stays, open a ticket with Alibaba Cloud; a login that is empty would fail at the first push.',
    };
  }
  return {
    cause: 'it is not what the service documents, so nothing was taken from it',
    remedy:
      'Run again. If it stays, look for a proxy or a portal that answers in place of the service, and compare with the status page of Alibaba Cloud.',
  };
}

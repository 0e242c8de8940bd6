/** What to do about a failed call. */

interface Wanted {
  readonly name: string;
  readonly resources: readonly string[];
}

interface Permission {
  readonly action: string;
  readonly resources: readonly string[];
  readonly hint: string;
}

const ACTION = /^[a-z]+:[A-Za-z]{1,64}$/;
const ARN = /^(\*|acs:[A-Za-z0-9*?:/._@-]{1,300})$/;

/**
 * Which permission is missing, as the service names it where it does (`… Resource: ARN Action: ACTION`, or
 * `AccessDeniedDetail`), else as the documentation does, and the policy statement that grants it.
 */
export function permissionHint(
  operation: Wanted,
  answer: { message: string; data: Record<string, unknown> },
  ramCode: string,
): Permission {
  const detail = answer.data.AccessDeniedDetail as { AuthAction?: unknown } | null | undefined;
  const said = [detail?.AuthAction, /\bAction: (\S+)/.exec(answer.message)?.[1]];
  const action = said.find((text): text is string => typeof text === 'string' && ACTION.test(text));
  const arn = /\bResource: (\S+)/.exec(answer.message)?.[1];
  const resources = arn !== undefined && ARN.test(arn) ? [arn] : operation.resources;
  const named = action ?? `${ramCode}:${operation.name}`;
  const statement = { Effect: 'Allow', Action: named, Resource: resources.length === 1 ? resources[0] : resources };
  return { action: named, resources, hint: `Give the caller this statement: ${JSON.stringify(statement)}` };
}

export const throttledHint = (): string =>
  'The account makes too many calls of this kind; other tools count too. Try again later.';

/** `source` names inputs or variables, never their values. */
export function credentialsHint(code: string, source: string): string {
  if (code.startsWith('InvalidTimeStamp'))
    return 'Correct the clock of this machine: it is off by more than 15 minutes.';
  if (code.startsWith('InvalidSecurityToken')) {
    return `The temporary credentials from ${source} have expired or do not belong together: get new ones.`;
  }
  return `Check the credentials; they came from ${source}.`;
}

export const unreachableHint = (host: string): string =>
  `Check that this machine may reach ${host}: network, HTTPS_PROXY and NO_PROXY, and the region and network in use.`;

/** For a try that ended without a usable answer; `answered`: there was an unusable one. */
export function unclearHint(mode: 'read' | 'write', host: string, answered: boolean): string {
  if (mode === 'write') return 'The write may or may not have taken effect: run again, the account is read anew.';
  return answered ? `${host} or a proxy before it is disturbed: try again later.` : unreachableHint(host);
}

export const certificateHint = (): string =>
  'If a proxy inspects TLS here, name its CA certificate in NODE_EXTRA_CA_CERTS.';

import { type AttachedDocument, type Evaluation, evaluate } from '../policy/evaluate.ts';
import { ACCOUNT_SCOPE } from '../policy/principal.ts';
import { ApiError } from './api-error.ts';
import type { Caller } from './caller.ts';
import { encodeDenial } from './diagnostic-message.ts';
import type { PrincipalRow } from './entities.ts';
import type { Operation } from './operation.ts';
import type { Params } from './params.ts';
import type { ServiceName } from './services.ts';
import type { Store } from './store.ts';

export interface Asked {
  readonly service: ServiceName;
  readonly operation: Operation;
  readonly params: Params;
}

/**
 * Throws the service's refusal unless the caller's policies allow the operation on every resource that it touches.
 * Only a certain `allow` counts: what the documents leave open is refused. The main account may do everything.
 */
export function authorise({ service, operation, params }: Asked, caller: Caller, store: Store, now: Date): void {
  const { action } = operation;
  if (action === undefined || caller.kind === 'account' || caller.kind === 'anonymous') return;
  const refusal = refusalsOf(caller, store, now);
  for (const resource of operation.resources(params, store)) {
    const refused = refusal(action, resource);
    if (refused !== undefined) throw denial({ service, action, resource, caller, ...refused }, store);
  }
}

/** What refuses, and which documents were asked. */
export interface Refusal {
  readonly evaluation: Evaluation;
  readonly level: 'AccountLevelIdentityBasedPolicy' | 'SessionPolicy';
}

/**
 * Asks the policies that a caller has now, and its session policy, about one action on one resource, taken literally.
 * `undefined`: certainly allowed.
 */
export function refusalsOf(
  caller: Caller,
  store: Store,
  now: Date,
): (action: string, resource: string) => Refusal | undefined {
  if (caller.kind === 'account') return () => undefined;
  const identity = caller.kind === 'anonymous' ? [] : documentsOf(caller, store);
  const session = sessionDocument(caller);
  const context = contextOf(now);
  const world = { resourceGroupOf: (text: string) => resourceGroupOf(text, store) };
  return (action, resource) => {
    const request = { action, resource, context };
    const evaluation = evaluate(identity, request, world);
    if (evaluation.decision !== 'allow') return { evaluation, level: 'AccountLevelIdentityBasedPolicy' };
    if (session === undefined) return undefined;
    const sessionSays = evaluate([session], request, world);
    return sessionSays.decision === 'allow' ? undefined : { evaluation: sessionSays, level: 'SessionPolicy' };
  };
}

/** Policies of a user and its groups, or of a role, in both scopes. */
function documentsOf(caller: Extract<Caller, { name: string }>, store: Store): AttachedDocument[] {
  if (caller.kind === 'role') return attachedTo(store.roles.byKey.get(caller.name), []);
  const user = store.users.byKey.get(caller.name);
  const groups = [...(user?.groups.keys() ?? [])];
  return [...attachedTo(user, []), ...groups.flatMap((group) => attachedTo(group, [`group:${group.name}`]))];
}

const attachedTo = (principal: PrincipalRow | undefined, via: string[]): AttachedDocument[] =>
  [...(principal?.attachments.values() ?? [])].map(({ policy, scope }) => ({
    policy: policy.name,
    type: policy.type,
    scope,
    via,
    document: policy.defaultVersion.document,
  }));

function sessionDocument(caller: Caller): AttachedDocument | undefined {
  if (caller.kind !== 'role' || caller.session.policy === undefined) return undefined;
  return { policy: 'session', type: 'Custom', scope: ACCOUNT_SCOPE, via: [], document: caller.session.policy };
}

/** Everything that this service knows of a request: it comes from this machine, unencrypted, without MFA. */
const contextOf = (now: Date): Record<string, string> => ({
  'acs:CurrentTime': now.toISOString(),
  'acs:SourceIp': '127.0.0.1',
  'acs:SecureTransport': 'false',
  'acs:MFAPresent': 'false',
});

/** Only instances and what is in them lie in resource groups; RAM's own resources lie in none. */
function resourceGroupOf(resource: string, store: Store): string {
  const [, instance = ''] = /^acs:cr:[^:]*:[^:]*:(?:instance|repository|chart)\/([^/]+)/.exec(resource) ?? [];
  return store.instances.byKey.get(instance)?.resourceGroup ?? 'none';
}

interface Denial extends Refusal {
  readonly service: ServiceName;
  readonly action: string;
  readonly resource: string;
  readonly caller: Extract<Caller, { name: string }>;
}

/** RAM and STS name resource and action in the text; Container Registry has a code and a text of its own. */
function denial({ service, action, resource, caller, evaluation, level }: Denial, store: Store): ApiError {
  const detail = {
    AuthAction: action,
    AuthPrincipalDisplayName:
      caller.kind === 'user' ? store.users.byKey.get(caller.name)?.id : `${caller.name}:${caller.session.sessionName}`,
    AuthPrincipalOwnerId: store.account,
    AuthPrincipalType: caller.kind === 'user' ? 'SubUser' : 'AssumedRoleUser',
    NoPermissionType: evaluation.decision === 'explicit-deny' ? 'ExplicitDeny' : 'ImplicitDeny',
    PolicyType: level,
  };
  const AccessDeniedDetail = {
    ...detail,
    EncodedDiagnosticMessage: encodeDenial({ ...detail, AuthResource: resource }),
  };
  if (service === 'CR' || service === 'CR2016') {
    return new ApiError(403, 'NoPrivilege', 'Access denied for this user.', { AccessDeniedDetail, IsSuccess: false });
  }
  const text = `You are not authorized to do this action. Resource: ${resource} Action: ${action}`;
  return new ApiError(403, 'NoPermission', text, { AccessDeniedDetail });
}

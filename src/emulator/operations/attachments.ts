import { ACCOUNT_SCOPE } from '../../policy/principal.ts';
import { alreadyExists, limitExceeded, noSuchResourceGroup, notExist } from '../api-error.ts';
import type { PrincipalRow } from '../entities.ts';
import { policyOf, principalOf } from '../lookup.ts';
import {
  allOf,
  type Call,
  type Operation,
  type Operations,
  policyResource,
  ramResource,
  reading,
  SLOW_WRITES_PER_SECOND,
  writing,
} from '../operation.ts';
import type { Params } from '../params.ts';
import type { EmulatorQuotas } from '../quotas.ts';
import { addAttachment, attachmentKey, isoSeconds, removeAttachment, type Store } from '../store.ts';

const KINDS = { User: 'user', Group: 'group', Role: 'role' } as const;
type Kind = keyof typeof KINDS;

/** RAM takes an optional `ResourceGroupId`: then the attachment holds in that resource group only. */
function scopeOf(store: Store, params: Params): string {
  const id = params.ResourceGroupId;
  if (id === undefined || id === '' || id === store.account) return ACCOUNT_SCOPE;
  if (!store.resourceGroups.byKey.has(id)) throw noSuchResourceGroup();
  return id;
}

/** The limits count the attachments of both scopes together. Source: note on the RAM "Limits" page. */
function checkQuota(principal: PrincipalRow, type: 'Custom' | 'System', kind: Kind, quotas: EmulatorQuotas): void {
  let count = 0;
  for (const attachment of principal.attachments.values()) if (attachment.policy.type === type) count++;
  const limit =
    quotas[type === 'Custom' ? (`customPoliciesPer${kind}` as const) : (`systemPoliciesPer${kind}` as const)];
  if (count >= limit) throw limitExceeded(`${kind}.Policy`);
}

const attach =
  (kind: Kind) =>
  ({ store, params, now, quotas }: Call) => {
    const policy = policyOf(store, params);
    const principal = principalOf(KINDS[kind], store, params);
    const scope = scopeOf(store, params);
    if (principal.attachments.has(attachmentKey(policy, scope))) throw alreadyExists(`${kind}.Policy`);
    checkQuota(principal, policy.type, kind, quotas);
    addAttachment(store, principal, policy, scope, isoSeconds(now));
    return {};
  };

const detach =
  (kind: Kind) =>
  ({ store, params }: Call) => {
    const policy = policyOf(store, params);
    const principal = principalOf(KINDS[kind], store, params);
    const attachment = principal.attachments.get(attachmentKey(policy, scopeOf(store, params)));
    if (attachment === undefined) throw notExist(`${kind}.Policy`);
    removeAttachment(store, attachment);
    return {};
  };

/** Account scope only: "cannot query the policies attached to resource groups" (RAM reference). */
const listPolicies =
  (kind: Kind) =>
  ({ store, params }: Call) => {
    const attachments = [...principalOf(KINDS[kind], store, params).attachments.values()];
    const policies = attachments
      .filter(({ scope }) => scope === ACCOUNT_SCOPE)
      .map(({ policy, attachDate }) => ({
        PolicyName: policy.name,
        PolicyType: policy.type,
        Description: policy.description,
        DefaultVersion: policy.defaultVersion.id,
        AttachDate: attachDate,
      }));
    return { Policies: { Policy: policies } };
  };

const principalResource = (kind: Kind): Operation['resources'] => ramResource(KINDS[kind], `${kind}Name`);

const operationsOf = (kind: Kind): Operations => {
  const both = allOf(principalResource(kind), policyResource);
  return {
    [`AttachPolicyTo${kind}`]: writing(`ram:AttachPolicyTo${kind}`, both, attach(kind), SLOW_WRITES_PER_SECOND),
    [`DetachPolicyFrom${kind}`]: writing(`ram:DetachPolicyFrom${kind}`, both, detach(kind), SLOW_WRITES_PER_SECOND),
    [`ListPoliciesFor${kind}`]: reading(`ram:ListPoliciesFor${kind}`, principalResource(kind), listPolicies(kind)),
  };
};

/** Shared with ResourceManager, which attaches and detaches the same things under other parameter names. */
export const attachTo: Readonly<Record<Kind, (call: Call) => Record<string, unknown>>> = {
  User: attach('User'),
  Group: attach('Group'),
  Role: attach('Role'),
};
export const detachFrom: Readonly<Record<Kind, (call: Call) => Record<string, unknown>>> = {
  User: detach('User'),
  Group: detach('Group'),
  Role: detach('Role'),
};

export const attachmentOperations: Operations = {
  ...operationsOf('User'),
  ...operationsOf('Group'),
  ...operationsOf('Role'),
};

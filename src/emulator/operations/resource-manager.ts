import { ACCOUNT_SCOPE } from '../../policy/principal.ts';
import { ApiError, invalid, noSuchResourceGroup, notExist } from '../api-error.ts';
import type { Attachment, PrincipalRow, ResourceGroup } from '../entities.ts';
import { type Call, everything, type Operations, reading, SLOW_WRITES_PER_SECOND, writing } from '../operation.ts';
import { numberedPage } from '../pages.ts';
import { flag, type Params, policyType, required, textList } from '../params.ts';
import { attachmentsIn, isoSeconds, policyKey, type Store } from '../store.ts';
import { insert, remove } from '../table.ts';
import { attachTo, detachFrom } from './attachments.ts';

const KINDS = { IMSUser: 'User', IMSGroup: 'Group', ServiceRole: 'Role' } as const;
type PrincipalType = keyof typeof KINDS;
const TYPES = { user: 'IMSUser', group: 'IMSGroup', role: 'ServiceRole' } as const;

/** Name of a principal with its domain: `alice@x.onaliyun.com`, `devs@group.x.onaliyun.com`, `ci@role.x.onaliyunservice.com`. */
function principalName(store: Store, principal: PrincipalRow): string {
  return `${principal.name}@${domainOf(store, TYPES[principal.kind])}`;
}

function domainOf(store: Store, type: PrincipalType): string {
  if (type === 'IMSUser') return `${store.alias}.onaliyun.com`;
  return type === 'IMSGroup' ? `group.${store.alias}.onaliyun.com` : `role.${store.alias}.onaliyunservice.com`;
}

function principalType(params: Params): PrincipalType {
  const type = required(params, 'PrincipalType');
  if (!(type in KINDS)) throw invalid('PrincipalType');
  return type as PrincipalType;
}

/** Name without the domain; the account id is taken in place of the alias, as in the documented examples. */
function bareName(store: Store, type: PrincipalType, full: string): string | undefined {
  for (const alias of [store.alias, store.account]) {
    const suffix = `@${domainOf({ ...store, alias }, type)}`;
    if (full.endsWith(suffix)) return full.slice(0, -suffix.length);
  }
  return undefined;
}

/** The call as RAM's own operations want it: name without domain, resource group only when it is one. */
function asRamCall(call: Call): { call: Call; kind: (typeof KINDS)[PrincipalType] } {
  const { params, store } = call;
  const type = principalType(params);
  const kind = KINDS[type];
  const scope = required(params, 'ResourceGroupId');
  const bare = bareName(store, type, required(params, 'PrincipalName'));
  if (bare === undefined) throw notExist(kind);
  policyType(params);
  const ramParams = { ...params, [`${kind}Name`]: bare, ResourceGroupId: scope === store.account ? '' : scope };
  return { kind, call: { ...call, params: ramParams } };
}

function attachPolicy(original: Call) {
  const { call, kind } = asRamCall(original);
  return attachTo[kind](call);
}

function detachPolicy(original: Call) {
  const { call, kind } = asRamCall(original);
  return detachFrom[kind](call);
}

function listPolicyAttachments({ store, params }: Call) {
  const { rows, end } = numberedPage(matching(store, params), params);
  const attachments = rows.map(({ principal, policy, scope, attachDate }) => ({
    PolicyName: policy.name,
    PolicyType: policy.type,
    Description: policy.description,
    PrincipalName: principalName(store, principal),
    PrincipalType: TYPES[principal.kind],
    ResourceGroupId: scope === ACCOUNT_SCOPE ? store.account : scope,
    AttachDate: attachDate,
  }));
  return { ...end, PolicyAttachments: { PolicyAttachment: attachments } };
}

/** Filtered rows are kept until the next write: pages of one listing do not filter 20,000 rows again. */
const kept = new WeakMap<Store, { revision: number; byFilter: Map<string, readonly Attachment[]> }>();

function matching(store: Store, params: Params): readonly Attachment[] {
  const { PolicyType = '', PolicyName = '', PrincipalType = '', PrincipalName = '', ResourceGroupId = '' } = params;
  if (PolicyType !== '') policyType(params);
  if (PrincipalType !== '') principalType(params);
  const known = scopeRows(store, ResourceGroupId);
  if (PolicyType + PolicyName + PrincipalType + PrincipalName === '') return known;
  const memory = memoryOf(store);
  const filter = JSON.stringify([PolicyType, PolicyName, PrincipalType, PrincipalName, ResourceGroupId]);
  const before = memory.get(filter);
  if (before !== undefined) return before;
  const found = narrowest(store, known, params).filter(
    ({ principal, policy, scope }) =>
      (PolicyType === '' || policy.type === PolicyType) &&
      (PolicyName === '' || policy.name === PolicyName) &&
      (PrincipalType === '' || TYPES[principal.kind] === PrincipalType) &&
      (PrincipalName === '' || principalName(store, principal) === PrincipalName) &&
      (ResourceGroupId === '' || (scope === ACCOUNT_SCOPE ? store.account : scope) === ResourceGroupId),
  );
  memory.set(filter, found);
  return found;
}

function memoryOf(store: Store): Map<string, readonly Attachment[]> {
  const known = kept.get(store);
  if (known?.revision === store.revision) return known.byFilter;
  const fresh = { revision: store.revision, byFilter: new Map<string, readonly Attachment[]>() };
  kept.set(store, fresh);
  return fresh.byFilter;
}

function scopeRows(store: Store, resourceGroup: string): readonly Attachment[] {
  if (resourceGroup === '') return store.attachments.rows;
  if (resourceGroup === store.account) return attachmentsIn(store, ACCOUNT_SCOPE).rows;
  if (!store.resourceGroups.byKey.has(resourceGroup)) throw noSuchResourceGroup();
  return attachmentsIn(store, resourceGroup).rows;
}

/** A named principal or policy leads to its few attachments; everything else is filtered from the scope's rows. */
function narrowest(store: Store, rows: readonly Attachment[], params: Params): readonly Attachment[] {
  const { PolicyName = '', PrincipalName = '' } = params;
  if (PrincipalName !== '')
    return principalsNamed(store, PrincipalName).flatMap((row) => [...row.attachments.values()]);
  if (PolicyName === '') return rows;
  const policies = (['Custom', 'System'] as const).map((type) => store.policies.byKey.get(policyKey(type, PolicyName)));
  return policies.flatMap((policy) => [...(policy?.attachments ?? [])]).sort((a, b) => a.seq - b.seq);
}

/** At most one: the domain tells the kind. */
function principalsNamed(store: Store, full: string): PrincipalRow[] {
  const tables = { IMSUser: store.users, IMSGroup: store.groups, ServiceRole: store.roles };
  return Object.entries(tables)
    .map(([type, table]) => table.byKey.get(bareName(store, type as PrincipalType, full) ?? ''))
    .filter((row) => row !== undefined);
}

const groupBody = (store: Store, group: ResourceGroup) => ({
  Id: group.id,
  Name: group.name,
  DisplayName: group.displayName,
  AccountId: store.account,
  Status: 'OK',
  CreateDate: group.createDate,
});

function listResourceGroups({ store, params }: Call) {
  const { ResourceGroupId, Name, DisplayName, Status } = params;
  const ids = textList(params, 'ResourceGroupIds', 100);
  const includeTags = flag(params, 'IncludeTags');
  const wanted = store.resourceGroups.rows.filter(
    (group) =>
      (!ResourceGroupId || group.id === ResourceGroupId) &&
      (!Name || group.name === Name) &&
      (!DisplayName || group.displayName === DisplayName) &&
      (!Status || Status === 'OK') &&
      (ids === undefined || ids.includes(group.id)),
  );
  const { rows, end } = numberedPage(wanted, params);
  const groups = rows.map((group) => ({ ...groupBody(store, group), ...(includeTags ? { Tags: { Tag: [] } } : {}) }));
  return { ...end, ResourceGroups: { ResourceGroup: groups } };
}

function createResourceGroup({ store, params, now }: Call) {
  const groupName = required(params, 'Name');
  const displayName = required(params, 'DisplayName');
  if (!/^[A-Za-z][A-Za-z0-9-]{1,49}$/.test(groupName)) throw invalid('Name');
  if (store.resourceGroups.rows.some((group) => group.name === groupName)) {
    throw new ApiError(409, 'EntityAlreadyExists.ResourceGroup', 'The resource group already exists.');
  }
  const seq = store.nextSeq++;
  const id = `rg-aek${seq.toString(36).padStart(12, '0')}`;
  const group = insert(store.resourceGroups, id, {
    seq,
    id,
    name: groupName,
    displayName,
    createDate: isoSeconds(now),
  });
  return { ResourceGroup: groupBody(store, group) };
}

function resourceGroupOf({ store, params }: Call): ResourceGroup {
  const group = store.resourceGroups.byKey.get(required(params, 'ResourceGroupId'));
  if (group === undefined) throw noSuchResourceGroup();
  return group;
}

/** Refused while a policy is attached in the group or an instance lies in it. */
function deleteResourceGroup(call: Call) {
  const { store } = call;
  const group = resourceGroupOf(call);
  if (attachmentsIn(store, group.id).rows.length > 0) {
    throw new ApiError(
      409,
      'DeleteConflict.ResourceGroup.Policy',
      'The resource group cannot be deleted because policies are attached in it.',
    );
  }
  if (store.instances.rows.some((instance) => instance.resourceGroup === group.id)) {
    throw new ApiError(
      409,
      'DeleteConflict.ResourceGroup.Resource',
      'The resource group cannot be deleted because it contains resources.',
    );
  }
  remove(store.resourceGroups, group.id);
  return { ResourceGroup: { ...groupBody(store, group), Status: 'PendingDelete' } };
}

export const resourceManagerOperations: Operations = {
  ListPolicyAttachments: reading('ram:ListPolicyAttachments', everything, listPolicyAttachments),
  AttachPolicy: writing('ram:AttachPolicy', everything, attachPolicy, SLOW_WRITES_PER_SECOND),
  DetachPolicy: writing('ram:DetachPolicy', everything, detachPolicy, SLOW_WRITES_PER_SECOND),
  ListResourceGroups: reading('ram:ListResourceGroups', everything, listResourceGroups),
  GetResourceGroup: reading('ram:GetResourceGroup', everything, (call) => ({
    ResourceGroup: groupBody(call.store, resourceGroupOf(call)),
  })),
  CreateResourceGroup: writing('ram:CreateResourceGroup', everything, createResourceGroup),
  DeleteResourceGroup: writing('ram:DeleteResourceGroup', everything, deleteResourceGroup),
};

import { alreadyExists, deleteConflict, limitExceeded } from '../api-error.ts';
import type { Policy } from '../entities.ts';
import { customPolicyOf, policyOf } from '../lookup.ts';
import { type Call, type Operations, policyResource, ramResource, reading, writing } from '../operation.ts';
import { markedPage } from '../pages.ts';
import { flag, name, policyType, required, tags, text } from '../params.ts';
import { checkedDocument } from '../policy-document.ts';
import { addPolicy, isoSeconds, policyKey, removePolicy } from '../store.ts';
import { hasTags, wireTags } from '../wire-tags.ts';

const created = (policy: Policy) => ({
  PolicyName: policy.name,
  PolicyType: policy.type,
  Description: policy.description,
  DefaultVersion: policy.defaultVersion.id,
  CreateDate: policy.createDate,
});

const updated = (policy: Policy) => ({ ...created(policy), UpdateDate: policy.updateDate });
const counted = (policy: Policy) => ({ ...updated(policy), AttachmentCount: policy.attachments.size });

function createPolicy({ store, params, now, quotas }: Call) {
  const policyName = name(params, 'PolicyName');
  const description = text(params, 'Description') ?? '';
  const document = checkedDocument(params, quotas);
  const given = tags(params) ?? new Map<string, string>();
  if (store.policies.byKey.has(policyKey('Custom', policyName))) throw alreadyExists('Policy');
  if (store.customPolicyCount >= quotas.customPolicies) throw limitExceeded('Policy');
  const fields = { name: policyName, type: 'Custom' as const, description, tags: given, version: 'v1', ...document };
  return { Policy: created(addPolicy(store, fields, isoSeconds(now))) };
}

/** Attachments of either scope stop it; further versions only without CascadingDelete. */
function deletePolicy({ store, params }: Call) {
  const policy = customPolicyOf(store, params);
  const cascading = flag(params, 'CascadingDelete');
  for (const { principal } of policy.attachments) {
    throw deleteConflict(`Policy.${{ user: 'User', group: 'Group', role: 'Role' }[principal.kind]}`);
  }
  if (policy.versions.length > 1 && !cascading) throw deleteConflict('Policy.Version');
  removePolicy(store, policy);
  return {};
}

function listPolicies({ store, params }: Call) {
  const type = params.PolicyType ? policyType(params) : undefined;
  const tagged = hasTags(tags(params));
  const { rows, end } = markedPage(
    store.policies,
    params,
    { max: 1000 },
    (policy) => (type === undefined || policy.type === type) && tagged(policy),
  );
  const policies = rows.map((policy) => ({ ...counted(policy), Tags: { Tag: wireTags(policy.tags) } }));
  return { ...end, Policies: { Policy: policies } };
}

function getPolicy({ store, params }: Call) {
  const policy = policyOf(store, params);
  const { id, createDate, text: document } = policy.defaultVersion;
  return {
    Policy: { ...counted(policy), PolicyDocument: '' },
    DefaultPolicyVersion: { VersionId: id, IsDefaultVersion: true, CreateDate: createDate, PolicyDocument: document },
  };
}

function updatePolicyDescription({ store, params, now }: Call) {
  const policy = customPolicyOf(store, params);
  required(params, 'NewDescription');
  policy.description = text(params, 'NewDescription')!;
  policy.updateDate = isoSeconds(now);
  return { Policy: updated(policy) };
}

function listEntitiesForPolicy({ store, params }: Call) {
  const Users: object[] = [];
  const Groups: object[] = [];
  const Roles: object[] = [];
  for (const { principal, scope, attachDate: AttachDate } of policyOf(store, params).attachments) {
    if (scope !== 'account') continue;
    if (principal.kind === 'user')
      Users.push({ UserId: principal.id, UserName: principal.name, DisplayName: principal.displayName, AttachDate });
    else if (principal.kind === 'group')
      Groups.push({ GroupName: principal.name, Comments: principal.comments, AttachDate });
    else {
      const Arn = `acs:ram::${store.account}:role/${principal.name}`;
      Roles.push({
        RoleId: principal.id,
        RoleName: principal.name,
        Arn,
        Description: principal.description,
        AttachDate,
      });
    }
  }
  return { Users: { User: Users }, Groups: { Group: Groups }, Roles: { Role: Roles } };
}

export const policyOperations: Operations = {
  ListPolicies: reading('ram:ListPolicies', ramResource('policy'), listPolicies),
  GetPolicy: reading('ram:GetPolicy', policyResource, getPolicy),
  CreatePolicy: writing('ram:CreatePolicy', ramResource('policy'), createPolicy),
  UpdatePolicyDescription: writing('ram:UpdatePolicyDescription', policyResource, updatePolicyDescription),
  DeletePolicy: writing('ram:DeletePolicy', policyResource, deletePolicy),
  ListEntitiesForPolicy: reading('ram:ListEntitiesForPolicy', policyResource, listEntitiesForPolicy),
};

import { deleteConflict, invalid, limitExceeded } from '../api-error.ts';
import type { Policy, PolicyVersion } from '../entities.ts';
import { customPolicyOf, policyOf, versionOf } from '../lookup.ts';
import { type Call, type Operations, policyResource, reading, writing } from '../operation.ts';
import { flag, type Params } from '../params.ts';
import { checkedDocument } from '../policy-document.ts';
import { isoSeconds } from '../store.ts';

const wire = (policy: Policy, version: PolicyVersion) => ({
  VersionId: version.id,
  IsDefaultVersion: version === policy.defaultVersion,
  CreateDate: version.createDate,
  PolicyDocument: version.text,
});

/** A version is made on every call, also for the same text. */
function createPolicyVersion({ store, params, now, quotas }: Call) {
  const policy = customPolicyOf(store, params);
  const asDefault = flag(params, 'SetAsDefault');
  const rotates = rotateStrategy(params);
  const document = checkedDocument(params, quotas);
  if (policy.versions.length >= quotas.versionsPerPolicy) {
    if (!rotates) throw limitExceeded('Policy.Version');
    const oldest = policy.versions.findIndex((version) => version !== policy.defaultVersion);
    if (oldest < 0) throw limitExceeded('Policy.Version');
    policy.versions.splice(oldest, 1);
  }
  const version: PolicyVersion = { id: `v${policy.nextVersion++}`, createDate: isoSeconds(now), ...document };
  policy.versions.push(version);
  if (asDefault) policy.defaultVersion = version;
  policy.updateDate = isoSeconds(now);
  return { PolicyVersion: wire(policy, version) };
}

function rotateStrategy(params: Params): boolean {
  const strategy = params.RotateStrategy || 'None';
  if (strategy === 'DeleteOldestNonDefaultVersionWhenLimitExceeded') return true;
  if (strategy === 'None') return false;
  throw invalid('RotateStrategy');
}

function deletePolicyVersion({ store, params }: Call) {
  const policy = customPolicyOf(store, params);
  const version = versionOf(policy, params);
  if (version === policy.defaultVersion) throw deleteConflict('Policy.Version.Default');
  policy.versions.splice(policy.versions.indexOf(version), 1);
  return {};
}

function setDefaultPolicyVersion({ store, params, now }: Call) {
  const policy = customPolicyOf(store, params);
  policy.defaultVersion = versionOf(policy, params);
  policy.updateDate = isoSeconds(now);
  return {};
}

export const policyVersionOperations: Operations = {
  ListPolicyVersions: reading('ram:ListPolicyVersions', policyResource, ({ store, params }) => {
    const policy = policyOf(store, params);
    return { PolicyVersions: { PolicyVersion: policy.versions.map((version) => wire(policy, version)) } };
  }),
  GetPolicyVersion: reading('ram:GetPolicyVersion', policyResource, ({ store, params }) => {
    const policy = policyOf(store, params);
    return { PolicyVersion: wire(policy, versionOf(policy, params)) };
  }),
  CreatePolicyVersion: writing('ram:CreatePolicyVersion', policyResource, createPolicyVersion),
  DeletePolicyVersion: writing('ram:DeletePolicyVersion', policyResource, deletePolicyVersion),
  SetDefaultPolicyVersion: writing('ram:SetDefaultPolicyVersion', policyResource, setDefaultPolicyVersion),
};

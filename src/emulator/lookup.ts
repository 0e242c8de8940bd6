import { invalid, notExist } from './api-error.ts';
import type { Group, Policy, PolicyVersion, PrincipalRow, Role, User } from './entities.ts';
import { name, type Params, policyType } from './params.ts';
import { policyKey, type Store } from './store.ts';

/** The rows that parameters name, or the service's 404. */

export function userOf(store: Store, params: Params, parameter = 'UserName'): User {
  const user = store.users.byKey.get(name(params, parameter));
  if (user === undefined) throw notExist('User');
  return user;
}

export function groupOf(store: Store, params: Params): Group {
  const group = store.groups.byKey.get(name(params, 'GroupName'));
  if (group === undefined) throw notExist('Group');
  return group;
}

export function roleOf(store: Store, params: Params): Role {
  const role = store.roles.byKey.get(name(params, 'RoleName'));
  if (role === undefined) throw notExist('Role');
  return role;
}

export function principalOf(kind: PrincipalRow['kind'], store: Store, params: Params): PrincipalRow {
  if (kind === 'user') return userOf(store, params);
  return kind === 'group' ? groupOf(store, params) : roleOf(store, params);
}

/** The policy of `PolicyType` and `PolicyName`. */
export const policyOf = (store: Store, params: Params): Policy => policyNamed(store, policyType(params), params);

/** For operations that know custom policies only and take no `PolicyType`. */
export const customPolicyOf = (store: Store, params: Params): Policy => policyNamed(store, 'Custom', params);

function policyNamed(store: Store, type: 'Custom' | 'System', params: Params): Policy {
  const policy = store.policies.byKey.get(policyKey(type, name(params, 'PolicyName')));
  if (policy === undefined) throw notExist('Policy');
  return policy;
}

export function versionOf(policy: Policy, params: Params): PolicyVersion {
  const id = name(params, 'VersionId');
  if (!/^v[1-9]\d*$/.test(id)) throw invalid('VersionId', 'Format');
  const version = policy.versions.find((candidate) => candidate.id === id);
  if (version === undefined) throw notExist('Policy.Version');
  return version;
}

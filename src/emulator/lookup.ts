import { invalid, notExist } from './api-error.ts';
import type { Group, Policy, PolicyVersion, PrincipalRow, Role, User } from './entities.ts';
import { name, type Params, policyType } from './params.ts';
import { policyKey, type Store } from './store.ts';

/**
 * The rows that parameters name, or the service's 404. A name that exists is never refused for its characters: accounts
 * hold names that are older than today's rules.
 */
function found<T>(row: T | undefined, params: Params, parameter: string, kind: string): T {
  if (row !== undefined) return row;
  name(params, parameter);
  throw notExist(kind);
}

export const userOf = (store: Store, params: Params): User =>
  found(store.users.byKey.get(params.UserName ?? ''), params, 'UserName', 'User');

export const groupOf = (store: Store, params: Params): Group =>
  found(store.groups.byKey.get(params.GroupName ?? ''), params, 'GroupName', 'Group');

export const roleOf = (store: Store, params: Params): Role =>
  found(store.roles.byKey.get(params.RoleName ?? ''), params, 'RoleName', 'Role');

export function principalOf(kind: PrincipalRow['kind'], store: Store, params: Params): PrincipalRow {
  if (kind === 'user') return userOf(store, params);
  return kind === 'group' ? groupOf(store, params) : roleOf(store, params);
}

/** The policy of `PolicyType` and `PolicyName`. */
export const policyOf = (store: Store, params: Params): Policy => policyNamed(store, policyType(params), params);

/** For operations that know custom policies only and take no `PolicyType`. */
export const customPolicyOf = (store: Store, params: Params): Policy => policyNamed(store, 'Custom', params);

const policyNamed = (store: Store, type: 'Custom' | 'System', params: Params): Policy =>
  found(store.policies.byKey.get(policyKey(type, params.PolicyName ?? '')), params, 'PolicyName', 'Policy');

export function versionOf(policy: Policy, params: Params): PolicyVersion {
  const id = name(params, 'VersionId');
  if (!/^v[1-9]\d*$/.test(id)) throw invalid('VersionId', 'Format');
  const version = policy.versions.find((candidate) => candidate.id === id);
  if (version === undefined) throw notExist('Policy.Version');
  return version;
}

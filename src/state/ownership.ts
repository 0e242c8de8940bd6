import type { PolicySummary } from './types.ts';

/**
 * Ownership without a state file: a managed policy carries two tags, and the file owns every attachment of it.
 * RAM can tag policies and roles only (TagResources), so attachments, users and groups are owned through the policy
 * or by being declared.
 */
export const MANAGED_BY_TAG = 'managed-by';
export const MANAGED_BY = 'acr-access';
export const OWNER_TAG = 'managed-by-file';

/** The two system policies whose attachments the file owns with `systemPolicies: enforce`. */
export const OWNED_SYSTEM_POLICIES: ReadonlySet<string> = new Set([
  'AliyunContainerRegistryFullAccess',
  'AliyunContainerRegistryReadOnlyAccess',
]);

/** `owner/repo:path`, the value of the owner tag. */
export const ownerKey = (owner: string, configPath: string): string => `${owner}:${configPath}`;

export const ownershipTags = (owner: string): Readonly<Record<string, string>> => ({
  [MANAGED_BY_TAG]: MANAGED_BY,
  [OWNER_TAG]: owner,
});

/**
 * Whose a custom policy is.
 *
 * | name has the prefix | tags                            | answer    | what the plan does with it                   |
 * |---------------------|---------------------------------|-----------|----------------------------------------------|
 * | no                  | any                             | unmanaged | leaves it alone                              |
 * | yes                 | managed-by and this file        | owned     | keeps it in line with the file               |
 * | yes                 | managed-by and another file     | foreign   | leaves it alone; refuses when it is declared |
 * | yes                 | anything else                   | untagged  | leaves it alone; needs `adopt` when declared |
 */
export type Ownership = 'owned' | 'foreign' | 'untagged' | 'unmanaged';

export function ownershipOf(policy: PolicySummary, prefix: string, owner: string): Ownership {
  if (policy.type !== 'Custom' || !policy.name.startsWith(prefix)) return 'unmanaged';
  if (policy.tags[MANAGED_BY_TAG] !== MANAGED_BY) return 'untagged';
  const taggedOwner = policy.tags[OWNER_TAG];
  if (taggedOwner === undefined) return 'untagged';
  return taggedOwner === owner ? 'owned' : 'foreign';
}

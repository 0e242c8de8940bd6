import { ServiceError } from '../errors.ts';
import type { PolicyName, PolicyType } from '../policy/principal.ts';
import type { AccountReader } from '../ports.ts';
import type { AccountFile } from './account-file.ts';
import { allowOnEverything, SYSTEM_POLICIES } from './known-system-policies.ts';
import { DEFAULT_QUOTAS } from './quotas.ts';
import { type Policy, policyKey } from './types.ts';

/** Stands for a trust policy that the file leaves out because no identity provider is in it. */
const NO_PROVIDER = { Version: '1', Statement: [] };

/** An account file read as if it were the live account, so that an offline plan takes the same way. */
export function accountFileReader(file: AccountFile): AccountReader {
  const policies = new Map(file.policies.map((policy) => [policyKey(policy.type, policy.name), policy]));
  const members = new Map(file.groups.map((group) => [group.name, group.members]));
  const trust = new Map(file.roles.flatMap((role) => ('trust' in role ? [[role.name, role.trust] as const] : [])));
  return {
    callerIdentity: async () => ({ account: file.account, arn: '', principal: undefined }),
    quotas: async () => DEFAULT_QUOTAS,
    alias: async () => file.alias,
    users: async () => file.users,
    groups: async () => file.groups,
    groupMembers: async (group) => members.get(group) ?? [],
    roles: async () => file.roles,
    trustPolicy: async (role) => (trust.has(role) ? trust.get(role) : NO_PROVIDER),
    customPolicies: async () => file.policies.filter(({ type }) => type === 'Custom'),
    policy: async (type, name) => policies.get(policyKey(type, name)) ?? unlisted(type, name),
    policyVersions: async (name) => notFound('ListPolicyVersions', `versions of ${name}`),
    attachments: async () => file.attachments,
    attachmentsOf: async (principal) => file.attachments.filter((attachment) => attachment.principal === principal),
    // Keys, MFA devices and logins are not in an account file: what can be said is the groups.
    deletionBlockers: async (user) =>
      file.groups.filter((group) => group.members.includes(user)).map(({ name }) => `group ${name}`),
    resourceGroups: async () => file.resourceGroups,
    instances: async (region) => file.instances.filter((instance) => instance.region === region),
    personalRegistry: async (region) => file.personal.find((registry) => registry.region === region),
    callCount: () => 0,
  };
}

/** A system policy is Alibaba's: one that the file does not bring is a dated copy, or a document that nobody read. */
function unlisted(type: PolicyType, name: PolicyName): Policy {
  if (type === 'Custom') return notFound('GetPolicy', `custom policy ${name}`);
  const known = SYSTEM_POLICIES.find((policy) => policy.name === name);
  const summary = { name, type, description: known?.description ?? '', tags: {}, defaultVersion: 'v1' };
  return { ...summary, document: known && allowOnEverything(known.actions), assumed: true };
}

function notFound(operation: string, what: string): never {
  throw new ServiceError({ kind: 'not-found', operation, message: `the account file has no ${what}` });
}

import { ACCOUNT_SCOPE } from '../../src/policy/principal.ts';
import type { AccountReader, PolicyVersion } from '../../src/ports.ts';
import { type PolicySummary, policyKey } from '../../src/state/types.ts';
import { refuse } from './memory-service.ts';
import type { StoredPolicy, StoredVersion, World } from './memory-world.ts';

type ReadName = Exclude<keyof AccountReader, 'callCount'>;
/** RAM's reads over a World. */
export type Reads = {
  readonly [Name in ReadName]: (...args: Parameters<AccountReader[Name]>) => Awaited<ReturnType<AccountReader[Name]>>;
};

/** `operation` and `requestId` only name the call in errors. */
export function readsOf(world: World, operation: string, requestId: string): Reads {
  const absent = (what: string): never => refuse('not-found', operation, `EntityNotExist.${what}`, requestId);
  const attachments = () => [...world.attachments.values()];
  const find = (key: string): StoredPolicy => world.policies.get(key) ?? absent('Policy');

  return {
    callerIdentity: () => world.identity,
    quotas: () => world.quotas,
    alias: () => world.alias,
    users: () => [...world.users.values()].map(({ name, displayName, comments }) => ({ name, displayName, comments })),
    groups: () => [...world.groups.values()].map(({ name, comments }) => ({ name, comments })),
    groupMembers: (group) => (world.groups.get(group) ?? absent('Group')).members,
    roles: () => [...world.roles.values()],
    trustPolicy: (role) => {
      if (!world.roles.has(role)) absent('Role');
      return { Version: '1', Statement: [] };
    },
    customPolicies: () => [...world.policies.values()].filter((item) => item.type === 'Custom').map(summary),
    policy: (type, name) => {
      const policy = find(policyKey(type, name));
      const text = policy.versions.find((item) => item.id === policy.defaultVersion)?.text ?? '';
      return { ...summary(policy), document: parsed(text) };
    },
    policyVersions: (name) => {
      const policy = find(policyKey('Custom', name));
      return policy.versions.map((item) => version(policy, item));
    },
    attachments,
    attachmentsOf: (principal) =>
      attachments().filter((item) => item.principal === principal && item.scope === ACCOUNT_SCOPE),
    deletionBlockers: (name) => {
      const user = world.users.get(name) ?? absent('User');
      const groups = [...world.groups.values()].filter((group) => group.members.includes(name));
      return [...user.blockers, ...groups.map((group) => `group ${group.name}`)];
    },
    resourceGroups: () => world.resourceGroups,
    instances: (region) => world.instances.filter((item) => item.region === region),
    personalRegistry: (region) => world.personal.find((item) => item.region === region),
  };
}

function summary({ name, type, description, tags, defaultVersion }: StoredPolicy): PolicySummary {
  return { name, type, description, tags, defaultVersion };
}

function version(policy: StoredPolicy, { id, createDate, text }: StoredVersion): PolicyVersion {
  return { id, isDefault: id === policy.defaultVersion, createDate, document: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

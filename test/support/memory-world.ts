import type { PolicyType, Principal } from '../../src/policy/principal.ts';
import { ACCOUNT_SCOPE } from '../../src/policy/principal.ts';
import type {
  Attachment,
  CallerIdentity,
  Group,
  Instance,
  PersonalRegistry,
  Quotas,
  ResourceGroup,
  Role,
  User,
} from '../../src/state/types.ts';

/** What a MemoryAccount holds: plain data that structuredClone can copy and toEqual can compare. */
export interface World {
  account: string;
  alias: string;
  identity: CallerIdentity;
  quotas: Quotas;
  users: Map<string, StoredUser>;
  groups: Map<string, StoredGroup>;
  roles: Map<string, Role>;
  /** key `Custom/name` or `System/name` */
  policies: Map<string, StoredPolicy>;
  /** key `user:alice/Custom/name/account` */
  attachments: Map<string, Attachment>;
  resourceGroups: ResourceGroup[];
  instances: Instance[];
  personal: PersonalRegistry[];
}

export interface StoredUser extends User {
  /** access keys, MFA devices, console login: what stops a deletion besides groups */
  readonly blockers: readonly string[];
}
export interface StoredGroup extends Group {
  readonly members: readonly string[];
}
export interface StoredVersion {
  readonly id: string;
  readonly createDate: string;
  /** the text that was sent */
  readonly text: string;
}
export interface StoredPolicy {
  readonly name: string;
  readonly type: PolicyType;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly defaultVersion: string;
  readonly versions: readonly StoredVersion[];
  /** version numbers are never used again */
  readonly lastNumber: number;
}

/** What a world starts with; everything is optional. */
export interface Seed {
  account?: string;
  alias?: string;
  identity?: CallerIdentity;
  quotas?: Partial<Quotas>;
  /** a name, or fields; `blockers` such as `access key` stop a deletion */
  users?: readonly (string | ({ name: string } & Partial<StoredUser>))[];
  /** group -> members, or fields */
  groups?: Readonly<Record<string, readonly string[] | { members?: readonly string[]; comments?: string }>>;
  roles?: readonly string[];
  policies?: readonly PolicySeed[];
  /** `user:alice/Custom/name/account`, `role:ci/System/name/rg-1` */
  attachments?: readonly string[];
  resourceGroups?: readonly string[];
  instances?: readonly Instance[];
  personal?: readonly PersonalRegistry[];
}

export interface PolicySeed {
  name: string;
  type?: PolicyType;
  description?: string;
  tags?: Readonly<Record<string, string>>;
  /** the default document; a string is taken as the text itself */
  document?: unknown;
  /** older documents, oldest first; the default one comes last */
  older?: readonly unknown[];
}

const ENOUGH: Quotas = {
  customPolicies: 1500,
  versionsPerPolicy: 5,
  customPoliciesPerUser: 10,
  customPoliciesPerGroup: 10,
  customPoliciesPerRole: 10,
  systemPoliciesPerUser: 20,
  systemPoliciesPerGroup: 20,
  systemPoliciesPerRole: 20,
  users: 5000,
  groups: 300,
  groupsPerUser: 10,
};

const REGISTRY_SYSTEM_POLICIES: readonly PolicySeed[] = [
  systemPolicy('AliyunContainerRegistryFullAccess', 'cr:*'),
  systemPolicy('AliyunContainerRegistryReadOnlyAccess', ['cr:Get*', 'cr:List*', 'cr:PullRepository']),
];

function systemPolicy(name: string, Action: string | readonly string[]): PolicySeed {
  const Statement = [{ Effect: 'Allow', Action, Resource: '*' }];
  return { name, type: 'System', document: { Version: '1', Statement } };
}

/** The registry's two system policies and the default resource group are always there. */
export function worldOf(seed: Seed): World {
  const account = seed.account ?? '1234567890123456';
  const policies = [...REGISTRY_SYSTEM_POLICIES, ...(seed.policies ?? [])].map(storedPolicy);
  const groups = new Set(['rg-default', ...(seed.resourceGroups ?? [])]);
  return {
    account,
    alias: seed.alias ?? 'example',
    identity: seed.identity ?? { account, arn: `acs:ram::${account}:root`, principal: undefined },
    quotas: { ...ENOUGH, ...seed.quotas },
    users: byName((seed.users ?? []).map(storedUser)),
    groups: byName(Object.entries(seed.groups ?? {}).map(([name, group]) => storedGroup(name, group))),
    roles: byName((seed.roles ?? []).map((name) => ({ name, description: '' }))),
    policies: new Map(policies.map((policy) => [`${policy.type}/${policy.name}`, policy])),
    attachments: new Map((seed.attachments ?? []).map(attachmentOf).map((item) => [attachmentKey(item), item])),
    resourceGroups: [...groups].map((id) => ({ id, name: id.replace(/^rg-/, '') })),
    instances: [...(seed.instances ?? [])],
    personal: [...(seed.personal ?? [])],
  };
}

const byName = <T extends { readonly name: string }>(items: readonly T[]) =>
  new Map(items.map((item) => [item.name, item]));

function storedUser(seed: string | ({ name: string } & Partial<StoredUser>)): StoredUser {
  const fields = typeof seed === 'string' ? { name: seed } : seed;
  return { displayName: fields.name, comments: '', blockers: [], ...fields };
}

function storedGroup(name: string, seed: readonly string[] | { members?: readonly string[]; comments?: string }) {
  const fields = 'length' in seed ? { members: seed } : seed;
  return { name, comments: '', members: [], ...fields };
}

function storedPolicy(seed: PolicySeed): StoredPolicy {
  const documents = [...(seed.older ?? []), seed.document ?? { Version: '1', Statement: [] }];
  const versions = documents.map((document, index) => ({
    id: `v${index + 1}`,
    createDate: createDate(index + 1),
    text: typeof document === 'string' ? document : JSON.stringify(document),
  }));
  return {
    name: seed.name,
    type: seed.type ?? 'Custom',
    description: seed.description ?? '',
    tags: seed.tags ?? {},
    defaultVersion: `v${versions.length}`,
    versions,
    lastNumber: versions.length,
  };
}

/** Version n of any policy is n minutes old in 2026: growing, and the same in every run. */
export const createDate = (number: number): string => new Date(Date.UTC(2026, 0, 1, 0, number)).toISOString();

export const attachmentKey = ({ principal, type, policy, scope }: Attachment): string =>
  `${principal}/${type}/${policy}/${scope}`;

/** The attachment that a key such as `user:alice/Custom/name/account` names; the scope may be left out. */
export function attachmentOf(key: string): Attachment {
  const [principal, type, policy, scope = ACCOUNT_SCOPE] = key.split('/');
  if (principal === undefined || policy === undefined || (type !== 'Custom' && type !== 'System')) {
    throw new Error(`"${key}" is not PRINCIPAL/TYPE/POLICY[/SCOPE]`);
  }
  return { principal: principal as Principal, type, policy, scope };
}

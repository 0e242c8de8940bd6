import { AcrAccessError, ServiceError } from '../errors.ts';
import type { PolicyName, Principal } from '../policy/principal.ts';
import type { AccountReader } from '../ports.ts';
import { byText } from './keys.ts';
import type { Account, Attachment, PolicySummary, Role, User } from './types.ts';
import { policyKey } from './types.ts';

/** What the file needs to know about the account beyond what every plan reads. */
export interface ReadScope {
  /** the account that the file is for; any other stops the run before anything else is read. `undefined`: any */
  readonly account: string | undefined;
  readonly prefix: string;
  readonly declaredGroups: readonly string[];
  readonly declaredSystemPolicies: readonly PolicyName[];
  /** roles that the file grants to: who may assume them is read */
  readonly grantedRoles: readonly string[];
  /** users that the file wants deleted */
  readonly absentUsers: readonly string[];
  /** the file names resource groups as scopes */
  readonly usesResourceGroups: boolean;
  /** regions whose Enterprise Edition instances, and whose Personal Edition, are listed */
  readonly regions: { readonly enterprise: readonly string[]; readonly personal: readonly string[] };
  /** also read every group's members, custom policy's document and role's trust policy, needed or not: for a snapshot */
  readonly everything: boolean;
}

/**
 * Reads the whole account, or rejects. Lists come in bulk (one ListPolicyAttachments per 100 attachments instead of
 * one call per user), and that is also the only way to see attachments in resource groups: ListPoliciesForUser shows
 * the account scope alone.
 */
export async function readAccount(reader: AccountReader, scope: ReadScope): Promise<Account> {
  const identity = await reader.callerIdentity();
  if (scope.account !== undefined && identity.account !== scope.account) {
    throw new AcrAccessError(
      'refused',
      `the credentials belong to account ${identity.account}, the file is for ${scope.account}`,
      {
        hint: 'Use credentials of the account in the file, or correct `account:`.',
      },
    );
  }
  // What needs nothing of the lists is asked for with them: a run takes as long as its longest chain of calls.
  const [inventory, resourceGroups, quotas, alias, users, groups, roles, policies, inBulk] = await Promise.all([
    readInventory(reader, scope),
    scope.usesResourceGroups ? reader.resourceGroups() : undefined,
    reader.quotas(),
    reader.alias(),
    reader.users(),
    reader.groups(),
    reader.roles(),
    reader.customPolicies(),
    attachmentsInBulk(reader),
  ]);
  const attachments = inBulk ?? (await attachmentsOfEach(reader, { users, groups, roles }));
  const userIndex = index(users);
  const [read, members, trust, blockers] = await Promise.all([
    readPolicies(reader, policies, attachments, scope),
    readMembers(
      reader,
      groups.map((group) => group.name),
      attachments,
      scope,
    ),
    readTrust(reader, roles, scope),
    readDeletionBlockers(reader, scope.absentUsers, userIndex),
  ]);
  return {
    id: identity.account,
    alias,
    identity,
    users: userIndex,
    groups: index(groups),
    roles: index<Role>(roles),
    members,
    ...trust,
    ...read,
    attachments,
    seesResourceGroups: inBulk !== undefined,
    resourceGroups: resourceGroups && new Map(resourceGroups.map((group) => [group.id, group.name])),
    inventory,
    deletionBlockers: blockers,
    quotas,
  };
}

const index = <T extends { readonly name: string }>(items: readonly T[]): ReadonlyMap<string, T> =>
  new Map(items.map((item) => [item.name, item]));

/** Every attachment, or undefined when ResourceManager may not be read. */
async function attachmentsInBulk(reader: AccountReader): Promise<readonly Attachment[] | undefined> {
  try {
    return await reader.attachments();
  } catch (error) {
    if (error instanceof ServiceError && error.kind === 'denied') return undefined;
    throw error;
  }
}

/** Account-scope attachments, one call for each principal: those in resource groups are not visible this way. */
async function attachmentsOfEach(
  reader: AccountReader,
  { users, groups, roles }: Record<'users' | 'groups' | 'roles', readonly { readonly name: string }[]>,
): Promise<readonly Attachment[]> {
  const principals = [
    ...users.map((user): Principal => `user:${user.name}`),
    ...groups.map((group): Principal => `group:${group.name}`),
    ...roles.map((role): Principal => `role:${role.name}`),
  ];
  return (await Promise.all(principals.map((principal) => reader.attachmentsOf(principal)))).flat();
}

/**
 * Documents of managed and attached policies, and of the system policies that the file declares. A system policy that
 * does not exist stays out of both maps; a policy that is attached and cannot be read ends the run.
 */
async function readPolicies(
  reader: AccountReader,
  custom: readonly PolicySummary[],
  attachments: readonly Attachment[],
  scope: ReadScope,
): Promise<Pick<Account, 'policies' | 'documents' | 'assumedDocuments'>> {
  const policies = new Map(custom.map((policy) => [policyKey(policy.type, policy.name), policy]));
  const wanted = new Map<string, { type: 'Custom' | 'System'; name: PolicyName; mayBeMissing: boolean }>();
  for (const name of scope.declaredSystemPolicies) {
    wanted.set(policyKey('System', name), { type: 'System', name, mayBeMissing: true });
  }
  for (const { type, policy } of attachments) {
    wanted.set(policyKey(type, policy), { type, name: policy, mayBeMissing: false });
  }
  for (const { name } of custom) {
    if (scope.everything || name.startsWith(scope.prefix))
      wanted.set(policyKey('Custom', name), { type: 'Custom', name, mayBeMissing: false });
  }
  const documents = new Map<string, unknown>();
  const assumedDocuments: string[] = [];
  await Promise.all(
    [...wanted].map(async ([key, { type, name, mayBeMissing }]) => {
      try {
        const policy = await reader.policy(type, name);
        documents.set(key, policy.document);
        if (policy.assumed) assumedDocuments.push(key);
        // GetPolicy answers without tags: the row of the list stays the better one.
        if (!policies.has(key)) policies.set(key, { ...policy, tags: {} });
      } catch (error) {
        if (!(mayBeMissing && error instanceof ServiceError && error.kind === 'not-found')) throw error;
      }
    }),
  );
  return { policies, documents, assumedDocuments: assumedDocuments.sort(byText) };
}

/** Members of the groups that matter: declared ones, and those through which somebody holds a policy. */
async function readMembers(
  reader: AccountReader,
  existing: readonly string[],
  attachments: readonly Attachment[],
  scope: ReadScope,
): Promise<Account['members']> {
  const matters = new Set(scope.everything ? existing : scope.declaredGroups);
  for (const { principal } of attachments) {
    if (principal.startsWith('group:')) matters.add(principal.slice('group:'.length));
  }
  const names = existing.filter((name) => matters.has(name));
  const lists = await Promise.all(names.map((name) => reader.groupMembers(name)));
  return new Map(names.map((name, position) => [name, new Set(lists[position])]));
}

/** Deciding about access needs no trust policy, so a plan goes on without what it may not read; a snapshot has to have it. */
async function readTrust(
  reader: AccountReader,
  roles: readonly Role[],
  { grantedRoles, everything }: ReadScope,
): Promise<Pick<Account, 'trustPolicies' | 'unreadTrust'>> {
  const granted = new Set(grantedRoles);
  const names = roles.map(({ name }) => name).filter((name) => everything || granted.has(name));
  const trustPolicies = new Map<string, unknown>();
  await Promise.all(
    names.map(async (name) => {
      try {
        trustPolicies.set(name, await reader.trustPolicy(name));
      } catch (error) {
        if (everything || !(error instanceof ServiceError && error.kind === 'denied')) throw error;
      }
    }),
  );
  return { trustPolicies, unreadTrust: names.filter((name) => !trustPolicies.has(name)) };
}

async function readDeletionBlockers(
  reader: AccountReader,
  absentUsers: readonly string[],
  users: ReadonlyMap<string, User>,
): Promise<Account['deletionBlockers']> {
  const existing = absentUsers.filter((name) => users.has(name));
  const lists = await Promise.all(existing.map((name) => reader.deletionBlockers(name)));
  return new Map(existing.map((name, position) => [name, lists[position] ?? []]));
}

/**
 * What is in the registries: for counts, and for the resource group of each instance. A snapshot has to have it; a plan
 * goes on without, because deciding about access needs no right to look into the registries.
 */
async function readInventory(reader: AccountReader, { regions, everything }: ReadScope): Promise<Account['inventory']> {
  try {
    const [instances, personal] = await Promise.all([
      Promise.all(regions.enterprise.map((region) => reader.instances(region))),
      Promise.all(regions.personal.map((region) => reader.personalRegistry(region))),
    ]);
    return { instances: instances.flat(), personal: personal.filter((registry) => registry !== undefined) };
  } catch (error) {
    if (everything || !(error instanceof ServiceError)) throw error;
    return { unreadable: error.message };
  }
}

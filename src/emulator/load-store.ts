import { AcrAccessError } from '../errors.ts';
import { ACCOUNT_SCOPE } from '../policy/principal.ts';
import { allowOnEverything, SYSTEM_POLICIES } from '../state/known-system-policies.ts';
import {
  type AccessKeyData,
  type AccountData,
  type AccountExtras,
  type NamespaceData,
  ROOT_ACCESS_KEY,
} from './account-data.ts';
import type { AccessKey, Namespace, Repository, User } from './entities.ts';
import {
  addAttachment,
  addGroup,
  addPolicy,
  addRole,
  addUser,
  emptyStore,
  isoSeconds,
  join,
  policyKey,
  type Store,
} from './store.ts';
import { insert } from './table.ts';

const DEFAULT_RESOURCE_GROUP = 'rg-default';

/**
 * A store that holds the account file, the system policies and the extras. Throws AcrAccessError `bad-file` when a
 * name is used that the file does not define.
 */
export function loadStore(data: AccountData, extras: AccountExtras, now: Date): Store {
  const at = isoSeconds(now);
  const store = emptyStore(data.account, data.alias ?? data.account);
  for (const user of data.users ?? [])
    addUser(store, user.name, at, { displayName: user.displayName ?? '', comments: user.comments ?? '' });
  for (const group of data.groups ?? []) {
    const row = addGroup(store, group.name, at, group.comments ?? '');
    for (const member of group.members ?? []) {
      join(store, found(store.users.byKey.get(member), `group ${group.name}: user ${member}`), row, at);
    }
  }
  loadRoles(store, data, extras, at);
  loadPolicies(store, data, at);
  loadResourceGroups(store, data, at);
  loadAttachments(store, data, at);
  loadRegistries(store, data, extras);
  loadAccessKeys(store, extras.accessKeys ?? [ROOT_ACCESS_KEY], at);
  loadOidcProviders(store, extras, at);
  return Object.assign(store, { withoutPersonalPassword: new Set(extras.withoutPersonalPassword) });
}

function loadRoles(store: Store, data: AccountData, extras: AccountExtras, at: string): void {
  const names = new Set([...(data.roles ?? []).map((role) => role.name), ...Object.keys(extras.roles ?? {})]);
  const written = new Map(data.roles?.map((role) => [role.name, role]));
  for (const name of names) {
    const extra = extras.roles?.[name];
    const { description = '', trust: saved = trustOfAccount(store.account) } = written.get(name) ?? {};
    const trust = extra?.trust ?? saved;
    addRole(store, name, at, {
      description,
      trust: typeof trust === 'string' ? trust : JSON.stringify(trust),
      maxSessionDuration: extra?.maxSessionDuration ?? 3600,
    });
  }
}

const trustOfAccount = (account: string): unknown => ({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: [`acs:ram::${account}:root`] } }],
});

function loadPolicies(store: Store, data: AccountData, at: string): void {
  const given = new Set((data.policies ?? []).map((policy) => policyKey(policy.type, policy.name)));
  const builtIn = SYSTEM_POLICIES.filter(({ name }) => !given.has(policyKey('System', name))).map(
    ({ name, description, actions }) => ({
      name,
      type: 'System' as const,
      description,
      document: allowOnEverything(actions),
    }),
  );
  for (const policy of [...builtIn, ...(data.policies ?? [])]) {
    const { name, type, document } = policy;
    const version = ('defaultVersion' in policy ? policy.defaultVersion : undefined) ?? 'v1';
    const tags = new Map(Object.entries(('tags' in policy ? policy.tags : undefined) ?? {}));
    const text = document === undefined ? '' : JSON.stringify(document);
    addPolicy(store, { name, type, description: policy.description ?? '', tags, version, text, document }, at);
  }
}

function loadResourceGroups(store: Store, data: AccountData, at: string): void {
  const groups = data.resourceGroups?.length ? data.resourceGroups : [{ id: DEFAULT_RESOURCE_GROUP, name: 'default' }];
  for (const { id, name } of groups) {
    insert(store.resourceGroups, id, { seq: store.nextSeq++, id, name, displayName: name, createDate: at });
  }
}

function loadAttachments(store: Store, data: AccountData, at: string): void {
  for (const { principal, policy, type, scope = ACCOUNT_SCOPE } of data.attachments ?? []) {
    const row = found(principalOf(store, principal), `attachment of ${policy}: ${principal}`);
    const policyRow = found(
      store.policies.byKey.get(policyKey(type, policy)),
      `attachment to ${principal}: ${type} policy ${policy}`,
    );
    if (scope !== ACCOUNT_SCOPE)
      found(store.resourceGroups.byKey.get(scope), `attachment to ${principal}: resource group ${scope}`);
    addAttachment(store, row, policyRow, scope, at);
  }
}

function principalOf(store: Store, principal: string) {
  const [kind, name = ''] = principal.split(/:(.*)/s);
  if (kind === 'user') return store.users.byKey.get(name);
  if (kind === 'group') return store.groups.byKey.get(name);
  return store.roles.byKey.get(name);
}

function loadRegistries(store: Store, data: AccountData, extras: AccountExtras): void {
  for (const { id, name, region, resourceGroup, namespaces = [] } of data.instances ?? []) {
    const {
      status = 'RUNNING',
      specification = 'Enterprise_Basic',
      internet = true,
      customDomains = [],
    } = extras.instances?.[id] ?? {};
    const loaded = loadNamespaces(store, namespaces);
    const repositoriesById = new Map<string, Repository>();
    for (const namespace of loaded.values())
      for (const repository of namespace.repositories.values()) repositoriesById.set(repository.id, repository);
    insert(store.instances, id, {
      seq: store.nextSeq++,
      id,
      name,
      region,
      resourceGroup: resourceGroup || DEFAULT_RESOURCE_GROUP,
      status,
      specification,
      internet,
      customDomains,
      namespaces: loaded,
      repositoriesById,
    });
  }
  for (const { region, namespaces = [] } of data.personal ?? [])
    store.personal.set(region, loadNamespaces(store, namespaces));
}

function loadNamespaces(store: Store, namespaces: readonly NamespaceData[]): Map<string, Namespace> {
  const hex = (): string => (store.nextSeq++).toString(16).padStart(16, '0');
  return new Map(
    namespaces.map(({ name, repositories = [] }) => [
      name,
      {
        id: `crn-${hex()}`,
        name,
        repositories: new Map(
          repositories.map((repository) => [repository, { id: `crr-${hex()}`, namespace: name, name: repository }]),
        ),
      },
    ]),
  );
}

function loadAccessKeys(store: Store, keys: readonly AccessKeyData[], at: string): void {
  for (const { id, secret, owner = 'account', status = 'Active' } of keys) {
    const user: User | undefined =
      owner === 'account'
        ? undefined
        : found(store.users.byKey.get(owner.replace(/^user:/, '')), `access key ${id}: ${owner}`);
    const key: AccessKey = { id, secret, status, createDate: at, lastUsedDate: '', user };
    store.accessKeys.set(id, key);
    user?.accessKeys.set(id, key);
  }
}

function loadOidcProviders(store: Store, extras: AccountExtras, at: string): void {
  for (const { name, issuer, clientIds, keys } of extras.oidcProviders ?? []) {
    insert(store.oidcProviders, name, {
      seq: store.nextSeq++,
      name,
      issuer,
      clientIds,
      keys,
      fingerprints: [],
      description: '',
      issuanceLimitHours: 12,
      createDate: at,
    });
  }
}

function found<T>(row: T | undefined, what: string): T {
  if (row === undefined) {
    throw new AcrAccessError('bad-file', `The account file does not define what it uses: ${what}.`, {
      hint: 'Add it to the account file, or remove what refers to it.',
    });
  }
  return row;
}

import type { PolicyType, Scope } from '../policy/principal.ts';
import type {
  AccessKey,
  Attachment,
  Group,
  Instance,
  Membership,
  MfaDevice,
  Namespace,
  OidcProvider,
  Policy,
  PolicyVersion,
  PrincipalRow,
  ResourceGroup,
  Role,
  User,
} from './entities.ts';
import { emptyTable, insert, remove, type Table } from './table.ts';

/** Everything that the emulated account holds. Plain data: structuredClone makes an independent copy. */
export interface Store {
  readonly account: string;
  alias: string;
  readonly users: Table<User>;
  readonly groups: Table<Group>;
  readonly roles: Table<Role>;
  /** keyed `Custom/name` and `System/name` */
  readonly policies: Table<Policy>;
  /** every attachment of both scopes */
  readonly attachments: Table<Attachment>;
  /** the same by scope */
  readonly attachmentsByScope: Map<Scope, Table<Attachment>>;
  readonly accessKeys: Map<string, AccessKey>;
  readonly mfaDevices: Table<MfaDevice>;
  readonly oidcProviders: Table<OidcProvider>;
  readonly resourceGroups: Table<ResourceGroup>;
  readonly instances: Table<Instance>;
  /** Personal Edition namespaces by region and name */
  readonly personal: Map<string, ReadonlyMap<string, Namespace>>;
  readonly withoutPersonalPassword: ReadonlySet<string>;
  passwordPolicy: Record<string, number | boolean>;
  securityPreference: Record<string, string | number | boolean>;
  nextSeq: number;
  customPolicyCount: number;
  /** goes up with every write, so that answers computed from the store can be kept */
  revision: number;
}

export function emptyStore(account: string, alias: string): Store {
  return {
    account,
    alias,
    users: emptyTable(),
    groups: emptyTable(),
    roles: emptyTable(),
    policies: emptyTable(),
    attachments: emptyTable(),
    attachmentsByScope: new Map(),
    accessKeys: new Map(),
    mfaDevices: emptyTable(),
    oidcProviders: emptyTable(),
    resourceGroups: emptyTable(),
    instances: emptyTable(),
    personal: new Map(),
    withoutPersonalPassword: new Set(),
    passwordPolicy: {},
    securityPreference: {},
    nextSeq: 1,
    customPolicyCount: 0,
    revision: 0,
  };
}

/** `YYYY-MM-DDTHH:mm:ssZ`, the form of every date that RAM gives. */
export const isoSeconds = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

/** Ids look like the service's: 18 digits, unique in the account. */
export const idOf = (seq: number): string => `2${String(seq).padStart(17, '0')}`;

export function addUser(
  store: Store,
  name: string,
  at: string,
  fields: Partial<Pick<User, 'displayName' | 'comments' | 'email' | 'mobilePhone'>> = {},
): User {
  const seq = store.nextSeq++;
  return insert(store.users, name, {
    kind: 'user',
    seq,
    id: idOf(seq),
    name,
    displayName: fields.displayName ?? '',
    comments: fields.comments ?? '',
    email: fields.email ?? '',
    mobilePhone: fields.mobilePhone ?? '',
    createDate: at,
    updateDate: at,
    groups: new Map(),
    attachments: new Map(),
    accessKeys: new Map(),
    loginProfile: undefined,
    mfaDevice: undefined,
  });
}

export function addGroup(store: Store, name: string, at: string, comments: string): Group {
  const seq = store.nextSeq++;
  const dates = { createDate: at, updateDate: at };
  return insert(store.groups, name, {
    kind: 'group',
    seq,
    id: `g-${idOf(seq)}`,
    name,
    comments,
    ...dates,
    members: emptyTable(),
    attachments: new Map(),
  });
}

export function addRole(
  store: Store,
  name: string,
  at: string,
  fields: { description: string; trust: string; maxSessionDuration: number },
): Role {
  const seq = store.nextSeq++;
  return insert(store.roles, name, {
    kind: 'role',
    seq,
    id: `3${idOf(seq).slice(1)}`,
    name,
    ...fields,
    createDate: at,
    updateDate: at,
    tags: new Map(),
    attachments: new Map(),
  });
}

export function join(store: Store, user: User, group: Group, at: string): void {
  const membership: Membership = { seq: store.nextSeq++, user, group, joinDate: at };
  insert(group.members, user.id, membership);
  user.groups.set(group, membership);
}

export function leave(user: User, group: Group): void {
  remove(group.members, user.id);
  user.groups.delete(group);
}

export const policyKey = (type: PolicyType, name: string): string => `${type}/${name}`;

export function addPolicy(
  store: Store,
  fields: {
    name: string;
    type: PolicyType;
    description: string;
    tags: Map<string, string>;
    version: string;
    text: string;
    document: unknown;
  },
  at: string,
): Policy {
  const { name, type, description, tags } = fields;
  const version: PolicyVersion = { id: fields.version, text: fields.text, document: fields.document, createDate: at };
  if (type === 'Custom') store.customPolicyCount++;
  return insert(store.policies, policyKey(type, name), {
    seq: store.nextSeq++,
    name,
    type,
    description,
    tags,
    versions: [version],
    defaultVersion: version,
    nextVersion: Number(fields.version.slice(1)) + 1,
    attachments: new Set(),
    createDate: at,
    updateDate: at,
  });
}

export function removePolicy(store: Store, policy: Policy): void {
  if (policy.type === 'Custom') store.customPolicyCount--;
  remove(store.policies, policyKey(policy.type, policy.name));
}

export const attachmentKey = (policy: Policy, scope: Scope): string =>
  `${policyKey(policy.type, policy.name)}/${scope}`;

export function addAttachment(store: Store, principal: PrincipalRow, policy: Policy, scope: Scope, at: string): void {
  const attachment: Attachment = { seq: store.nextSeq++, principal, policy, scope, attachDate: at };
  principal.attachments.set(attachmentKey(policy, scope), attachment);
  policy.attachments.add(attachment);
  insert(store.attachments, String(attachment.seq), attachment);
  insert(attachmentsIn(store, scope), String(attachment.seq), attachment);
}

export function removeAttachment(store: Store, attachment: Attachment): void {
  attachment.principal.attachments.delete(attachmentKey(attachment.policy, attachment.scope));
  attachment.policy.attachments.delete(attachment);
  remove(store.attachments, String(attachment.seq));
  remove(attachmentsIn(store, attachment.scope), String(attachment.seq));
}

export function attachmentsIn(store: Store, scope: Scope): Table<Attachment> {
  const known = store.attachmentsByScope.get(scope);
  if (known !== undefined) return known;
  const table = emptyTable<Attachment>();
  store.attachmentsByScope.set(scope, table);
  return table;
}

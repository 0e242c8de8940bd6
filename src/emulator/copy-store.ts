import type { Attachment, Group, Membership, MfaDevice, Policy, PrincipalRow, Role, User } from './entities.ts';
import type { Store } from './store.ts';
import { emptyTable, type Row, type Table } from './table.ts';

/**
 * An independent copy of a store: what a lagging replica would still answer from. structuredClone is not used because
 * rows point at each other and its recursion would follow them through the whole account.
 */
export function copyStore(store: Store): Store {
  const users = copied(
    store.users,
    (user): User => ({ ...user, groups: new Map(), attachments: new Map(), accessKeys: new Map() }),
  );
  const groups = copied(store.groups, (group): Group => ({ ...group, members: emptyTable(), attachments: new Map() }));
  const roles = copied(store.roles, (role): Role => ({ ...role, tags: new Map(role.tags), attachments: new Map() }));
  const policies = copied(
    store.policies,
    (policy): Policy => ({
      ...policy,
      tags: new Map(policy.tags),
      versions: [...policy.versions],
      attachments: new Set(),
    }),
  );
  const principals = new Map<PrincipalRow, PrincipalRow>([...users.twins, ...groups.twins, ...roles.twins]);
  const mfaDevices = copied(
    store.mfaDevices,
    (device): MfaDevice => ({ ...device, user: device.user && users.twins.get(device.user) }),
  );
  for (const user of users.twins.values()) user.mfaDevice = user.mfaDevice && mfaDevices.twins.get(user.mfaDevice);
  for (const [group, twin] of groups.twins) copyMembers(group, twin, users.twins);
  const attachments = copied(store.attachments, (attachment) => copyAttachment(attachment, principals, policies.twins));
  const copy: Store = {
    ...store,
    users: users.table,
    groups: groups.table,
    roles: roles.table,
    policies: policies.table,
    attachments: attachments.table,
    attachmentsByScope: new Map(
      [...store.attachmentsByScope].map(([scope, table]) => [
        scope,
        copied(table, (row) => attachments.twins.get(row)!).table,
      ]),
    ),
    accessKeys: new Map(
      [...store.accessKeys].map(([id, key]) => [id, { ...key, user: key.user && users.twins.get(key.user) }]),
    ),
    mfaDevices: mfaDevices.table,
    oidcProviders: copied(store.oidcProviders, (provider) => ({ ...provider })).table,
    resourceGroups: copied(store.resourceGroups, (group) => ({ ...group })).table,
    securityPreference: { ...store.securityPreference },
  };
  for (const key of copy.accessKeys.values()) key.user?.accessKeys.set(key.id, key);
  return copy;
}

function copied<T extends Row>(table: Table<T>, twinOf: (row: T) => T): { table: Table<T>; twins: Map<T, T> } {
  const twins = new Map(table.rows.map((row) => [row, twinOf(row)]));
  return {
    twins,
    table: {
      rows: [...twins.values()],
      byKey: new Map([...table.byKey].map(([key, row]) => [key, twins.get(row)!])),
    },
  };
}

function copyMembers(group: Group, twin: Group, users: ReadonlyMap<User, User>): void {
  for (const membership of group.members.rows) {
    const member: Membership = { ...membership, group: twin, user: users.get(membership.user)! };
    twin.members.rows.push(member);
    twin.members.byKey.set(member.user.id, member);
    member.user.groups.set(twin, member);
  }
}

function copyAttachment(
  attachment: Attachment,
  principals: ReadonlyMap<PrincipalRow, PrincipalRow>,
  policies: ReadonlyMap<Policy, Policy>,
): Attachment {
  const principal = principals.get(attachment.principal)!;
  const policy = policies.get(attachment.policy)!;
  const twin: Attachment = { ...attachment, principal, policy };
  for (const [key, row] of attachment.principal.attachments)
    if (row === attachment) principal.attachments.set(key, twin);
  policy.attachments.add(twin);
  return twin;
}

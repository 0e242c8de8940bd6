import type { Principal } from '../../policy/principal.ts';
import type { Attachment, Quotas } from '../../state/types.ts';
import type { Change, Finding, QuotaUse } from '../types.ts';
import { blocking, type Guard, type GuardContext } from './guard.ts';

/** QTA01-QTA04: what would break one of the account's limits half way through an apply. */
export const quotas: Guard = (context) => [
  ...perPrincipal(context),
  ...perAccount('QTA02', 'custom policies', policyUse(context)),
  ...perAccount('QTA03', 'users', entityUse(context, 'user')),
  ...perAccount('QTA04', 'groups', entityUse(context, 'group')),
  ...groupsPerUser(context),
];

/** Use of the account-wide quotas before and after the plan; part of the plan's data. */
export const quotaUse = (context: GuardContext): Readonly<Record<string, QuotaUse>> => ({
  customPolicies: policyUse(context),
  users: entityUse(context, 'user'),
  groups: entityUse(context, 'group'),
});

const balance = (changes: readonly Change[], kind: Change['kind']): number =>
  changes.reduce(
    (sum, change) =>
      sum + (change.kind !== kind ? 0 : change.action === 'create' ? 1 : change.action === 'delete' ? -1 : 0),
    0,
  );

function policyUse({ account, changes }: GuardContext): QuotaUse {
  const used = [...account.policies.values()].filter(({ type }) => type === 'Custom').length;
  return { used, after: used + balance(changes, 'policy'), limit: account.quotas.customPolicies };
}

function entityUse({ account, changes }: GuardContext, kind: 'user' | 'group'): QuotaUse {
  const used = (kind === 'user' ? account.users : account.groups).size;
  return { used, after: used + balance(changes, kind), limit: account.quotas[kind === 'user' ? 'users' : 'groups'] };
}

function perAccount(id: string, what: string, { used, after, limit }: QuotaUse): Finding[] {
  if (after <= limit || after <= used) return [];
  return [
    blocking(id, 'error', {
      key: 'account',
      message: `the account would have ${after} ${what}; the limit is ${limit}`,
      remedy: 'Merge grants, remove what is not needed, or have the quota raised in Quota Center.',
    }),
  ];
}

interface Holding {
  readonly principal: Principal;
  readonly type: 'Custom' | 'System';
  before: number;
  added: number;
  removed: number;
}

/**
 * The limit counts both scopes together (RAM limits page, note on attached policies). Apply attaches before it
 * detaches, so that nobody is without access in between: the highest count of the way must fit too.
 */
function perPrincipal({ account, changes }: GuardContext): Finding[] {
  return [...holdings(account.attachments, changes).values()].flatMap(({ principal, type, before, added, removed }) => {
    const limit = attachmentLimit(account.quotas, principal, type);
    const after = before + added - removed;
    const peak = before + added;
    if (added === 0 || peak <= limit) return [];
    const kind = type === 'Custom' ? 'custom' : 'system';
    const cause = changes.find((change) => change.kind === 'attachment' && change.after?.principal === principal);
    return [
      blocking('QTA01', 'error', {
        key: principal,
        source: cause?.source ?? null,
        message:
          after > limit
            ? `${principal} would hold ${after} ${kind} policies; the limit is ${limit}`
            : `${principal} would hold ${peak} ${kind} policies on the way to ${after}; the limit is ${limit}, and new ones are attached before old ones are detached`,
        remedy:
          after > limit
            ? 'Merge its grants, or give them to a group that it is a member of.'
            : 'Do it in two steps: first remove an old grant, then add the new one.',
      }),
    ];
  });
}

function holdings(attachments: readonly Attachment[], changes: readonly Change[]): ReadonlyMap<string, Holding> {
  const byPrincipal = new Map<string, Holding>();
  const holding = ({ principal, type }: Attachment): Holding => {
    const key = `${type} ${principal}`;
    const entry = byPrincipal.get(key) ?? { principal, type, before: 0, added: 0, removed: 0 };
    byPrincipal.set(key, entry);
    return entry;
  };
  for (const attachment of attachments) holding(attachment).before += 1;
  for (const change of changes) {
    if (change.kind !== 'attachment') continue;
    if (change.action === 'create') holding(change.after).added += 1;
    if (change.action === 'delete') holding(change.before).removed += 1;
  }
  return byPrincipal;
}

function attachmentLimit(limits: Quotas, principal: Principal, type: 'Custom' | 'System'): number {
  const [custom, system] = principal.startsWith('user:')
    ? [limits.customPoliciesPerUser, limits.systemPoliciesPerUser]
    : principal.startsWith('group:')
      ? [limits.customPoliciesPerGroup, limits.systemPoliciesPerGroup]
      : [limits.customPoliciesPerRole, limits.systemPoliciesPerRole];
  return type === 'Custom' ? custom : system;
}

/** Only memberships of the groups that were read are known, so this can miss a case; apply then reports it. */
function groupsPerUser({ account, changes }: GuardContext): Finding[] {
  const delta = new Map<string, number>();
  const joining = new Set<string>();
  for (const change of changes) {
    if (change.kind !== 'membership') continue;
    const { user } = change.after ?? change.before;
    if (change.action === 'create') joining.add(user);
    delta.set(user, (delta.get(user) ?? 0) + (change.action === 'create' ? 1 : -1));
  }
  if (joining.size === 0) return [];
  const groups = new Map<string, number>();
  for (const members of account.members.values()) {
    for (const user of members) groups.set(user, (groups.get(user) ?? 0) + 1);
  }
  const limit = account.quotas.groupsPerUser;
  return [...joining].flatMap((user) => {
    const after = (groups.get(user) ?? 0) + (delta.get(user) ?? 0);
    if (after <= limit) return [];
    return [
      blocking('QTA05', 'error', {
        key: `user:${user}`,
        message: `user:${user} would be in ${after} groups; the limit is ${limit}`,
        remedy: 'Take it out of a group, or have the quota raised in Quota Center.',
      }),
    ];
  });
}

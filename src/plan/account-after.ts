import type { Principal } from '../policy/principal.ts';
import { attachmentKey } from '../state/keys.ts';
import type { Account, Attachment, Group, PolicySummary, User } from '../state/types.ts';
import { policyKey } from '../state/types.ts';
import type { Change } from './types.ts';

/** The account as it will be when every change is done. Pure; the account that is given stays as it is. */
export function accountAfter(account: Account, changes: readonly Change[]): Account {
  const later: Later = {
    users: new Map(account.users),
    groups: new Map(account.groups),
    members: new Map([...account.members].map(([group, names]) => [group, new Set(names)])),
    policies: new Map(account.policies),
    documents: new Map(account.documents),
    attachments: new Map(account.attachments.map((attachment) => [attachmentKey(attachment), attachment])),
  };
  for (const change of changes) applyTo(later, change);
  return { ...account, ...later, attachments: [...later.attachments.values()] };
}

interface Later {
  readonly users: Map<string, User>;
  readonly groups: Map<string, Group>;
  readonly members: Map<string, Set<string>>;
  readonly policies: Map<string, PolicySummary>;
  readonly documents: Map<string, unknown>;
  readonly attachments: Map<string, Attachment>;
}

type ChangeOf<Kind extends Change['kind']> = Extract<Change, { kind: Kind }>;

function applyTo(later: Later, change: Change): void {
  switch (change.kind) {
    case 'user':
      changeUser(later, change);
      break;
    case 'group':
      changeGroup(later, change);
      break;
    case 'membership':
      changeMembership(later, change);
      break;
    case 'policy':
      changePolicy(later, change);
      break;
    case 'attachment':
      if (change.after === null) later.attachments.delete(change.key);
      else later.attachments.set(change.key, change.after);
      break;
  }
}

/** What the file does not manage of a user or group keeps its text. */
function changeUser({ users, members, attachments }: Later, { before, after }: ChangeOf<'user'>): void {
  if (after !== null) {
    const { displayName, comments } = users.get(after.name) ?? { displayName: '', comments: '' };
    const text = { displayName: after.displayName ?? displayName, comments: after.comments ?? comments };
    users.set(after.name, { name: after.name, ...text });
    return;
  }
  users.delete(before.name);
  for (const names of members.values()) names.delete(before.name);
  withoutHolder(attachments, `user:${before.name}`);
}

function changeGroup({ groups, members, attachments }: Later, { before, after }: ChangeOf<'group'>): void {
  if (after !== null) {
    if (!groups.has(after.name)) members.set(after.name, new Set());
    groups.set(after.name, { name: after.name, comments: after.comments ?? groups.get(after.name)?.comments ?? '' });
    return;
  }
  groups.delete(before.name);
  members.delete(before.name);
  withoutHolder(attachments, `group:${before.name}`);
}

function changeMembership({ members }: Later, { before, after }: ChangeOf<'membership'>): void {
  if (after === null) members.get(before.group)?.delete(before.user);
  else members.set(after.group, (members.get(after.group) ?? new Set()).add(after.user));
}

function changePolicy({ policies, documents }: Later, { before, after }: ChangeOf<'policy'>): void {
  const key = policyKey('Custom', (after ?? before).name);
  if (after === null) {
    policies.delete(key);
    documents.delete(key);
    return;
  }
  const { name, description, tags, document } = after;
  const { defaultVersion } = policies.get(key) ?? { defaultVersion: 'v1' };
  policies.set(key, { name, type: 'Custom', description, tags, defaultVersion });
  documents.set(key, document);
}

/** Who is gone holds nothing. */
function withoutHolder(attachments: Map<string, Attachment>, gone: Principal): void {
  for (const [key, { principal }] of attachments) if (principal === gone) attachments.delete(key);
}

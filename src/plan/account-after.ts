import type { Principal } from '../policy/principal.ts';
import { attachmentKey } from '../state/keys.ts';
import type { Account, Attachment, Group, PolicySummary, User } from '../state/types.ts';
import { policyKey } from '../state/types.ts';
import type { Change } from './types.ts';

/** The account as it will be when every change is done. Pure; the account that is given stays as it is. */
export function accountAfter(account: Account, changes: readonly Change[]): Account {
  const users = new Map<string, User>(account.users);
  const groups = new Map<string, Group>(account.groups);
  const members = new Map<string, Set<string>>([...account.members].map(([group, names]) => [group, new Set(names)]));
  const policies = new Map<string, PolicySummary>(account.policies);
  const documents = new Map<string, unknown>(account.documents);
  const attachments = new Map<string, Attachment>(
    account.attachments.map((attachment) => [attachmentKey(attachment), attachment]),
  );
  for (const change of changes) {
    switch (change.kind) {
      case 'user': {
        const { name } = change.after ?? change.before;
        if (change.after === null) {
          users.delete(name);
          for (const names of members.values()) names.delete(name);
          withoutHolder(attachments, `user:${name}`);
        } else {
          const { displayName, comments } = users.get(name) ?? NO_TEXT;
          const { after } = change;
          users.set(name, {
            name,
            displayName: after.displayName ?? displayName,
            comments: after.comments ?? comments,
          });
        }
        break;
      }
      case 'group': {
        const { name } = change.after ?? change.before;
        if (change.after === null) {
          groups.delete(name);
          members.delete(name);
          withoutHolder(attachments, `group:${name}`);
        } else {
          if (!groups.has(name)) members.set(name, new Set());
          groups.set(name, { name, comments: change.after.comments ?? groups.get(name)?.comments ?? '' });
        }
        break;
      }
      case 'membership':
        if (change.after === null) members.get(change.before.group)?.delete(change.before.user);
        else members.set(change.after.group, (members.get(change.after.group) ?? new Set()).add(change.after.user));
        break;
      case 'policy': {
        const key = policyKey('Custom', (change.after ?? change.before).name);
        if (change.after === null) {
          policies.delete(key);
          documents.delete(key);
        } else {
          const { name, description, tags, document } = change.after;
          const { defaultVersion } = policies.get(key) ?? { defaultVersion: 'v1' };
          policies.set(key, { name, type: 'Custom', description, tags, defaultVersion });
          documents.set(key, document);
        }
        break;
      }
      case 'attachment':
        if (change.after === null) attachments.delete(change.key);
        else attachments.set(change.key, change.after);
        break;
    }
  }
  return { ...account, users, groups, members, policies, documents, attachments: [...attachments.values()] };
}

/** What the file does not manage of a user keeps its text. */
const NO_TEXT = { displayName: '', comments: '' };

/** Who is gone holds nothing. */
function withoutHolder(attachments: Map<string, Attachment>, gone: Principal): void {
  for (const [key, { principal }] of attachments) if (principal === gone) attachments.delete(key);
}

import type { Desired } from './desired.ts';
import { Holdings } from './holdings.ts';
import { allowOnEverything, SYSTEM_POLICIES } from './known-system-policies.ts';
import type { Attachment, Role, User } from './types.ts';
import { policyKey } from './types.ts';

/**
 * Who would hold what if the file were all there is: for checks without an account. System policies are dated copies.
 */
export function desiredHoldings({ state }: Desired): Holdings {
  const users = new Map<string, User>();
  const roles = new Map<string, Role>();
  const members = new Map<string, Set<string>>();
  const attachments: Attachment[] = [];
  const documents = new Map<string, unknown>(
    SYSTEM_POLICIES.map(({ name, actions }) => [policyKey('System', name), allowOnEverything(actions)]),
  );
  const addUser = (name: string): void => void users.set(name, { name, displayName: '', comments: '' });
  for (const resource of state.values()) {
    if (resource.kind === 'user') addUser(resource.name);
    if (resource.kind === 'policy') documents.set(policyKey('Custom', resource.name), resource.document);
    if (resource.kind === 'membership') {
      addUser(resource.user);
      members.set(resource.group, (members.get(resource.group) ?? new Set()).add(resource.user));
    }
    if (resource.kind === 'attachment') {
      const name = resource.principal.slice(resource.principal.indexOf(':') + 1);
      if (resource.principal.startsWith('user:')) addUser(name);
      if (resource.principal.startsWith('role:')) roles.set(name, { name, description: '' });
      attachments.push(resource);
    }
  }
  return new Holdings({ users, roles, members, attachments, documents });
}

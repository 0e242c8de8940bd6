import type { SourcePosition } from '../config/types.ts';
import { sameMeaning } from '../policy/canonical.ts';
import type { Current } from '../state/current.ts';
import type { Desired } from '../state/desired.ts';
import { customPolicyKey } from '../state/keys.ts';
import { MANAGED_BY_TAG, OWNER_TAG } from '../state/ownership.ts';
import type { FoundPolicyResource, FoundResource, PolicyResource, Resource, ResourceKey } from '../state/types.ts';
import type { Change } from './types.ts';

/**
 * What has to change, unordered. Both sides hold only what the file owns, so a resource on one side alone is a create
 * or a delete, and one on both sides is an update when it differs.
 */
export function diffStates(current: Current, desired: Desired): Change[] {
  const changes: Change[] = [];
  for (const [key, wanted] of desired.state) {
    const origin = desired.origins.get(key);
    const context = { key, reason: origin?.reason ?? '', source: origin?.source ?? null };
    const found = current.state.get(key);
    if (found === undefined) {
      // Held back (ignored, or somebody else's policy has the name): then it is not ours to create either.
      if (!current.untouched.has(key)) changes.push(creation(context, wanted));
    } else {
      const change = update(context, found, wanted);
      if (change !== undefined) changes.push(change);
    }
  }
  for (const [key, found] of current.state) {
    if (desired.state.has(key)) continue;
    changes.push(replacement(key, found, desired) ?? removal(key, found, desired));
  }
  return changes;
}

interface ChangeContext {
  readonly key: ResourceKey;
  readonly reason: string;
  readonly source: SourcePosition | null;
}

const creation = (context: ChangeContext, after: Resource): Change =>
  ({ ...context, action: 'create', kind: after.kind, before: null, after }) as Change;

const deletion = (context: ChangeContext, before: FoundResource): Change =>
  ({ ...context, action: 'delete', kind: before.kind, before, after: null }) as Change;

function removal(key: ResourceKey, found: FoundResource, desired: Desired): Change {
  const source = found.kind === 'user' ? (desired.absentUsers.get(found.name) ?? null) : null;
  return deletion({ key, reason: deletionReason(found, desired), source }, found);
}

/** The end of an attachment that grants take the place of. */
function replacement(key: ResourceKey, found: FoundResource, { replacements }: Desired): Change | undefined {
  const replaced = found.kind === 'attachment' ? replacements.of(found) : undefined;
  if (replaced === undefined) return undefined;
  const { grants, given } = replaced;
  const names = grants.map(({ name }) => name).join(', ');
  const reason = `replaced by ${grants.length === 1 ? 'grant' : 'grants'} ${names}`;
  const policies = given.flatMap(({ type, policy }) => (type === 'Custom' ? [customPolicyKey(policy)] : []));
  return { ...deletion({ key, reason, source: grants[0]?.source ?? null }, found), replacedBy: policies };
}

function deletionReason(found: FoundResource, desired: Desired): string {
  if (found.kind === 'user') return 'state: absent';
  if (found.kind === 'membership') return `not in the members of group ${found.group}`;
  const policy = found.kind === 'policy' ? found.name : found.kind === 'attachment' ? found.policy : '';
  const ended = desired.endedGrantOf(policy);
  return ended?.until === undefined
    ? 'no grant in the file asks for it'
    : `grant ${ended.name} ended at ${ended.until}`;
}

/** The update from `found` to `wanted`, or undefined when they mean the same. */
function update(context: ChangeContext, found: FoundResource, wanted: Resource): Change | undefined {
  if (found.kind === 'policy' && wanted.kind === 'policy') return policyUpdate(context, found, wanted);
  if (found.kind === 'user' && wanted.kind === 'user') {
    const same =
      sameWhereManaged(found.displayName, wanted.displayName) && sameWhereManaged(found.comments, wanted.comments);
    return same ? undefined : { ...context, action: 'update', kind: 'user', before: found, after: wanted };
  }
  if (found.kind === 'group' && wanted.kind === 'group') {
    if (sameWhereManaged(found.comments, wanted.comments)) return undefined;
    return { ...context, action: 'update', kind: 'group', before: found, after: wanted };
  }
  return undefined; // memberships and attachments are their key
}

const sameWhereManaged = (found: string | undefined, wanted: string | undefined): boolean =>
  wanted === undefined || found === wanted;

function policyUpdate(context: ChangeContext, found: FoundPolicyResource, wanted: PolicyResource): Change | undefined {
  const sameDocument = sameMeaning(found.document, wanted.document);
  const sameTags = [MANAGED_BY_TAG, OWNER_TAG].every((tag) => found.tags[tag] === wanted.tags[tag]);
  if (sameDocument && sameTags && found.description === wanted.description) return undefined;
  return { ...context, action: 'update', kind: 'policy', before: found, after: wanted };
}

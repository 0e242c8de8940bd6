import type { AccessConfig } from '../config/types.ts';
import { globMatch } from '../policy/glob.ts';
import type { Principal } from '../policy/principal.ts';
import type { Desired } from './desired.ts';
import { attachmentKey, customPolicyKey, groupKey, keyOf, membershipKey, userKey } from './keys.ts';
import { OWNED_SYSTEM_POLICIES, ownershipOf } from './ownership.ts';
import { obstacleTo, type Replacements } from './replacements.ts';
import type { Account, Attachment, FoundResource, FoundState, ResourceKey, State } from './types.ts';
import { policyKey } from './types.ts';

/** The slice of the account that the file owns. What is read and not in it is left alone by construction. */
export interface Current {
  readonly state: FoundState;
  /** resources that the file would own, were they not held back, with the reason */
  readonly untouched: ReadonlyMap<ResourceKey, string>;
}

/** Does one of `settings.ignore` or `settings.protect` name this principal? Wildcards mean what they mean in RAM. */
export const matchesAny = (patterns: readonly string[], principal: Principal): boolean =>
  patterns.some((pattern) => globMatch(pattern, principal));

/**
 * The account, cut down to what the file owns: declared users and groups, memberships of declared groups, owned and
 * adopted policies, attachments of those and of the two ACR system policies, and attachments that a grant replaces. A
 * section that the file leaves out is not managed: nothing of its kind is in the slice, so nothing of it can be removed.
 */
export function currentState(
  account: Account,
  config: AccessConfig,
  { state: desired, replacements }: Pick<Desired, 'state' | 'replacements'>,
  { owner, adopt }: { owner: string; adopt: readonly string[] },
): Current {
  const state = new Map<ResourceKey, FoundResource>();
  const untouched = new Map<ResourceKey, string>();
  addUsers(state, account, config);
  addGroups(state, untouched, account, config);
  if (config.grants !== undefined) {
    const owned = addPolicies(state, untouched, account, config, desired, { owner, adopt });
    addAttachments(state, untouched, account, config, { owned, replacements });
  }
  return { state, untouched };
}

function addUsers(state: Map<ResourceKey, FoundResource>, account: Account, config: AccessConfig): void {
  for (const declared of config.users ?? []) {
    const found = account.users.get(declared.name);
    if (found === undefined) continue;
    state.set(userKey(found.name), {
      kind: 'user',
      name: found.name,
      displayName: declared.displayName === undefined && declared.state === 'present' ? undefined : found.displayName,
      comments: declared.comments === undefined && declared.state === 'present' ? undefined : found.comments,
    });
  }
}

function addGroups(
  state: Map<ResourceKey, FoundResource>,
  untouched: Map<ResourceKey, string>,
  account: Account,
  config: AccessConfig,
): void {
  for (const declared of config.groups ?? []) {
    const found = account.groups.get(declared.name);
    if (found === undefined) continue;
    const comments = declared.comments === undefined ? undefined : found.comments;
    state.set(groupKey(found.name), { kind: 'group', name: found.name, comments });
    if (declared.members === undefined) continue;
    for (const user of account.members.get(found.name) ?? []) {
      const membership: FoundResource = { kind: 'membership', group: found.name, user };
      if (matchesAny(config.settings.ignore, `user:${user}`))
        untouched.set(membershipKey(found.name, user), `user:${user} is ignored`);
      else state.set(keyOf(membership), membership);
    }
  }
}

function addPolicies(
  state: Map<ResourceKey, FoundResource>,
  untouched: Map<ResourceKey, string>,
  account: Account,
  config: AccessConfig,
  desired: State,
  { owner, adopt }: { owner: string; adopt: readonly string[] },
): ReadonlySet<string> {
  const { prefix, ignore } = config.settings;
  const adopted = new Set(adopt);
  const holder = new Map<string, Principal>();
  for (const { principal, type, policy } of account.attachments) {
    if (matchesAny(ignore, principal)) holder.set(policyKey(type, policy), principal);
  }
  const owned = new Set<string>();
  const heldBack = new Map<string, string>();
  for (const [key, { name, description, tags, ...policy }] of account.policies) {
    const ownership = ownershipOf({ name, description, tags, ...policy }, prefix, owner);
    // Adoption takes over what the file declares; an undeclared policy would be adopted only to be deleted.
    const taken = ownership === 'untagged' && adopted.has(name) && desired.has(customPolicyKey(name));
    if (ownership !== 'owned' && !taken) {
      const reason = `policy ${name} ${ownership === 'foreign' ? 'belongs to another file' : 'has no owner'}`;
      if (ownership !== 'unmanaged' && desired.has(customPolicyKey(name))) heldBack.set(name, reason);
      continue;
    }
    owned.add(key);
    const ignored = holder.get(key);
    if (ignored !== undefined && !desired.has(customPolicyKey(name))) {
      // Deleting it would take it from a principal that the file never changes.
      untouched.set(customPolicyKey(name), `${ignored} holds it and is ignored`);
      continue;
    }
    state.set(customPolicyKey(name), { kind: 'policy', name, description, tags, document: account.documents.get(key) });
  }
  holdBack(untouched, desired, heldBack);
  return owned;
}

/**
 * Declared policies that are there and are not the file's, by name with the reason: neither they nor their attachments are
 * the file's to make.
 */
function holdBack(untouched: Map<ResourceKey, string>, desired: State, reasons: ReadonlyMap<string, string>): void {
  if (reasons.size === 0) return;
  for (const [key, wanted] of desired) {
    if (wanted.kind !== 'policy' && (wanted.kind !== 'attachment' || wanted.type !== 'Custom')) continue;
    const reason = reasons.get(wanted.kind === 'policy' ? wanted.name : wanted.policy);
    if (reason !== undefined) untouched.set(key, reason);
  }
}

function addAttachments(
  state: Map<ResourceKey, FoundResource>,
  untouched: Map<ResourceKey, string>,
  account: Account,
  config: AccessConfig,
  { owned, replacements }: { owned: ReadonlySet<string>; replacements: Replacements },
): void {
  const { systemPolicies, ignore, prefix } = config.settings;
  const isOwned = ({ type, policy }: Attachment): boolean =>
    type === 'Custom'
      ? owned.has(policyKey(type, policy))
      : systemPolicies === 'enforce' && OWNED_SYSTEM_POLICIES.has(policy);
  for (const attachment of account.attachments) {
    const isReplaced = !isOwned(attachment) && replacements.of(attachment) !== undefined;
    if (!isReplaced && !isOwned(attachment)) continue;
    const key = attachmentKey(attachment);
    const obstacle = isReplaced ? obstacleTo(attachment.policy, account, prefix) : undefined;
    if (matchesAny(ignore, attachment.principal)) untouched.set(key, `${attachment.principal} is ignored`);
    else if (obstacle !== undefined) untouched.set(key, `policy ${attachment.policy} ${obstacle.clause}`);
    else state.set(key, { kind: 'attachment', ...attachment });
  }
}

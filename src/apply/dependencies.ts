import { PHASES, phaseOf } from '../plan/order.ts';
import type { Change } from '../plan/types.ts';
import type { Principal } from '../policy/principal.ts';
import { customPolicyKey, groupKey, userKey } from '../state/keys.ts';
import { type Attachment, policyKey } from '../state/types.ts';

/** When a change is carried out, and which changes must have succeeded before it is tried. */
export interface Placed {
  readonly change: Change;
  /** changes of one wave run side by side, waves one after the other, lowest first */
  readonly wave: number;
  readonly needs: readonly Change[];
}

/**
 * Places each change, in the order given.
 *
 * - What points at something needs it to be there, and an attachment needs the policy's new document: with the old one
 *   it would give access that nobody reviewed.
 * - What is deleted must be free first: a policy of its attachments, a user of attachments and memberships.
 * - Access is taken away only when what replaces it is in place: half of a failed replacement must not leave a pipeline
 *   without access. Grants to others do not hold a revoke back. A hand-made policy also waits for the new documents of the
 *   policies that replace it, which the principal may hold already.
 * - A grant that is too long for one policy is several (`x`, `x-2`): what moves to a new part leaves the old part only
 *   after the new one is attached.
 */
export function placeChanges(changes: readonly Change[]): readonly Placed[] {
  const plan = indexOf(changes);
  return changes.map((change) => ({ change, wave: waveOf(change, plan), needs: needsOf(change, plan) }));
}

type PlanIndex = ReturnType<typeof indexOf>;

function indexOf(changes: readonly Change[]) {
  const only = <K extends Change['kind'], A extends Change['action']>(kind: K, action: A) =>
    changes.filter((item): item is Extract<Change, { kind: K; action: A }> => {
      return item.kind === kind && item.action === action;
    });
  const creations = [...only('user', 'create'), ...only('group', 'create'), ...only('policy', 'create')];
  const updates = only('policy', 'update');
  const attaches = only('attachment', 'create');
  const detaches = only('attachment', 'delete');
  return {
    /** by key: what an attachment or a membership may have to wait for */
    targets: Map.groupBy([...creations, ...updates], ({ key }) => key),
    updatedParts: Map.groupBy(updates, ({ after }) => grantOf(after.name)),
    attachedParts: Map.groupBy(attaches.filter(isOfNewPolicy(creations)), ({ after }) => grantOf(after.policy)),
    attachesTo: Map.groupBy(attaches, ({ after }) => after.principal),
    attachesOf: Map.groupBy(attaches, ({ after }) => policyKey(after.type, after.policy)),
    joins: Map.groupBy(only('membership', 'create'), ({ after }) => after.user),
    detachesFrom: Map.groupBy(detaches, ({ before }) => before.principal),
    detachesOf: Map.groupBy(detaches, ({ before }) => policyKey(before.type, before.policy)),
    leaves: Map.groupBy(only('membership', 'delete'), ({ before }) => before.user),
  };
}

const isOfNewPolicy = (creations: readonly Change[]) => {
  const created = new Set(creations.map(({ key }) => key));
  return ({ after }: { after: Attachment }) => after.type === 'Custom' && created.has(customPolicyKey(after.policy));
};

/** The grant that a policy is a part of: `acr-access-x` for `acr-access-x` and `acr-access-x-2`. */
const grantOf = (policy: string): string => policy.replace(/-\d+$/, '');

function needsOf(change: Change, plan: PlanIndex): readonly Change[] {
  if (change.action === 'create') {
    if (change.kind === 'attachment') return endsOf(change.after, plan);
    if (change.kind === 'membership') return targets(plan, userKey(change.after.user), groupKey(change.after.group));
  }
  if (change.action === 'update' && change.kind === 'policy') return newPartsOf(change.after.name, plan);
  if (change.action === 'delete') {
    if (change.kind === 'attachment') {
      return [...replacementsOf(change.before, plan), ...targets(plan, ...(change.replacedBy ?? []))];
    }
    if (change.kind === 'membership') return grantsToUser(change.before.user, plan);
    if (change.kind === 'policy') return plan.detachesOf.get(policyKey('Custom', change.before.name)) ?? [];
    if (change.kind === 'user') return revokesFromUser(change.before.name, plan);
  }
  return [];
}

const targets = (plan: PlanIndex, ...keys: readonly string[]): readonly Change[] =>
  keys.flatMap((key) => plan.targets.get(key) ?? []);

function endsOf({ principal, type, policy }: Attachment, plan: PlanIndex): readonly Change[] {
  const ends = [principal.replace(':', '/'), ...(type === 'Custom' ? [customPolicyKey(policy)] : [])];
  return targets(plan, ...ends);
}

/** What the principal gets in this plan, and what the plan gives in place of this very policy. */
function replacementsOf(detached: Attachment, plan: PlanIndex): readonly Change[] {
  const { principal, type, policy } = detached;
  const [kind, name = ''] = principal.split(':');
  const own = kind === 'user' ? grantsToUser(name, plan) : (plan.attachesTo.get(principal) ?? []);
  // the same policy handed over between a group and a user, who may be a member of it
  const other = kind === 'user' ? 'group:' : kind === 'group' ? 'user:' : undefined;
  const handedOver = (plan.attachesOf.get(policyKey(type, policy)) ?? []).filter(
    ({ after }) => other !== undefined && after.principal.startsWith(other),
  );
  const rest = type === 'Custom' ? (plan.updatedParts.get(grantOf(policy)) ?? []) : [];
  return [...own, ...handedOver, ...rest.filter(({ after }) => after.name !== policy)];
}

/** What a user gets by this plan: directly, and through groups that it joins. */
function grantsToUser(user: string, plan: PlanIndex): readonly Change[] {
  const joins = plan.joins.get(user) ?? [];
  const throughGroups = joins.flatMap(({ after }) => plan.attachesTo.get(`group:${after.group}`) ?? []);
  return [...(plan.attachesTo.get(`user:${user}`) ?? []), ...joins, ...throughGroups];
}

function revokesFromUser(user: string, plan: PlanIndex): readonly Change[] {
  const principal: Principal = `user:${user}`;
  return [...(plan.detachesFrom.get(principal) ?? []), ...(plan.leaves.get(user) ?? [])];
}

/** Attachments of parts that this plan adds to the grant of an existing policy. */
const newPartsOf = (policy: string, plan: PlanIndex): readonly Change[] =>
  plan.attachedParts.get(grantOf(policy)) ?? [];

/** Between the attachments and the first revoke. */
const AFTER_ATTACHMENTS =
  PHASES.findIndex(([kind, actions]) => kind === 'attachment' && actions.includes('create')) + 0.5;

/** The phase of the plan's order, but a policy that hands something to a new part is updated after the attachments. */
function waveOf(change: Change, plan: PlanIndex): number {
  const phase = phaseOf(change);
  if (change.kind === 'policy' && change.action === 'update') {
    return newPartsOf(change.after.name, plan).length === 0 ? phase : AFTER_ATTACHMENTS;
  }
  if (change.kind !== 'attachment' || change.action !== 'create') return phase;
  const waits = endsOf(change.after, plan).some((end) => waveOf(end, plan) === AFTER_ATTACHMENTS);
  return waits ? AFTER_ATTACHMENTS + 0.25 : phase;
}

import { resourceGroupIn } from '../../policy/access/places.ts';
import { sameMeaning } from '../../policy/canonical.ts';
import { type AttachedDocument, evaluate } from '../../policy/evaluate.ts';
import type { Principal } from '../../policy/principal.ts';
import { byText } from '../../state/keys.ts';
import { type Account, policyKey } from '../../state/types.ts';
import { Reach } from '../reach.ts';
import type { Change } from '../types.ts';
import { wayOf } from './name-rows.ts';
import type { ReportInput } from './report.ts';
import { sharedDiff } from './shared-diff.ts';
import type { Sides } from './sides.ts';
import type { PrincipalAccess, SilentChange } from './types.ts';

/** Changes that look like a gain or a loss and are none: the reviewer should read that instead of guessing it. */
export function silentChanges(
  { account, desired, changes }: ReportInput,
  sides: Sides,
  access: readonly PrincipalAccess[],
): readonly SilentChange[] {
  const differs = new Set(access.map(({ principal }) => principal));
  const reaches = [account, sides.accountAfter].map((context) => new Reach({ account: context, desired }));
  const peopleOf = (change: Change): readonly Principal[] => {
    const reached = new Set(reaches.flatMap((reach) => [...reach.of(change)]));
    return [...reached].filter((principal) => !principal.startsWith('group:'));
  };
  const compare = sharedDiff(sides.world);
  return changes.flatMap((change): readonly SilentChange[] => {
    if (isRewritten(change)) {
      if (reaches.flatMap((reach) => [...reach.of(change)]).some((one) => differs.has(one))) return [];
      return [{ key: change.key, kind: 'access-identical', principal: null, because: null, still: [] }];
    }
    if (change.action !== 'delete' || (change.kind !== 'attachment' && change.kind !== 'membership')) return [];
    return peopleOf(change).flatMap((principal): readonly SilentChange[] => {
      const removed = removedBy(change, sides.before.of(principal));
      const kept = sides.after.of(principal);
      if (!sides.accountAfter.users.has(principal.slice('user:'.length)) && principal.startsWith('user:')) return [];
      // Held against what there is in the end: of two ways to the same access that both go, neither takes nothing.
      if (compare([...kept, ...removed], kept).relation !== 'equivalent') return [];
      const still = stillGranting(removed, kept, sides, compare);
      const because = still.length > 0 ? 'still-granted' : hasEnded(removed, account) ? 'ended' : 'no-access';
      return [{ key: change.key, kind: 'revokes-nothing', principal, because, still }];
    });
  });
}

const isRewritten = (change: Change): boolean =>
  change.kind === 'policy' && change.action === 'update' && !sameMeaning(change.before.document, change.after.document);

/** What comes to a principal by an attachment, or by being a member. */
function removedBy(
  change: Extract<Change, { kind: 'attachment' | 'membership' }>,
  held: readonly AttachedDocument[],
): readonly AttachedDocument[] {
  if (change.kind === 'membership') {
    const group = `group:${(change.after ?? change.before).group}`;
    return held.filter(({ via }) => via.includes(group));
  }
  const { principal, policy, type, scope } = change.after ?? change.before;
  const by = principal.startsWith('group:') ? principal : '';
  return held.filter(
    (one) => one.policy === policy && one.type === type && one.scope === scope && one.via.join() === by,
  );
}

/** Does the account hold more in these policies than what counts from now on? */
const hasEnded = (removed: readonly AttachedDocument[], { documents }: Account): boolean =>
  removed.some(({ type, policy, document }) => documents.get(policyKey(type, policy)) !== document);

/** What still allows the requests that the removed policies had allowed, as ways to the principal. */
function stillGranting(
  removed: readonly AttachedDocument[],
  kept: readonly AttachedDocument[],
  { world }: Sides,
  compare: ReturnType<typeof sharedDiff>,
): readonly string[] {
  const ways = new Set<string>();
  for (const { witness } of compare([], removed).gained) {
    if (witness === undefined) continue;
    const { reasons } = evaluate(kept, witness, { resourceGroupOf: (resource) => resourceGroupIn(world, resource) });
    for (const reason of reasons) {
      if (reason.effect === 'Allow')
        ways.add(
          wayOf(reason)
            .map((step) => step.replace(/^policy\//, ''))
            .join(' → '),
        );
    }
  }
  return [...ways].sort(byText);
}

import { resourceGroupIn } from '../../policy/access/places.ts';
import { sameMeaning } from '../../policy/canonical.ts';
import { diffAccess } from '../../policy/diff-access.ts';
import { type AttachedDocument, evaluate } from '../../policy/evaluate.ts';
import type { Principal } from '../../policy/principal.ts';
import { byText } from '../../state/keys.ts';
import { Reach } from '../reach.ts';
import type { ReportInput } from './report.ts';
import type { Sides } from './sides.ts';
import type { PrincipalAccess, SilentChange } from './types.ts';

/** Changes that look like a gain or a loss and are none: the reviewer should read that instead of guessing it. */
export function silentChanges(
  { account, desired, changes }: ReportInput,
  sides: Sides,
  access: readonly PrincipalAccess[],
): readonly SilentChange[] {
  const differs = new Map(access.map((row) => [row.principal, row]));
  const reach = new Reach({ account, desired });
  const silent: SilentChange[] = [];
  for (const change of changes) {
    if (
      change.kind === 'policy' &&
      change.action === 'update' &&
      !sameMeaning(change.before.document, change.after.document)
    ) {
      const touched = [...reach.of(change)].filter((principal) => !principal.startsWith('group:'));
      if (touched.every((principal) => !differs.has(principal))) {
        silent.push({ key: change.key, kind: 'access-identical', principal: null, still: [] });
      }
    }
    if (change.action !== 'delete' || (change.kind !== 'attachment' && change.kind !== 'membership')) continue;
    const losers = [...reach.of(change)].filter((principal) => !principal.startsWith('group:'));
    if (losers.length === 0 || losers.some((principal) => (differs.get(principal)?.lost.length ?? 0) > 0)) continue;
    for (const principal of losers) {
      silent.push({ key: change.key, kind: 'revokes-nothing', principal, still: stillGranting(principal, sides) });
    }
  }
  return silent;
}

/** What still allows the requests that the removed policies had allowed, as ways to the principal. */
function stillGranting(principal: Principal, { before, after, world }: Sides): readonly string[] {
  const kept = after.of(principal);
  const isKept = (old: AttachedDocument): boolean =>
    kept.some(
      (now) => now.policy === old.policy && now.type === old.type && now.scope === old.scope && sameWay(now, old),
    );
  const removed = before.of(principal).filter((old) => !isKept(old));
  const rows = diffAccess({ before: { world, attached: [] }, after: { world, attached: removed } }).gained;
  const ways = new Set<string>();
  for (const { witness } of rows) {
    if (witness === undefined) continue;
    const { reasons } = evaluate(kept, witness, { resourceGroupOf: (resource) => resourceGroupIn(world, resource) });
    for (const { effect, via, policy } of reasons) if (effect === 'Allow') ways.add([...via, policy].join(' → '));
  }
  return [...ways].sort(byText);
}

const sameWay = (a: AttachedDocument, b: AttachedDocument): boolean => a.via.join() === b.via.join();

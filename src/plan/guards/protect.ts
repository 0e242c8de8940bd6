import { sameMeaning } from '../../policy/canonical.ts';
import { matchesAny } from '../../state/current.ts';
import { Reach } from '../reach.ts';
import type { Change } from '../types.ts';
import { blocking, type Guard } from './guard.ts';

/** PRT01: a plan must not take access from a protected principal, directly or through its groups. */
export const protect: Guard = (context) => {
  if (context.settings.protect.length === 0) return [];
  const reach = new Reach(context);
  return context.changes.filter(mayTakeAccess).flatMap((change) =>
    [...reach.of(change)]
      .filter((principal) => matchesAny(context.settings.protect, principal))
      .map((principal) =>
        blocking('PRT01', 'error', {
          key: change.key,
          source: change.source,
          message: `${principal} is protected and may lose access by this change`,
          remedy: 'Keep its grants as they are, or take it out of settings.protect in a change of its own.',
        }),
      ),
  );
};

/**
 * A detach, a membership or user that goes, or a new document: without proof that it only gives, it counts as taking.
 * Deleting a policy takes nothing by itself: it was detached before.
 */
function mayTakeAccess(change: Change): boolean {
  if (change.kind !== 'policy') return change.action === 'delete';
  return change.action === 'update' && !sameMeaning(change.before.document, change.after.document);
}

import { plural } from '../plural.ts';
import type { Change, Finding } from '../types.ts';
import { blocking, type Guard, type GuardContext } from './guard.ts';
import { likeForLike } from './like-for-like.ts';

/** Below so many resources a percentage says nothing: 1 of 3 is not a disaster. */
const MINIMUM_BASE = 10;

/** LIM01, LIM02: a plan that takes away more than the file's limits allow at once; a like-for-like swap takes nothing away. */
export const removalLimits: Guard = (context) => {
  const { removals: most, removalPercent: mostPercent } = context.config.settings.limits;
  const free = likeForLike(context);
  const removals = context.changes.filter((change) => isRemoval(change) && !free.has(change.key)).length;
  const base = countRemovable(context) - free.size;
  const findings: Finding[] = [];
  if (removals > most) {
    findings.push(
      blocking('LIM01', 'error', {
        key: 'settings/limits',
        message: `the plan takes away ${plural(removals, 'attachment, membership or user', 'attachments, memberships and users')}; the limit is ${most}`,
        remedy: 'Remove in smaller steps, or raise settings.limits.removals in a change of its own.',
      }),
    );
  }
  if (base >= MINIMUM_BASE && removals * 100 > mostPercent * base) {
    findings.push(
      blocking('LIM02', 'error', {
        key: 'settings/limits',
        message: `the plan takes away ${removals} of ${base} managed attachments, memberships and users (${Math.floor((removals * 100) / base)} %); the limit is ${mostPercent} %`,
        remedy: 'Remove in smaller steps, or raise settings.limits.removalPercent in a change of its own.',
      }),
    );
  }
  return findings;
};

/** What takes something from somebody. A policy that is deleted was detached first, and that is what counts. */
const isRemoval = ({ action, kind }: Change): boolean => action === 'delete' && kind !== 'policy' && kind !== 'group';

const countRemovable = ({ current }: GuardContext): number => {
  let count = 0;
  for (const { kind } of current.state.values()) if (kind !== 'policy' && kind !== 'group') count += 1;
  return count;
};

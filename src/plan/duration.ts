import { phaseOf } from './order.ts';
import type { Change } from './types.ts';

/**
 * Calls per second that RAM accepts of one API and account, for writes. Attach, detach, membership and tag calls: 10;
 * other writes: 20. Source: RAM "API rate limits" (api-ram-2015-05-01-quota).
 */
const SLOW_WRITES_PER_SECOND = 10;
const WRITES_PER_SECOND = 20;

/** Whole seconds that apply cannot be faster than: per phase, the API with the most calls decides. */
export function applySecondsAtLeast(changes: readonly Change[]): number {
  const calls = new Map<string, { phase: number; count: number; perSecond: number }>();
  for (const change of changes) {
    const { api, perSecond } = apiOf(change);
    const phase = phaseOf(change);
    const entry = calls.get(`${phase} ${api}`) ?? { phase, count: 0, perSecond };
    entry.count += 1;
    calls.set(`${phase} ${api}`, entry);
  }
  const slowest = new Map<number, number>();
  for (const { phase, count, perSecond } of calls.values()) {
    slowest.set(phase, Math.max(slowest.get(phase) ?? 0, count / perSecond));
  }
  return Math.ceil([...slowest.values()].reduce((sum, seconds) => sum + seconds, 0));
}

/** Attaching has one API, and so one limit, for each kind of principal. */
function apiOf(change: Change): { api: string; perSecond: number } {
  if (change.kind === 'membership') return { api: `membership ${change.action}`, perSecond: SLOW_WRITES_PER_SECOND };
  if (change.kind !== 'attachment') return { api: `${change.kind} ${change.action}`, perSecond: WRITES_PER_SECOND };
  const { principal } = change.after ?? change.before;
  return {
    api: `attachment ${change.action} ${principal.slice(0, principal.indexOf(':'))}`,
    perSecond: SLOW_WRITES_PER_SECOND,
  };
}

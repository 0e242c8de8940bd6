import { applyPlan } from '../../src/apply/apply-plan.ts';
import type { Outcome } from '../../src/apply/types.ts';
import type { Change } from '../../src/plan/types.ts';
import { fakeClock, type MemoryAccount } from '../support/memory-account.ts';

export const quiet = { progress() {}, note() {}, warn() {} };

/** Applies the changes to the account, with a fake clock and no chance. */
export async function runApply(
  account: Pick<MemoryAccount, 'reader' | 'writer'>,
  changes: readonly Change[],
  options: { signal?: AbortSignal; concurrency?: number; random?: () => number } = {},
) {
  const { reader, writer } = account;
  const clock = fakeClock();
  const { signal = new AbortController().signal, random = () => 0, ...rest } = options;
  const result = await applyPlan(changes, { reader, writer, clock, random, signal, reporter: quiet, ...rest });
  return { ...result, slept: clock.slept };
}

/** Outcomes as `key: result` lines, with the message where there is one. */
export const lines = (outcomes: readonly Outcome[]): string[] =>
  outcomes.map(({ change, result, message }) => `${change.key}: ${result}${message === '' ? '' : ` (${message})`}`);

/** A document that gives one action on one repository. */
export const allow = (repository: string, action = 'cr:PullRepository') => ({
  Version: '1' as const,
  Statement: [{ Effect: 'Allow' as const, Action: action, Resource: `acs:cr:*:*:repository/cri-1/${repository}` }],
});

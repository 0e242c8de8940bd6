import { type Fault, MemoryAccount, type Operation } from '../support/memory-account.ts';
import type { PolicySeed, Seed } from '../support/memory-world.ts';
import { changesBetween } from './changes-between.ts';
import { allow, runApply } from './run-apply.ts';

/** An account with alice and one policy `p`. */
export const p = (fields: Partial<PolicySeed> = {}): Seed => ({
  users: ['alice'],
  policies: [{ name: 'p', document: allow('a'), tags: { owner: 'us' }, description: 'grant p', ...fields }],
});
/** The same account without it. */
export const none: Seed = { users: ['alice'] };

/** Applies what makes `from` into `to`, after somebody else did `meanwhile`. */
export async function applyPolicies(
  from: Seed,
  to: Seed,
  faults: readonly Fault[] = [],
  meanwhile: (account: MemoryAccount) => Promise<unknown> = () => Promise.resolve(),
) {
  const account = new MemoryAccount(from);
  const changes = changesBetween(account, new MemoryAccount(to));
  await meanwhile(account);
  const before = account.copy().contents();
  account.faults = faults;
  const { outcomes, slept } = await runApply(account, changes);
  const { result, message, remedy } = outcomes.at(-1)!;
  const sent = (operation: Operation) => account.calls.filter((call) => call.operation === operation).length;
  const versions = account.world.policies.get('Custom/p')?.versions.map(({ id }) => id) ?? [];
  const isDefault = account.world.policies.get('Custom/p')?.defaultVersion;
  return { account, before, result, message, remedy, slept, sent, versions, isDefault };
}

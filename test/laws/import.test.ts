import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatConfig } from '../../src/config/format.ts';
import { runApply, runPlan } from '../../src/pipeline.ts';
import { isBlocked } from '../../src/plan/types.ts';
import { anyAccount } from '../support/arbitraries.ts';
import { anyHandMadeAccount } from '../support/hand-made.ts';
import { importFrom, requestFor } from '../support/importing.ts';
import { MemoryAccount } from '../support/memory-account.ts';
import type { Seed } from '../support/memory-world.ts';
import { portsOf } from './runs.ts';

/** Policies of this very file without the file: an import refuses them, which is tested elsewhere. */
const withoutOwned = (seed: Seed): Seed => ({
  ...seed,
  policies: (seed.policies ?? []).map((policy) =>
    policy.tags?.['managed-by-file'] === 'org/repo:acr-access.yaml' ? { ...policy, tags: {} } : policy,
  ),
});

const anyImportable = fc.oneof(
  { weight: 3, arbitrary: anyHandMadeAccount },
  { weight: 1, arbitrary: anyAccount.map(withoutOwned) },
);
const WORDS = [
  ['--region', 'cn-hangzhou', '--region', 'cn-beijing'],
  [],
  ['--region', 'cn-hangzhou', '--groups'],
  ['--only', 'user:bob'],
];
const REGIONS = ['--region', 'cn-hangzhou', '--region', 'cn-beijing'];

test('a plan of the imported file changes the access of nobody and is not refused', async () => {
  let replaced = 0;
  await fc.assert(
    fc.asyncProperty(anyImportable, fc.constantFrom(...WORDS), async (seed, words) => {
      const account = new MemoryAccount(seed);
      const { code, text, stderr } = await importFrom(account, words);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const { plan } = await runPlan(requestFor(text!), portsOf(account));
      expect(plan.report.access).toEqual([]);
      expect(isBlocked(plan) ? plan.findings.filter(({ blocking }) => blocking) : []).toEqual([]);
      replaced += plan.changes.filter(({ action, kind }) => kind === 'attachment' && action === 'delete').length;
      expect(account.effects()).toEqual([]);
    }),
    { numRuns: 150 },
  );
  expect(replaced).toBeGreaterThan(50);
}, 120_000);

test('importing twice gives the same bytes, whatever the order in which the account is read', async () => {
  await fc.assert(
    fc.asyncProperty(anyImportable, async (seed) => {
      const files: Record<string, string> = {};
      const first = await importFrom(new MemoryAccount(seed), REGIONS, files);
      const again = await importFrom(new MemoryAccount(seed), REGIONS, files);
      expect(again.text).toBe(first.text);
      expect(again.stdout).toContain('has everything already');
      expect(formatConfig(first.text!)).toBe(first.text);
      const reversed = {
        ...seed,
        users: (seed.users ?? []).toReversed(),
        policies: (seed.policies ?? []).toReversed(),
        attachments: (seed.attachments ?? []).toReversed(),
      };
      expect((await importFrom(new MemoryAccount(reversed), REGIONS)).text).toBe(first.text);
    }),
    { numRuns: 60 },
  );
}, 120_000);

test('after import and apply the plan is empty, and an import has nothing to add to what found room', async () => {
  let applied = 0;
  await fc.assert(
    fc.asyncProperty(anyImportable, async (seed) => {
      const account = new MemoryAccount(seed);
      const files: Record<string, string> = {};
      const { text, stdout } = await importFrom(account, REGIONS, files);
      const request = requestFor(text!);
      const { plan, result } = await runApply(request, portsOf(account));
      applied += plan.changes.length > 0 ? 1 : 0;
      expect(result.converged).toBe(true);
      expect((await runPlan(request, portsOf(account))).plan.changes).toEqual([]);
      if (stdout.includes('there is no room')) return;
      expect((await importFrom(account, REGIONS, files)).text).toBe(text);
    }),
    { numRuns: 80 },
  );
  expect(applied).toBeGreaterThan(15);
}, 120_000);

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AcrAccessError } from '../../src/errors.ts';
import { runApply, runPlan } from '../../src/pipeline.ts';
import { isBlocked } from '../../src/plan/types.ts';
import { anyAccount, anyAdoption, anyFile } from '../support/arbitraries.ts';
import { MemoryAccount } from '../support/memory-account.ts';
import { ACCOUNT } from '../support/world.ts';
import { portsOf, requestOf } from './runs.ts';

test('an apply that is not refused converges, and the next one has nothing to do', async () => {
  let applied = 0;
  await fc.assert(
    fc.asyncProperty(anyFile, anyAccount, anyAdoption, async (file, seed, adopt) => {
      const account = new MemoryAccount(seed);
      const request = requestOf(file, adopt);
      const { plan } = await runPlan(request, portsOf(account));
      fc.pre(!isBlocked(plan));
      applied += plan.changes.length > 0 ? 1 : 0;
      const first = await runApply(request, portsOf(account));
      expect(first.result.outcomes.map(({ change, result, message }) => [change.key, result, message])).toEqual(
        plan.changes.map(({ key }) => [key, 'done', '']),
      );
      expect(first.result.converged).toBe(true);

      const written = account.effects().length;
      const second = await runApply(request, portsOf(account));
      expect(second.plan.changes).toEqual([]);
      expect(second.result).toMatchObject({ outcomes: [], converged: true });
      expect(account.effects()).toHaveLength(written);
    }),
    { numRuns: 120 },
  );
  expect(applied).toBeGreaterThan(25);
}, 120_000);

test('a refused apply writes nothing, and says with exit code 3 that it was refused', async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(anyFile, anyAccount, anyAdoption, async (file, seed, adopt) => {
      const account = new MemoryAccount(seed);
      const request = requestOf(file, adopt);
      const { plan } = await runPlan(request, portsOf(account));
      fc.pre(isBlocked(plan));
      refused += 1;
      const error = await runApply(request, portsOf(account)).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(AcrAccessError);
      expect((error as AcrAccessError).exitCode).toBe(3);
      expect(account.effects()).toEqual([]);
    }),
    { numRuns: 80 },
  );
  expect(refused).toBeGreaterThan(25);
}, 120_000);

test('planning never writes, and reads nothing more when the account is another one', async () => {
  await fc.assert(
    fc.asyncProperty(anyFile, anyAccount, fc.boolean(), async (file, seed, other) => {
      const account = new MemoryAccount(seed);
      if (other) account.world.identity = { account: '9999999999999999', arn: '', principal: undefined };
      const run = await runPlan(requestOf(file, []), portsOf(account)).catch((caught: unknown) => caught);
      expect(account.calls.some(({ write }) => write)).toBe(false);
      if (!other) return;
      expect((run as Error).message).toContain(`9999999999999999, the file is for ${ACCOUNT}`);
      expect(account.calls).toHaveLength(1);
    }),
    { numRuns: 60 },
  );
}, 120_000);

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeChanges } from '../../src/apply/dependencies.ts';
import type { Change } from '../../src/plan/types.ts';
import type { Call } from '../support/memory-account.ts';
import { type Fault, MemoryAccount } from '../support/memory-account.ts';
import type { World } from '../support/memory-world.ts';
import { anyFaults, anySeed } from './arbitrary-worlds.ts';
import { changesBetween } from './changes-between.ts';
import { allow, runApply } from './run-apply.ts';

const concurrency = fc.integer({ min: 1, max: 8 });
const isSuccess = (result: string) => result === 'done' || result === 'already';

/** Everything that exists in a world, by name. */
function thingsIn(world: World): Set<string> {
  const members = [...world.groups.values()].flatMap(({ name, members }) => members.map((user) => `${name}<${user}`));
  return new Set([...world.users.keys(), ...members, ...world.policies.keys(), ...world.attachments.keys()]);
}

/** Calls `check` after every write that took effect. */
function watch(account: MemoryAccount, check: (call: Call) => void) {
  account.onCall = (call) => {
    if (call.tookEffect) check(call);
  };
}

const attachmentKeys = (changes: readonly Change[], action: 'create' | 'delete') =>
  changes
    .filter((item) => item.kind === 'attachment' && item.action === action)
    .map(({ key }) => key.slice('attachment/'.length));

const principalOf = (key: string) => key.slice(0, key.indexOf('/'));

describe('whatever goes wrong', () => {
  test('outcomes are complete, and a second run on a healthy service converges', async () => {
    await fc.assert(
      fc.asyncProperty(anySeed, anySeed, anyFaults, concurrency, async (from, to, faults, width) => {
        const account = new MemoryAccount(from);
        const wanted = new MemoryAccount(to);
        const changes = changesBetween(account, wanted);
        account.faults = faults;
        const { outcomes, interrupted } = await runApply(account, changes, { concurrency: width });
        expect(outcomes.map(({ change }) => change)).toEqual(changes);
        expect(interrupted).toBe(false);
        for (const { result, message } of outcomes) expect(message === '').toBe(isSuccess(result));

        const left = changesBetween(account, wanted);
        // what is said to be done is done
        const said = new Set(outcomes.filter(({ result }) => isSuccess(result)).map(({ change }) => change.key));
        expect(left.filter(({ key }) => said.has(key))).toEqual([]);
        const healthy = account.copy();
        const again = await runApply(healthy, left, { concurrency: width });
        expect(again.outcomes.every(({ result }) => result === 'done')).toBe(true);
        expect(changesBetween(healthy, wanted)).toEqual([]);
        for (const [key, policy] of healthy.world.policies) {
          // one version at most is added, however often it was tried
          const before = new MemoryAccount(from).world.policies.get(key);
          expect(policy.lastNumber).toBeLessThanOrEqual((before?.lastNumber ?? 0) + 1);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('running the same changes a second time does no harm either', async () => {
    await fc.assert(
      fc.asyncProperty(anySeed, anySeed, anyFaults, async (from, to, faults) => {
        const account = new MemoryAccount(from);
        const wanted = new MemoryAccount(to);
        const changes = changesBetween(account, wanted);
        account.faults = faults;
        await runApply(account, changes);
        const healthy = account.copy();
        await runApply(healthy, changes);
        const things = thingsIn(healthy.world);
        const known = thingsIn(new MemoryAccount(from).world).union(thingsIn(wanted.world));
        expect(things.difference(known)).toEqual(new Set());
        expect(thingsIn(new MemoryAccount(from).world).intersection(thingsIn(wanted.world)).difference(things)).toEqual(
          new Set(),
        );
      }),
      { numRuns: 150 },
    );
  });

  test('nothing outside the plan is ever touched, not even for a moment', async () => {
    await fc.assert(
      fc.asyncProperty(anySeed, anySeed, anyFaults, concurrency, async (from, to, faults, width) => {
        const account = new MemoryAccount(from);
        const wanted = new MemoryAccount(to);
        const [old, next] = [thingsIn(account.world), thingsIn(wanted.world)];
        const [kept, known] = [old.intersection(next), old.union(next)];
        const changes = changesBetween(account, wanted);
        account.faults = faults;
        const broken: string[] = [];
        watch(account, ({ operation }) => {
          const now = thingsIn(account.world);
          if (!kept.isSubsetOf(now) || !now.isSubsetOf(known)) broken.push(operation);
        });
        await runApply(account, changes, { concurrency: width });
        expect(broken).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('no principal loses an attachment before it has all that replaces it', async () => {
    await fc.assert(
      fc.asyncProperty(anySeed, anySeed, anyFaults, concurrency, async (from, to, faults, width) => {
        const account = new MemoryAccount(from);
        const changes = changesBetween(account, new MemoryAccount(to));
        const [creates, deletes] = [attachmentKeys(changes, 'create'), attachmentKeys(changes, 'delete')];
        account.faults = faults;
        const gaps: string[] = [];
        watch(account, () => {
          const now = account.world.attachments;
          const lost = deletes.filter((key) => !now.has(key)).map(principalOf);
          gaps.push(...creates.filter((key) => !now.has(key) && lost.includes(principalOf(key))));
        });
        await runApply(account, changes, { concurrency: width });
        expect(gaps).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('a change is skipped exactly when something that it needs did not succeed, and names a failure', async () => {
    await fc.assert(
      fc.asyncProperty(anySeed, anySeed, anyFaults, async (from, to, faults) => {
        const account = new MemoryAccount(from);
        const changes = changesBetween(account, new MemoryAccount(to));
        account.faults = faults;
        const { outcomes } = await runApply(account, changes);
        const resultOf = new Map(outcomes.map(({ change, result }) => [change, result]));
        const failed = outcomes.filter(({ result }) => result === 'failed').map(({ change }) => change.key);
        for (const [index, { change, needs }] of placeChanges(changes).entries()) {
          const { result, message, remedy } = outcomes[index]!;
          const blocked = needs.some((need) => !isSuccess(resultOf.get(need)!));
          const mayJoin = change.kind !== 'membership' || !failed.some((key) => key.startsWith('policy/'));
          if (blocked || mayJoin) expect(result === 'skipped').toBe(blocked);
          if (result === 'skipped')
            expect(failed.some((key) => message.includes(key) && remedy.includes(key))).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('needs always come in an earlier wave, so nothing waits for itself', () => {
    fc.assert(
      fc.property(anySeed, anySeed, (from, to) => {
        const placed = placeChanges(changesBetween(new MemoryAccount(from), new MemoryAccount(to)));
        const waves = new Map(placed.map(({ change, wave }) => [change, wave]));
        for (const { wave, needs } of placed) for (const need of needs) expect(waves.get(need)).toBeLessThan(wave);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a stop at any call', () => {
  test('leaves complete outcomes and an account that the next run finishes', async () => {
    await fc.assert(
      fc.asyncProperty(
        anySeed,
        anySeed,
        anyFaults,
        concurrency,
        fc.nat(40),
        async (from, to, faults, width, stopAt) => {
          const account = new MemoryAccount(from);
          const wanted = new MemoryAccount(to);
          const changes = changesBetween(account, wanted);
          const stop = new AbortController();
          account.faults = faults;
          account.onCall = ({ index }) => index >= stopAt && stop.abort();
          const { outcomes, interrupted } = await runApply(account, changes, {
            concurrency: width,
            signal: stop.signal,
          });
          expect(outcomes.map(({ change }) => change)).toEqual(changes);
          expect(interrupted).toBe(outcomes.some(({ message }) => message === 'stopped before it was tried'));
          // at most the changes that were under way still made calls
          expect(
            account.calls.filter(({ index, write }) => write && index > stopAt + width).length,
          ).toBeLessThanOrEqual(3 * width);
          const healthy = account.copy();
          await runApply(healthy, changesBetween(healthy, wanted));
          expect(changesBetween(healthy, wanted)).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('one fault at every single call', () => {
  const from = new MemoryAccount({
    users: ['alice', 'bot'],
    groups: { ops: ['bot'] },
    roles: ['ci'],
    policies: [
      { name: 'p', document: allow('a'), description: 'one', older: [allow('z')] },
      { name: 'gone', document: allow('x'), older: [allow('y')] },
    ],
    attachments: ['role:ci/Custom/gone', 'user:bot/Custom/gone/rg-default'],
  });
  const to = new MemoryAccount({
    users: ['alice', 'carol'],
    groups: { ops: ['alice'], dev: { members: ['carol'], comments: 'new' } },
    roles: ['ci'],
    policies: [
      { name: 'p', document: allow('b'), description: 'two', tags: { owner: 'us' }, older: [allow('z')] },
      { name: 'new', document: allow('c') },
    ],
    attachments: ['role:ci/Custom/new', 'user:carol/Custom/p/rg-default', 'group:dev/Custom/new'],
  });
  const changes = changesBetween(from, to);
  const kinds: Fault[] = [
    { at: 0, kind: 'throttled' },
    { at: 0, kind: 'unreachable' },
    { at: 0, kind: 'denied' },
    { at: 0, kind: 'unclear-before' },
    { at: 0, kind: 'unclear-after' },
    { at: 0, kind: 'unclear-after', reads: 3 },
    { at: 0, kind: 'unclear-after', reads: 9 },
    { at: 0, kind: 'stale', reads: 5 },
  ];

  test.each(kinds)('%j: the run converges, or says what failed and the next one does', async (fault) => {
    const calls = from.copy();
    await runApply(calls, changes);
    expect(calls.calls.length).toBeGreaterThan(15);
    for (const { index } of calls.calls) {
      const account = from.copy();
      account.faults = [{ ...fault, at: index } as Fault];
      const { outcomes } = await runApply(account, changes);
      const left = changesBetween(account, to);
      if (outcomes.every(({ result }) => isSuccess(result))) expect(left).toEqual([]);
      const healthy = account.copy();
      await runApply(healthy, left);
      expect(changesBetween(healthy, to)).toEqual([]);
      expect(healthy.world.policies.get('Custom/p')?.versions.map(({ id }) => id)).toEqual(['v1', 'v2', 'v3']);
    }
  });
});

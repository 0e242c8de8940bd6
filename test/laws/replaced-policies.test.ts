import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runApply, runPlan } from '../../src/pipeline.ts';
import { isBlocked } from '../../src/plan/types.ts';
import { documentProblems } from '../../src/policy/parse.ts';
import { desiredState, hasEnded } from '../../src/state/desired.ts';
import { anyAccount, anyFile, PREFIX, readFile, type WrittenFile } from '../support/arbitraries.ts';
import { fakeClock, MemoryAccount } from '../support/memory-account.ts';
import { attachmentOf, type PolicySeed, type Seed } from '../support/memory-world.ts';
import { OWNER } from '../support/world.ts';
import { portsOf, requestOf } from './runs.ts';

const NOW = fakeClock().now();
const handMade = (grant: string): string => `by-hand-${grant}`;

/** The same statements as a person might have left them: in another order, and one of them twice. */
const retyped = (statements: readonly unknown[]): unknown => ({
  Version: '1',
  Statement: [...statements, statements[0]].toReversed(),
});

/** The file's own grants, each replacing a policy that people made by hand, and the account before it was adopted. */
function adoption(file: WrittenFile, seed: Seed): { file: WrittenFile; seed: Seed } {
  const { version, account, registries, settings, grants = {} } = file;
  const limits = { removals: 0, removalPercent: 0 };
  const kept = Object.entries(grants).filter(([, grant]) => grant.policy === undefined);
  const adopting = {
    version,
    account,
    registries,
    settings: { ...settings, systemPolicies: 'report', limits },
    grants: Object.fromEntries(kept.map(([name, grant]) => [name, { ...grant, replaces: [handMade(name)] }])),
  } as WrittenFile;
  const config = readFile(adopting);
  const wanted = [...desiredState(config, OWNER, NOW).state.values()];
  const live = (config.grants ?? []).filter((grant) => !hasEnded(grant, NOW));
  const policies = live.map((grant): PolicySeed => {
    const parts = wanted.flatMap((one) =>
      one.kind === 'policy' && new RegExp(`^${PREFIX}${grant.name}(-\\d+)?$`).test(one.name)
        ? one.document.Statement
        : [],
    );
    return { name: handMade(grant.name), description: 'by hand', document: retyped(parts) };
  });
  const users = (seed.users ?? []).map((user) => (typeof user === 'string' ? user : user.name));
  const everybody = ['alice', 'bob', 'carol', 'dave'].filter((name) => !users.includes(name));
  const groups = { dev: [], ops: [], ...seed.groups };
  const attachments = live.flatMap(({ name, to, scope }) =>
    to.map((who) => `${who}/Custom/${handMade(name)}/${scope}`),
  );
  // What an unreadable policy leaves open stays open: the report would say "may", and not that nothing changes.
  const others = (seed.policies ?? []).filter(
    ({ name, document }) => !name.startsWith(PREFIX) && documentProblems(document).length === 0,
  );
  const known = new Set(others.map(({ name }) => name));
  const unmanaged = (seed.attachments ?? []).filter((key) => {
    const { type, policy } = attachmentOf(key);
    return type === 'System' || known.has(policy);
  });
  return {
    file: adopting,
    seed: {
      ...seed,
      groups,
      users: [...(seed.users ?? []), ...everybody],
      policies: [...others, ...policies],
      attachments: [...unmanaged, ...attachments],
    },
  };
}

test("grants that replace policies of equal access change nobody's access and exceed no limit", async () => {
  let detached = 0;
  await fc.assert(
    fc.asyncProperty(anyFile, anyAccount, async (anyGrants, anySeed) => {
      const { file, seed } = adoption(anyGrants, anySeed);
      const account = new MemoryAccount(seed);
      const { plan } = await runPlan(requestOf(file), portsOf(account));
      expect(plan.report).toMatchObject({ access: [], gains: 0, losses: 0 });
      expect(plan.findings.filter(({ id }) => /^(?:LIM|REP|PRT)/.test(id))).toEqual([]);
      const detaches = plan.changes.filter(({ action }) => action === 'delete');
      expect(detaches.map(({ kind, replacedBy }) => [kind, replacedBy !== undefined])).toEqual(
        detaches.map(() => ['attachment', true]),
      );
      detached += detaches.length;
    }),
    { numRuns: 120 },
  );
  expect(detached).toBeGreaterThan(200);
}, 120_000);

test('after such an apply nothing is left to do, nobody holds the old policies, and they are as they were', async () => {
  let applied = 0;
  await fc.assert(
    fc.asyncProperty(anyFile, anyAccount, async (anyGrants, anySeed) => {
      const { file, seed } = adoption(anyGrants, anySeed);
      const account = new MemoryAccount(seed);
      const byHand = () => [...account.copy().world.policies].filter(([, { name }]) => !name.startsWith(PREFIX));
      const before = byHand();
      const { plan } = await runPlan(requestOf(file), portsOf(account));
      fc.pre(!isBlocked(plan));
      applied += 1;
      expect((await runApply(requestOf(file), portsOf(account))).result.converged).toBe(true);
      expect(byHand()).toEqual(before);
      expect([...account.world.attachments.keys()].filter((key) => key.includes('/by-hand-'))).toEqual([]);
    }),
    { numRuns: 80 },
  );
  expect(applied).toBeGreaterThan(40);
}, 120_000);

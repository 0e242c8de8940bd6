import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PlanRun, runPlan } from '../../src/pipeline.ts';
import { worldOf } from '../../src/plan/access/world.ts';
import { accountAfter } from '../../src/plan/account-after.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import { isBlocked } from '../../src/plan/types.ts';
import { resourceGroupIn } from '../../src/policy/access/places.ts';
import { CATALOGUE, kindsOf, type ResourceKind } from '../../src/policy/catalogue.ts';
import { type AccessRequest, type Decision, evaluate } from '../../src/policy/evaluate.ts';
import type { Principal } from '../../src/policy/principal.ts';
import { Holdings } from '../../src/state/holdings.ts';
import { anyAccount, anyFile, readFile, type WrittenFile } from '../support/arbitraries.ts';
import { MemoryAccount } from '../support/memory-account.ts';
import type { Seed } from '../support/memory-world.ts';
import { ACCOUNT, OWNER } from '../support/world.ts';
import { portsOf, requestOf } from './runs.ts';

const INSTANCE = 'cri-prod000000000001';
const prod = { id: INSTANCE, name: 'acme', region: 'cn-hangzhou', resourceGroup: 'rg-team', namespaces: [] };
/** Any account; in some the registry is found, in some its resource group is not known. */
const anySeed: fc.Arbitrary<Seed> = fc
  .tuple(anyAccount, fc.boolean())
  .map(([seed, found]) => (found ? { ...seed, instances: [prod] } : seed));

interface Sides {
  readonly run: PlanRun;
  readonly now: Date;
  readonly principals: readonly Principal[];
  readonly decide: (side: 'before' | 'after', principal: Principal, request: AccessRequest) => Decision;
}

/** The plan, and both of its sides asked request by request: nothing here knows what a difference is. */
async function sidesOf(file: WrittenFile, seed: Seed): Promise<Sides> {
  const ports = portsOf(new MemoryAccount(seed));
  const run = await runPlan(requestOf(file), ports);
  const now = ports.clock.now();
  const later = accountAfter(run.account, run.plan.changes);
  const holdings = { before: new Holdings(run.account, now), after: new Holdings(later, now) };
  const world = worldOf(run.account, readFile(file));
  const decide: Sides['decide'] = (side, principal, request) =>
    evaluate(holdings[side].of(principal), request, {
      resourceGroupOf: (resource) => resourceGroupIn(world, resource),
    }).decision;
  return { run, now, principals: [...holdings.before.principals, ...holdings.after.principals], decide };
}

const PATHS: Partial<Record<ResourceKind, readonly string[]>> = {
  star: ['*'],
  instance: [`instance/${INSTANCE}`],
  'repo-inst': [`repository/${INSTANCE}`],
  ns: ['team', 'release', 'x'].map((name) => `repository/${INSTANCE}/${name}`),
  'ns-list': [`repository/${INSTANCE}/team/*`],
  repo: [
    ...['team/api', 'team/web', 'release/api', 'x/y/z'].map((name) => `repository/${INSTANCE}/${name}`),
    ...['old/app', 'team/app'].map((name) => `repository/${name}`),
  ],
  'chart-repo': [`chart/${INSTANCE}/team/web`],
};
const resourceOf = (path: string): string => (path === '*' ? path : `acs:cr:cn-hangzhou:${ACCOUNT}:${path}`);
const ACTIONS = ['PullRepository', 'PushRepository', 'CreateRepository', 'GetAuthorizationToken', 'ListRepository'];
const REQUESTS: readonly AccessRequest[] = [
  ...ACTIONS.map((name) => `cr:${name}`),
  [...CATALOGUE.keys()].at(-1)!,
].flatMap((action) =>
  kindsOf(action).flatMap((kind) => (PATHS[kind] ?? []).map((path) => ({ action, resource: resourceOf(path) }))),
);

/** A Deny that denies what nobody allowed changes nothing. */
const allows = (decision: Decision): Decision => (decision.endsWith('deny') ? 'implicit-deny' : decision);

test('a row of the access report is true of its witness, and of nobody without a row anything is', async () => {
  await fc.assert(
    fc.asyncProperty(anyFile, anySeed, async (file, seed) => {
      const { run, principals, decide } = await sidesOf(file, seed);
      const { access } = run.plan.report;
      for (const { principal, gained, lost } of access) {
        for (const [rows, has, hasNot] of [
          [gained, 'after', 'before'],
          [lost, 'before', 'after'],
        ] as const) {
          for (const { witness, certainty } of rows) {
            if (witness === null) continue;
            const [yes, no] = [decide(has, principal, witness), decide(hasNot, principal, witness)];
            const isCertain = yes === 'allow' && no !== 'allow';
            // A row is as certain as its least certain request; its witness may be one that is.
            const isOpen = certainty === 'unknown' && [yes, no].includes('unknown');
            expect({ yes, no, certainty, shown: isCertain || isOpen }).toMatchObject({ shown: true });
          }
        }
      }
      const told = new Set(access.map(({ principal }) => principal));
      for (const principal of principals.filter((one) => !told.has(one))) {
        for (const request of REQUESTS) {
          const sides = (['before', 'after'] as const).map((side) => allows(decide(side, principal, request)));
          // One request alone cannot see that two statements hang on the same open question; the difference can.
          if (!sides.includes('unknown')) expect(sides[1]).toBe(sides[0]);
        }
      }
    }),
    { numRuns: 80 },
  );
});

test('gains and losses count the users and roles with such rows', async () => {
  await fc.assert(
    fc.asyncProperty(anyFile, anySeed, async (file, seed) => {
      const { report } = (await sidesOf(file, seed)).run.plan;
      const people = report.access.filter(({ principal }) => /^(?:user|role):/.test(principal));
      expect(report.gains).toBe(people.filter(({ gained }) => gained.length > 0).length);
      expect(report.losses).toBe(people.filter(({ lost }) => lost.length > 0).length);
      for (const { gained, lost } of report.access) expect(gained.length + lost.length).toBeGreaterThan(0);
    }),
    { numRuns: 60 },
  );
});

test('in the account after all changes nothing is left to do', async () => {
  await fc.assert(
    fc.asyncProperty(anyFile, anySeed, async (file, seed) => {
      const { run, now } = await sidesOf(file, seed);
      fc.pre(!isBlocked(run.plan));
      const account = accountAfter(run.account, run.plan.changes);
      const again = makePlan({ config: readFile(file), account, owner: OWNER, adopt: [], now });
      expect(again.changes).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

import { afterAll, describe, expect, test } from 'vitest';
import { connectAlibaba } from '../../src/edges/alibaba/connect.ts';
import type { AccountData } from '../../src/emulator/account-data.ts';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import type { Fault } from '../../src/emulator/faults.ts';
import { AcrAccessError } from '../../src/errors.ts';
import { type PlanRequest, runApply, runPlan } from '../../src/pipeline.ts';
import type { Plan } from '../../src/plan/types.ts';
import { steppedClock } from '../edges/alibaba/support/fake-service.ts';
import { ACCOUNT, configOf, OWNER } from '../support/world.ts';

const quiet = { progress() {}, note() {}, warn() {} };
const ours = { 'managed-by': 'acr-access', 'managed-by-file': OWNER };
const allow = (Action: string, Resource = '*') => ({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action, Resource }],
});
const custom = (name: string, document: unknown, tags: Record<string, string> = ours) => ({
  name,
  type: 'Custom' as const,
  description: `grant ${name.slice('acr-access-'.length)}`,
  tags,
  document,
});

/** Enough users for several pages would only cost time: page faults come from the emulator. */
const WORLD: AccountData = {
  account: ACCOUNT,
  alias: 'example',
  users: ['alice', 'bob', 'carol', 'dave', 'old-bot'].map((name) => ({ name, displayName: name, comments: '' })),
  groups: [
    { name: 'frontend', comments: 'old text', members: ['alice', 'dave'] },
    { name: 'others', members: ['bob'] },
  ],
  roles: [{ name: 'ci-release' }],
  policies: [
    custom('acr-access-read', allow('cr:*')),
    custom('acr-access-kept', allow('cr:GetRepository')),
    custom('acr-access-gone', allow('cr:*')),
    custom('acr-access-theirs', allow('cr:*'), { ...ours, 'managed-by-file': 'org/other:acr-access.yaml' }),
    custom('by-hand', allow('log:*'), {}),
  ],
  attachments: [
    { principal: 'group:frontend', policy: 'acr-access-read', type: 'Custom' },
    { principal: 'user:dave', policy: 'acr-access-gone', type: 'Custom', scope: 'rg-team' },
    { principal: 'role:ci-release', policy: 'acr-access-gone', type: 'Custom' },
    { principal: 'role:ci-release', policy: 'acr-access-theirs', type: 'Custom' },
    { principal: 'user:carol', policy: 'acr-access-kept', type: 'Custom' },
    { principal: 'user:dave', policy: 'AliyunContainerRegistryFullAccess', type: 'System' },
    { principal: 'user:bob', policy: 'by-hand', type: 'Custom' },
  ],
  resourceGroups: [
    { id: 'rg-default', name: 'default' },
    { id: 'rg-team', name: 'team' },
  ],
};

const REQUEST: PlanRequest = {
  config: configOf(`
users:
  ci-bot: { displayName: CI, comments: builds }
  old-bot: { state: absent }
groups:
  frontend: { comments: Storefront, members: [alice, carol] }
grants:
  read: { can: pull, on: "prod:team/*", to: [group:frontend, user:bob] }
  kept: { statements: [{ Effect: Allow, Action: cr:GetRepository, Resource: "*" }], to: user:carol }
  push: { can: push, on: "prod:release/*", to: [role:ci-release, user:ci-bot], scope: rg-team }
  auditors: { policy: AliyunContainerRegistryReadOnlyAccess, to: user:carol }
settings: { limits: { removals: 100, removalPercent: 100 } }
`),
  input: { repository: 'org/repo', repositoryPath: 'acr-access.yaml' },
  adopt: [],
};

async function portsTo(emulator: Emulator) {
  const clock = steppedClock();
  const random = () => 0.5;
  const env = { ACR_ACCESS_EMULATOR: emulator.url };
  const times = { attemptMs: 10_000, backoffMs: 1 };
  const { reader, writer } = await connectAlibaba({ env, inputs: {}, clock, random, reporter: quiet, times });
  const approve = async () => {};
  return { reader, writer, clock, random, reporter: quiet, signal: new AbortController().signal, approve };
}

const planOn = async (emulator: Emulator): Promise<Plan> => (await runPlan(REQUEST, await portsTo(emulator))).plan;
const applyOn = async (emulator: Emulator) => runApply(REQUEST, await portsTo(emulator));

/** Everything in the account that a run may change, with every version of every policy. */
const contents = (emulator: Emulator) => ({
  account: emulator.snapshot(),
  versions: emulator.store.policies.rows.map(({ name, versions }) => `${name}: ${versions.length}`).sort(),
});

/** Faults of one call; reads must survive those of the first group by themselves. */
const PASSING: Record<string, Fault> = {
  throttled: { kind: 'throttle' },
  'internal error': { kind: 'error', status: 500, code: 'InternalError' },
  'internal error after the effect': { kind: 'error', status: 500, code: 'InternalError', takesEffect: true },
  unavailable: { kind: 'error', status: 503, code: 'ServiceUnavailable' },
  reset: { kind: 'reset' },
  'reset after the effect': { kind: 'reset', takesEffect: true },
  'HTML page': { kind: 'html' },
  'HTML page after the effect': { kind: 'html', takesEffect: true },
  'empty answer': { kind: 'empty' },
  'answer cut in the middle': { kind: 'cut-json' },
};
const LYING: Record<string, Fault> = {
  'truncated page without a marker': { kind: 'cut-page', marker: 'none' },
  'truncated page with the same marker': { kind: 'cut-page', marker: 'repeated' },
  'total count too large': { kind: 'total-count', extra: 2 },
  'IsSuccess false': { kind: 'is-success-false' },
};
const KINDS = Object.entries({ ...PASSING, ...LYING });

const emulators: Emulator[] = [];
const start = async (): Promise<Emulator> => {
  const emulator = await startEmulator({ account: WORLD });
  emulators.push(emulator);
  return emulator;
};
afterAll(() => Promise.all(emulators.map((emulator) => emulator.close())));

/** Works through the items, four at a time. */
async function fourAtATime<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}

const isExpected = (error: unknown): boolean => error instanceof AcrAccessError;
const from = (first: number, count: number): number[] => Array.from({ length: count }, (_, offset) => first + offset);

describe('a plan', () => {
  test('is the right one or none, whichever call goes wrong and how', async () => {
    const healthy = await start();
    const { digest, changes } = await planOn(healthy);
    const calls = healthy.journal.length;
    expect(changes.length).toBeGreaterThan(14);
    const endings = { right: 0, none: 0 };
    const cases = from(1, calls).flatMap((call) => KINDS.map(([name, fault]) => ({ call, name, fault })));
    await fourAtATime(cases, async ({ call, name, fault }) => {
      const emulator = await startEmulator({ account: WORLD, faults: [{ calls: [call], fault }] });
      const where = `call ${call}, ${name}`;
      const plan = await planOn(emulator).catch((error: unknown) => error);
      await emulator.close();
      if (isExpected(plan)) {
        endings.none += 1;
        expect(Object.hasOwn(LYING, name), `${where}: ${(plan as Error).message}`).toBe(true);
      } else {
        endings.right += 1;
        expect((plan as Plan).digest, where).toBe(digest);
      }
    });
    expect(endings.none).toBeGreaterThan(10);
    expect(endings.right).toBeGreaterThan(calls * 10 - 1);
  }, 120_000);

  test('is none when the service stays away from some call on', async () => {
    const healthy = await start();
    await planOn(healthy);
    await fourAtATime(from(1, healthy.journal.length), async (call) => {
      const fault: Fault = { kind: 'error', status: 503, code: 'ServiceUnavailable' };
      const emulator = await startEmulator({ account: WORLD, faults: [{ calls: from(call, 500), fault }] });
      await expect(planOn(emulator), `from call ${call}`).rejects.toThrow('ServiceUnavailable');
      await emulator.close();
    });
  }, 60_000);
});

describe('an apply', () => {
  test('has converged after one more run, whichever call goes wrong and how', async () => {
    const healthy = await start();
    const first = await applyOn(healthy);
    expect(first.result.converged).toBe(true);
    const wanted = contents(healthy);
    const calls = healthy.journal.length;
    const stale = from(1, 6).map((reads) => ({
      call: 0,
      name: `${reads} stale reads`,
      fault: { kind: 'stale', reads } as Fault,
    }));
    // Every call meets three kinds of fault, and every kind a fifth of the calls.
    const broken = from(1, calls).flatMap((call) =>
      [0, 5, 10].map((step) => {
        const [name, fault] = KINDS[(call * 3 + step) % KINDS.length]!;
        return { call, name, fault };
      }),
    );
    const outages = from(1, calls).map((call) => ({
      call,
      name: 'an outage',
      fault: { kind: 'error', status: 503, code: 'ServiceUnavailable' } as Fault,
    }));
    const endings = { converged: 0, failed: 0 };
    await fourAtATime([...stale, ...broken, ...outages], async ({ call, name, fault }) => {
      const where = `call ${call}, ${name}`;
      const rule = call === 0 ? {} : { calls: name === 'an outage' ? from(call, 1000) : [call] };
      const emulator = await startEmulator({ account: WORLD, faults: [{ ...rule, fault }] });
      const converged = await applyOn(emulator).then(
        ({ result }) => result.converged,
        (error: unknown) => {
          if (!isExpected(error)) throw error;
          return false;
        },
      );
      endings[converged ? 'converged' : 'failed'] += 1;
      if (converged) expect(contents(emulator), where).toEqual(wanted);
      emulator.faults.clear();
      const again = await applyOn(emulator);
      expect(again.result.converged, `${where}: ${JSON.stringify(again.result.outcomes)}`).toBe(true);
      expect(contents(emulator), where).toEqual(wanted);
      await emulator.close();
    });
    expect(endings.failed).toBeGreaterThan(calls);
    expect(endings.converged).toBeGreaterThan(calls);
  }, 180_000);
});

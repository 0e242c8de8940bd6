import { makePlan } from '../src/plan/make-plan.ts';
import { DEFAULT_QUOTAS } from '../src/state/quotas.ts';
import { type Account, policyKey } from '../src/state/types.ts';
import { median, printNumber, seconds } from './numbers.ts';
import { driftedWorld, NOW, OWNER, type World, type WorldSize } from './worlds.ts';

/** Planning alone, from what was read to the plan, and how it grows. */
const MOST_MS = 1000;
/** 4 is linear; sorting and a fuller heap cost a little on top */
const MOST_GROWTH = 5;
const ROUNDS = 7;
const SIZE: WorldSize = { users: 10_000, policies: 1500, attachments: 20_000 };

const inputs = [1, 2, 4].map((times) => {
  const size = { users: SIZE.users * times, policies: SIZE.policies * times, attachments: SIZE.attachments * times };
  const { config, account: file } = driftedWorld(size);
  const account = accountOf(file);
  return { size, file, plan: () => makePlan({ config, account, owner: OWNER, adopt: [], now: NOW }) };
});
const [single, twofold, fourfold] = inputs as [Input, Input, Input];
type Input = (typeof inputs)[number];

const first = timesOf(single.plan);
for (const { plan } of [twofold, fourfold]) plan();
// Side by side in each round: what else the machine does falls on all sizes alike.
const rounds = Array.from({ length: ROUNDS }, () => ({
  plans: inputs.map(({ plan }) => timesOf(plan)),
  copies: inputs.map(({ file }) => timesOf(() => JSON.parse(JSON.stringify(file)))),
}));

console.log(`Planning without input and output; median of ${ROUNDS} rounds`);
for (const [index, { size, plan }] of inputs.entries()) {
  const { users, policies, attachments } = size;
  const { changes, findings } = plan();
  const refusal = findings.find(({ blocking }) => blocking);
  if (changes.length === 0 || refusal) throw new Error(`the plan is empty or refused: ${refusal?.message}`);
  console.log(
    `  ${users} users, ${policies} policies, ${attachments} attachments, ${changes.length} changes: ` +
      `${seconds(median(rounds.map(({ plans }) => plans[index]!.wall)))}, of the processor ` +
      `${seconds(median(rounds.map(({ plans }) => plans[index]!.cpu)))}; the account to JSON and back: ` +
      `${seconds(median(rounds.map(({ copies }) => copies[index]!.cpu)))}`,
  );
}
const repeated = median(rounds.map(({ plans }) => plans[0]!.cpu));
console.log(`  the first plan of the process: ${seconds(first.wall)}, of the processor ${seconds(first.cpu)}`);
printNumber({
  name: 'planning 10,000 users, 20,000 attachments',
  value: `${seconds(first.cpu)} at first, then ${seconds(repeated)}`,
  target: `below ${seconds(MOST_MS)}`,
  reference: `${seconds(median(rounds.map(({ copies }) => copies[0]!.cpu)))} for JSON and back`,
  met: Math.max(first.cpu, repeated) < MOST_MS,
});
const growth = median(rounds.map(({ plans }) => plans[2]!.cpu / plans[0]!.cpu));
const copyGrowth = median(rounds.map(({ copies }) => copies[2]!.cpu / copies[0]!.cpu));
printNumber({
  name: 'growth of planning with 4 x the account',
  value: `${growth.toFixed(1)} x`,
  target: `at most ${MOST_GROWTH} x`,
  reference: `${copyGrowth.toFixed(1)} x for JSON and back`,
  met: growth <= MOST_GROWTH,
});

/**
 * Milliseconds by the clock, and those in which this thread had the processor. Planning waits for nothing, so they are the
 * same on an idle machine; the second is judged, because it does not count what other programs do.
 */
function timesOf(work: () => unknown): { wall: number; cpu: number } {
  const started = performance.now();
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return { wall: performance.now() - started, cpu: (user + system) / 1000 };
}

/** As `readAccount` gives it, with quotas that the largest world fits into. */
function accountOf(file: World['account']): Account {
  const byName = <T extends { readonly name: string }>(items: readonly T[]) =>
    new Map(items.map((item) => [item.name, item]));
  const policies = file.policies.map((policy) => [policyKey(policy.type, policy.name), policy] as const);
  return {
    id: file.account,
    alias: file.alias,
    identity: {
      account: file.account,
      arn: `acs:ram::${file.account}:user/user-00001`,
      principal: 'user:not-in-the-file',
    },
    users: byName(file.users),
    groups: byName(file.groups),
    roles: byName(file.roles),
    trustPolicies: new Map(),
    unreadTrust: [],
    members: new Map(file.groups.map(({ name, members }) => [name, new Set(members)])),
    policies: new Map(policies.map(([key, { document: _document, ...summary }]) => [key, summary])),
    documents: new Map(policies.map(([key, { document }]) => [key, document])),
    assumedDocuments: [],
    attachments: file.attachments,
    seesResourceGroups: true,
    resourceGroups: new Map(file.resourceGroups.map(({ id, name }) => [id, name])),
    inventory: { unreadable: 'not part of this' },
    deletionBlockers: new Map(),
    quotas: { ...DEFAULT_QUOTAS, customPolicies: 100_000, users: 100_000, groups: 100_000 },
  };
}

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

const results = [1, 2, 4].map((times) => {
  const size = { users: SIZE.users * times, policies: SIZE.policies * times, attachments: SIZE.attachments * times };
  const { config, account: file } = driftedWorld(size);
  const account = accountOf(file);
  const plan = () => makePlan({ config, account, owner: OWNER, adopt: [], now: NOW });
  const first = timeOf(plan);
  const all = Array.from({ length: ROUNDS }, () => timeOf(plan));
  const copy = median(Array.from({ length: ROUNDS }, () => timeOf(() => JSON.parse(JSON.stringify(file)))));
  const { changes, findings } = plan();
  if (changes.length === 0 || findings.some(({ blocking }) => blocking))
    throw new Error(`the plan is empty or refused: ${findings[0]?.message}`);
  return { size, first, ms: median(all), copy, changes: changes.length };
});

console.log(`Planning without input and output; median of ${ROUNDS} runs`);
for (const { size, first, ms, copy, changes } of results) {
  const { users, policies, attachments } = size;
  console.log(
    `  ${users} users, ${policies} policies, ${attachments} attachments: ${seconds(ms)}, at first ${seconds(first)}, ` +
      `${changes} changes; the account to JSON and back: ${seconds(copy)}`,
  );
}
const [single, , fourfold] = results as [Result, Result, Result];
type Result = (typeof results)[number];
printNumber({
  name: 'planning 10,000 users, 20,000 attachments',
  value: `${seconds(single.first)} at first, then ${seconds(single.ms)}`,
  target: `below ${seconds(MOST_MS)}`,
  reference: `${seconds(single.copy)} for JSON and back`,
  met: Math.max(single.first, single.ms) < MOST_MS,
});
printNumber({
  name: 'growth of planning with 4 x the account',
  value: `${(fourfold.ms / single.ms).toFixed(1)} x`,
  target: `at most ${MOST_GROWTH} x`,
  reference: `${(fourfold.copy / single.copy).toFixed(1)} x for JSON and back`,
  met: fourfold.ms <= single.ms * MOST_GROWTH,
});

function timeOf(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
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
    members: new Map(file.groups.map(({ name, members }) => [name, new Set(members)])),
    policies: new Map(policies.map(([key, { document: _document, ...summary }]) => [key, summary])),
    documents: new Map(policies.map(([key, { document }]) => [key, document])),
    attachments: file.attachments,
    seesResourceGroups: true,
    resourceGroups: new Map(file.resourceGroups.map(({ id, name }) => [id, name])),
    deletionBlockers: new Map(),
    quotas: { ...DEFAULT_QUOTAS, customPolicies: 100_000, users: 100_000, groups: 100_000 },
  };
}

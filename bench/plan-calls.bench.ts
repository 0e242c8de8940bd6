import { countCalls, requireExit, withEmulator } from './emulated.ts';
import { printNumber } from './numbers.ts';
import { driftedWorld, type World } from './worlds.ts';

/** Calls of a cold plan, compared with the fewest that can show the whole account. */
const MOST = 1.1;
const SIZE = { users: 200, policies: 50, attachments: 600 };

const world = driftedWorld(SIZE);
const run = await withEmulator(world, {}, (tool) => tool('plan', '--json'));
requireExit(run, 0);
const counted = countCalls(run.calls);
const fewest = fewestCalls(world);
const bound = [...fewest.values()].reduce((sum, calls) => sum + calls, 0);

console.log(`A cold plan at ${SIZE.users} users, ${SIZE.policies} managed policies, ${SIZE.attachments} attachments`);
console.log('calls made and fewest possible:');
for (const operation of new Set([...fewest.keys(), ...counted.keys()])) {
  console.log(`  ${operation.padEnd(38)} ${counted.get(operation) ?? 0} of ${fewest.get(operation) ?? 0}`);
}
printNumber({
  name: 'calls of a cold plan',
  value: String(run.calls.length),
  target: `at most ${Math.floor(bound * MOST)} (${MOST} x)`,
  reference: `${bound} are needed`,
  met: run.calls.length <= bound * MOST,
});

/** From the account alone: full pages of every list, one call for each document and group that can matter. */
function fewestCalls({ account, config }: World): ReadonlyMap<string, number> {
  const { users, groups, roles, policies, attachments } = account;
  const pages = (items: number, size: number) => Math.max(1, Math.ceil(items / size));
  const documents = new Set([
    ...attachments.map(({ type, policy }) => `${type}/${policy}`),
    ...policies.filter(({ name }) => name.startsWith(config.settings.prefix)).map(({ name }) => `Custom/${name}`),
  ]);
  const attachedGroups = attachments.flatMap(({ principal }) =>
    principal.startsWith('group:') ? [principal.slice('group:'.length)] : [],
  );
  const membersOf = new Set([...(config.groups ?? []).map(({ name }) => name), ...attachedGroups]);
  const names = new Set(roles.map(({ name }) => `role:${name}`));
  const grantedRoles = new Set(
    (config.grants ?? []).flatMap(({ to }) => to.filter((principal) => names.has(principal))),
  );
  return new Map([
    ['STS GetCallerIdentity', 1],
    ['IMS GetAccountSummary', 1],
    ['IMS GetDefaultDomain', 1],
    ['RAM ListUsers', pages(users.length, 1000)],
    ['RAM ListGroups', pages(groups.length, 100)],
    ['RAM ListRoles', pages(roles.length, 1000)],
    ['RAM GetRole', grantedRoles.size],
    ['RAM ListPolicies', pages(policies.filter(({ type }) => type === 'Custom').length, 1000)],
    ['ResourceManager ListPolicyAttachments', pages(attachments.length, 100)],
    ['ResourceManager ListResourceGroups', 1],
    ['RAM GetPolicy', documents.size],
    ['RAM ListUsersForGroup', membersOf.size],
  ]);
}

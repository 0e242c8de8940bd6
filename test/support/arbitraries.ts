import fc from 'fast-check';
import { formatIssue } from '../../src/config/issues.ts';
import { parseConfig } from '../../src/config/parse.ts';
import type { AccessConfig } from '../../src/config/types.ts';
import type { PolicySeed, Seed } from './memory-world.ts';
import { ACCOUNT, OWNER } from './world.ts';

/** Random files and accounts from small pools of names, so that what the file says and what is there collide. */

const USERS = ['alice', 'bob', 'carol', 'dave'];
const GROUPS = ['dev', 'ops'];
const ROLES = ['ci', 'bot'];
const PRINCIPALS = [
  ...USERS.map((name) => `user:${name}`),
  ...GROUPS.map((name) => `group:${name}`),
  ...ROLES.map((name) => `role:${name}`),
];
const SCOPES = ['account', 'rg-default', 'rg-team'];
const AREAS = ['prod:team/*', 'prod:team/api', 'prod:release', 'prod:*', 'legacy:old/*'];
const SYSTEM = ['AliyunContainerRegistryFullAccess', 'AliyunContainerRegistryReadOnlyAccess'];
export const PREFIX = 'acr-access-';

/** A file as plain data, before it is written as text. */
export type WrittenFile = Record<string, unknown> & {
  readonly grants?: Record<string, Record<string, unknown>>;
  readonly settings: { readonly ignore: readonly string[] };
};

const some = <T>(items: readonly T[], minLength = 0) => fc.subarray([...items], { minLength });

const statement = fc.record({
  Effect: fc.constantFrom('Allow', 'Deny'),
  Action: some(['cr:PullRepository', 'cr:PushRepository', 'cr:Get*', 'cr:List*'], 1),
  Resource: some(['*', 'acs:cr:*:*:repository/cri-prod000000000001/team/*', 'acs:cr:cn-hangzhou:*:repository/*'], 1),
});

/** Grants without recipients; ended and open-ended ones, of all three kinds. */
const access = fc.oneof(
  fc.record(
    {
      can: fc.constantFrom('pull', 'push', 'full'),
      on: some(AREAS, 1),
      console: fc.boolean(),
      reason: fc.constantFrom('why not', 'deploys'),
      until: fc.constantFrom('2020-01-01', '2030-01-01T00:00:00Z'),
    },
    { requiredKeys: ['can', 'on'] },
  ),
  fc.record({ policy: fc.constantFrom(...SYSTEM) }),
  fc.record({ statements: fc.array(statement, { minLength: 1, maxLength: 3 }) }),
);

const grantsFor = (recipients: readonly string[]) =>
  fc.dictionary(
    fc.constantFrom('read', 'push', 'raw', 'team'),
    fc
      .tuple(access, some(recipients, 1), fc.constantFrom(...SCOPES))
      .map(([given, to, scope]) => ({ ...given, to, ...(scope === 'account' ? {} : { scope }) }))
      .chain((grant) => fc.constantFrom(grant, grant, { ...grant, replaces: ['other-read'] })),
    { maxKeys: 4 },
  );

const ignorable = [[], [], ['user:dave'], ['role:*'], ['user:d*', 'group:ops']];

/** A file that passes the rules: it never asks for a change of who is ignored, nor of a user that it deletes. */
export const anyFile: fc.Arbitrary<WrittenFile> = fc
  .record({ ignore: fc.constantFrom(...ignorable), gone: fc.constantFrom(undefined, undefined, 'carol') })
  .chain(({ ignore, gone }) => {
    const ignored = (principal: string) =>
      ignore.some((glob) => (glob.endsWith('*') ? principal.startsWith(glob.slice(0, -1)) : principal === glob));
    const recipients = PRINCIPALS.filter((principal) => !ignored(principal) && principal !== `user:${gone}`);
    const members = USERS.filter((name) => recipients.includes(`user:${name}`));
    const groups = GROUPS.filter((name) => recipients.includes(`group:${name}`));
    const described = fc.record(
      { displayName: fc.constantFrom('A', 'B'), comments: fc.constantFrom('', 'x') },
      { requiredKeys: [] },
    );
    const users = fc
      .dictionary(fc.constantFrom(...members, 'new-bot'), described, { maxKeys: 2 })
      .map((all) => (gone === undefined ? all : { ...all, [gone]: { state: 'absent' } }));
    const group = fc.record({ members: some(members), comments: fc.constantFrom('', 'team') }, { requiredKeys: [] });
    const always = ['version', 'account', 'registries', 'settings'] as const;
    return fc.record(
      {
        version: fc.constant(1),
        account: fc.constant(ACCOUNT),
        registries: fc.constant({
          prod: { instance: 'cri-prod000000000001', region: 'cn-hangzhou' },
          legacy: { edition: 'personal', region: 'cn-hangzhou' },
        }),
        settings: fc.record({
          ignore: fc.constant(ignore),
          protect: fc.constantFrom([], [], [], ['user:alice'], ['role:c*']),
          systemPolicies: fc.constantFrom('enforce', 'enforce', 'report'),
          limits: fc.constantFrom({}, ...Array(4).fill({ removals: 1000, removalPercent: 100 })),
        }),
        users,
        groups: fc.dictionary(fc.constantFrom(...groups), group, { maxKeys: 2 }),
        grants: grantsFor(recipients),
      },
      { requiredKeys: gone === undefined ? [...always] : [...always, 'users'] },
    ) as unknown as fc.Arbitrary<WrittenFile>;
  });

/** The file as the program would read it. A file that the rules refuse is a mistake of the arbitrary. */
export function readFile(file: WrittenFile): AccessConfig {
  const parsed = parseConfig({ file: 'acr-access.yaml', bytes: new TextEncoder().encode(JSON.stringify(file)) });
  if (!parsed.ok) throw new Error(parsed.issues.map((issue) => formatIssue(issue, 'acr-access.yaml')).join('\n'));
  return parsed.value;
}

const allow = (Action: string | string[], Resource = '*') => ({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action, Resource }],
});

/** Documents as people leave them: plain ones, ones of other services, ones that break the grammar, and no JSON at all. */
const document = fc.constantFrom<unknown>(
  allow('cr:*'),
  allow(['cr:PullRepository', 'cr:Get*'], 'acs:cr:*:*:repository/cri-prod000000000001/team/*'),
  allow('ecs:*'),
  { Version: '1', Statement: [] },
  { Version: '2', Statement: 'hand edited' },
  'this is not JSON',
);

const owners = {
  ours: { 'managed-by': 'acr-access', 'managed-by-file': OWNER },
  theirs: { 'managed-by': 'acr-access', 'managed-by-file': 'org/other:acr-access.yaml' },
  half: { 'managed-by': 'acr-access' },
  none: {},
};

const policy = (name: string): fc.Arbitrary<PolicySeed> =>
  fc.record({
    name: fc.constant(name),
    description: fc.constantFrom('by hand', 'grant read', 'deploys'),
    tags: name.startsWith(PREFIX)
      ? fc.constantFrom(owners.ours, owners.ours, owners.ours, owners.theirs, owners.half, owners.none)
      : fc.constantFrom(owners.none, owners.none, owners.none, owners.theirs, owners.half),
    document,
    older: fc.array(document, { maxLength: 4 }),
  });

const POLICIES = [...['read', 'push', 'raw', 'gone', 'gone-2', 'theirs'].map((name) => PREFIX + name), 'other-read'];

/** A consistent account. Roles are never made by the file; every other name may be there or not. */
export const anyAccount: fc.Arbitrary<Seed> = fc
  .record({
    users: some(USERS, 2),
    groups: some(GROUPS, 1),
    policies: fc.tuple(...POLICIES.map(policy)).chain((all) => some(all)),
  })
  .chain(({ users, groups, policies }) => {
    const principals = [...users.map((name) => `user:${name}`), ...groups.map((name) => `group:${name}`), 'role:ci'];
    const held = [...policies.map(({ name }) => `Custom/${name}`), ...SYSTEM.map((name) => `System/${name}`)];
    const places = principals.flatMap((who) =>
      held.flatMap((what) => SCOPES.map((where) => `${who}/${what}/${where}`)),
    );
    return fc.record({
      account: fc.constant(ACCOUNT),
      users: fc
        .tuple(...users.map((name) => fc.record({ name: fc.constant(name), comments: fc.constantFrom('', 'x') })))
        .map((all) => [...all]),
      groups: fc
        .tuple(...groups.map(() => fc.record({ members: some(users), comments: fc.constantFrom('', 'team') })))
        .map((all) => Object.fromEntries(groups.map((name, index) => [name, all[index]!]))),
      roles: fc.constant(ROLES),
      policies: fc.constant(policies),
      // Half of those who could hold the policy that grants replace do: else hardly any account would have one to replace.
      attachments: fc
        .tuple(some(places), some(places.filter((place) => place.includes('/other-read/'))))
        .map(([all, replaceable]) => [...new Set([...all.slice(0, 14), ...replaceable])]),
      resourceGroups: fc.constant(['rg-team']),
    });
  });

/** Any names may be handed to --adopt; mostly those that a file is likely to need. */
export const anyAdoption = fc.oneof(
  { weight: 3, arbitrary: fc.constant([] as string[]) },
  { weight: 1, arbitrary: some(POLICIES) },
);

import fc from 'fast-check';
import type { PolicySeed, Seed } from './memory-world.ts';
import { ACCOUNT } from './world.ts';

/** Accounts as they grow by hand: the vendor's samples, copies of them, wildcards, and what nobody understands any more. */

export const INSTANCE = 'cri-prod000000000001';
const STAGING = 'cri-staging000000002';
const USERS = ['alice', 'bob', 'carol', 'dave', 'Dave'];
const READ = ['cr:Get*', 'cr:List*', 'cr:PullRepository'];
const PUSH = [...READ, 'cr:PushRepository'];

const statement = (Action: string | readonly string[], Resource: string | readonly string[], more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const document = (...statements: readonly object[]) => ({ Version: '1', Statement: statements });
const LOGIN = statement('cr:GetAuthorizationToken', '*');
const PERSONAL_CONSOLE = statement(['cr:ListNamespace', 'cr:ListRepository'], ['*']);

const regions = fc.constantFrom('*', 'cn-hangzhou');
const accounts = fc.constantFrom('*', ACCOUNT);
const paths = fc.constantFrom('team/*', 'team/api', 'team', 'te?m/*', 'team*', '*', 'release/*', 'a/b/c', 'Team/*');

const resource = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(regions, accounts, fc.constantFrom(INSTANCE, STAGING), paths)
      .map(([region, account, id, path]) => `acs:cr:${region}:${account}:repository/${id}/${path}`),
  },
  { weight: 3, arbitrary: fc.tuple(regions, paths).map(([region, path]) => `acs:cr:${region}:*:repository/${path}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '*',
      `acs:cr:*:*:instance/${INSTANCE}`,
      'acs:cr:*:*:*',
      `acs:cr:*:*:chart/${INSTANCE}/*`,
      'acs:cr:cn-beijing:*:repository/team/*',
      'acs:cr:*:*:repository/cri-gone0000000001/x/*',
      'acs:ecs:*:*:*',
    ),
  },
);
const actions = fc.constantFrom<readonly string[] | string>(
  READ,
  READ,
  PUSH,
  PUSH,
  'cr:*',
  'cr:*',
  ['cr:PullRepository'],
  ['cr:PullRepository', 'cr:PushRepository'],
  ['CR:getRepository', 'cr:listrepositorytag'],
  ['cr:CreateRepository'],
  ['cr:G*', 'cr:List*', 'cr:P*'],
  'cr:ListRepository',
);
const conditions = fc.constantFrom<object | undefined>(
  ...Array<undefined>(8).fill(undefined),
  { IpAddress: { 'acs:SourceIp': ['10.0.0.0/8'] } },
  { DateLessThan: { 'acs:CurrentTime': '2030-01-01T00:00:00Z' } },
  { DateLessThan: { 'acs:CurrentTime': '2020-01-01T00:00:00Z' } },
  { DateLessThan: { 'acs:CurrentTime': '2030-01-01T00:00:00+08:00' } },
  { Bool: { 'acs:MFAPresent': 'true' } },
);

const anyStatement = fc
  .tuple(
    fc.constantFrom('Allow', 'Allow', 'Allow', 'Allow', 'Allow', 'Deny'),
    actions,
    fc.array(resource, { minLength: 1, maxLength: 3 }),
    conditions,
  )
  .map(([Effect, Action, Resource, Condition]) => ({ Effect, Action, Resource, ...(Condition && { Condition }) }));

const areas = fc.tuple(
  fc.constantFrom('personal', INSTANCE, STAGING),
  fc.constantFrom('team', 'release', 'base'),
  regions,
);
const at = (registry: string, region: string, path: string) =>
  `acs:cr:${region}:*:repository/${registry === 'personal' ? '' : `${registry}/`}${path}`;

/** The documents of the vendor's pages and what people make of them: these are levels. */
export const typicalDocument = fc
  .tuple(areas, fc.constantFrom('pull', 'push', 'create', 'one', 'namespace', 'instance'), fc.boolean(), fc.boolean())
  .map(([[registry, namespace, region], kind, login, console]) => {
    const all = at(registry, region, `${namespace}/*`);
    const extra = [...(login ? [LOGIN] : []), ...(console && registry === 'personal' ? [PERSONAL_CONSOLE] : [])];
    switch (kind) {
      case 'pull':
        return document(statement(READ, [all]), ...extra);
      case 'push':
        return document(statement(PUSH.toReversed(), all), ...extra);
      case 'create':
        return document(
          statement([...PUSH, 'cr:CreateRepository'], all),
          statement('cr:CreateRepository', at(registry, region, namespace)),
          ...extra,
        );
      case 'one':
        return document(
          statement(['cr:*'], [at(registry, region, `${namespace}/nginx`)]),
          statement(['cr:Get*', 'cr:List*'], [at(registry, '*', namespace)]),
          ...extra,
        );
      case 'namespace':
        return document(statement(['cr:*'], [at(registry, region, namespace), all]), ...extra);
      case 'instance':
        break;
    }
    return document(statement('cr:*', at(registry, region, '*')), ...extra);
  });

const oddDocument = fc.constantFrom<unknown>(
  'this is not JSON',
  document(),
  { Version: '2', Statement: 'hand edited' },
  document(statement('ecs:*', '*')),
  document(statement(['ecs:*', 'cr:*'], '*')),
  document(statement('*', '*')),
  document({ Effect: 'Allow', NotAction: 'ram:*', Resource: '*' }),
  document(statement('cr:*', '*', { Principal: '*' })),
  document(statement('cr:*', 'everything')),
  document(statement(['cr:GetAuthorizationToken', 'cr:PullRepository', 'cr:PushRepository'], '*')),
  document(statement(READ, '*')),
  document(LOGIN),
  document(statement(PUSH, at(INSTANCE, '*', 'team/*')), {
    Effect: 'Deny',
    Action: 'cr:PushRepository',
    Resource: at(INSTANCE, '*', 'team/api'),
  }),
);

const anyDocument = fc.oneof(
  { weight: 4, arbitrary: typicalDocument },
  { weight: 4, arbitrary: fc.array(anyStatement, { minLength: 1, maxLength: 4 }).map((all) => document(...all)) },
  { weight: 2, arbitrary: oddDocument },
);

const OWNERS = [
  {},
  {},
  {},
  { 'managed-by': 'acr-access', 'managed-by-file': 'org/other:acr-access.yaml' },
  { 'managed-by': 'acr-access' },
];
const NAMES = [
  'team-read',
  'team-push',
  'ops',
  'Ops-2',
  'acr-access-team-pull',
  'acr-access-x',
  'old-one',
  'copy-of-old-one',
];

const policy = (name: string): fc.Arbitrary<PolicySeed> =>
  fc.record({
    name: fc.constant(name),
    description: fc.constantFrom('', 'by hand', 'with: a colon # and more', 'a\nline'),
    tags: fc.constantFrom(...OWNERS),
    document: anyDocument,
  });

const SYSTEM: readonly PolicySeed[] = [
  { name: 'AdministratorAccess', type: 'System', document: document(statement('*', '*')) },
  { name: 'AliyunECSFullAccess', type: 'System', document: document(statement('ecs:*', '*')) },
];
const SYSTEM_NAMES = [
  'AliyunContainerRegistryFullAccess',
  'AliyunContainerRegistryReadOnlyAccess',
  ...SYSTEM.map(({ name }) => name),
];
const SCOPES = ['account', 'account', 'rg-default', 'rg-team'];

export const anyHandMadeAccount: fc.Arbitrary<Seed> = fc
  .record({
    users: fc.subarray(USERS, { minLength: 2 }),
    policies: fc.tuple(...NAMES.map(policy)).chain((all) => fc.subarray(all, { minLength: 2 })),
  })
  .chain(({ users, policies }) => {
    const principals = [
      ...users.map((name) => `user:${name}`),
      'group:dev',
      'group:ops',
      'role:ci',
      'role:AliyunCSManagedAcrRole',
    ];
    const held = [...policies.map(({ name }) => `Custom/${name}`), ...SYSTEM_NAMES.map((name) => `System/${name}`)];
    const places = fc.tuple(fc.constantFrom(...principals), fc.constantFrom(...held), fc.constantFrom(...SCOPES));
    return fc.record({
      account: fc.constant(ACCOUNT),
      users: fc.constant(users),
      groups: fc.record({ dev: fc.subarray(users), ops: fc.subarray(users) }),
      roles: fc.constant(['ci', 'AliyunCSManagedAcrRole']),
      policies: fc.constant([...policies, ...SYSTEM]),
      attachments: fc
        .array(places, { minLength: 4, maxLength: 16 })
        .map((all) => [...new Set(all.map((parts) => parts.join('/')))]),
      quotas: fc.constantFrom({}, {}, { customPoliciesPerUser: 4 }),
      resourceGroups: fc.constant(['rg-team']),
      instances: fc.constantFrom(
        [],
        [{ id: INSTANCE, name: 'prod', region: 'cn-hangzhou', resourceGroup: 'rg-team', namespaces: [] }],
        [
          { id: INSTANCE, name: 'ACME Prod', region: 'cn-hangzhou', resourceGroup: 'rg-team', namespaces: [] },
          { id: STAGING, name: 'ACME prod', region: 'cn-beijing', resourceGroup: 'rg-default', namespaces: [] },
        ],
      ),
      personal: fc.constantFrom(
        [],
        [{ region: 'cn-hangzhou', namespaces: [] }],
        [
          { region: 'cn-hangzhou', namespaces: [] },
          { region: 'cn-beijing', namespaces: [] },
        ],
      ),
    });
  });

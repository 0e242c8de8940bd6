import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAccountFile } from '../../src/state/account-file.ts';
import { EXAMPLES } from '../support/example.ts';
import { importFrom, requestFor } from '../support/importing.ts';
import { type Fault, MemoryAccount } from '../support/memory-account.ts';
import type { Seed } from '../support/memory-world.ts';
import { ACCOUNT } from '../support/world.ts';

const INSTANCE = 'cri-prod000000000001';
const READ = ['cr:Get*', 'cr:List*', 'cr:PullRepository'];
const prod = { id: INSTANCE, name: 'prod', region: 'cn-hangzhou', resourceGroup: 'rg-default', namespaces: [] };

const document = (...statements: readonly object[]) => ({ Version: '1', Statement: statements });
const allow = (Action: unknown, Resource: unknown, more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const LOGIN = allow('cr:GetAuthorizationToken', '*');
const on = (path: string, region = '*'): string => `acs:cr:${region}:*:repository/${INSTANCE}/${path}`;
const pullOf = (namespace: string) => document(allow(READ, on(`${namespace}/*`, 'cn-hangzhou')), LOGIN);

const seed = (more: Partial<Seed>): Seed => ({
  account: ACCOUNT,
  users: ['alice', 'bob'],
  groups: { dev: ['alice'] },
  roles: ['ci'],
  instances: [prod],
  ...more,
});
const teamReads = seed({
  policies: [{ name: 'team-read', description: 'by hand', document: pullOf('team') }],
  attachments: ['user:alice/Custom/team-read/account'],
});
const fileOf = async (given: Seed, words: readonly string[] = []): Promise<string> => {
  const { code, stderr, text } = await importFrom(new MemoryAccount(given), ['--region', 'cn-hangzhou', ...words]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return text!;
};
const grantsOf = (text: string) => requestFor(text).config.grants!;

describe('a new file', () => {
  test('of the example is the one that stands next to it', async () => {
    const account = readFileSync(join(EXAMPLES, 'adoption/account.yaml'), 'utf8');
    expect(parseAccountFile({ file: 'account.yaml', bytes: Buffer.from(account) }).ok).toBe(true);
    const { text, code } = await importFrom(undefined, ['--against', 'account.yaml'], { 'account.yaml': account });
    expect(code).toBe(0);
    await expect(text).toMatchFileSnapshot(join(EXAMPLES, 'adoption/acr-access.yaml'));
  });

  test('says where a grant comes from, why, and what it replaces', async () => {
    expect(await fileOf(teamReads)).toContain(`grants:
  # Gives what the hand-made policy team-read gives.
  team-pull:
    reason: by hand
    can: pull
    on: prod:team/*
    to: user:alice
    replaces: team-read
`);
  });

  test('of an account without hand-made policies manages grants and has none', async () => {
    const text = await fileOf(seed({}));
    expect(grantsOf(text)).toEqual([]);
    expect(text).toContain('prod: { instance: cri-prod000000000001, region: cn-hangzhou }');
  });

  test.each<[string, object, object]>([
    ['push', document(allow([...READ, 'cr:PushRepository'], on('team/*')), LOGIN), { can: 'push' }],
    [
      'push and create',
      document(allow([...READ, 'cr:PushRepository'], on('team/*')), allow('cr:CreateRepository', on('team')), LOGIN),
      { can: 'push', create: true },
    ],
    [
      'full on a repository',
      document(allow('cr:*', on('team/api')), allow(['cr:Get*', 'cr:List*'], on('team')), LOGIN),
      { can: 'full' },
    ],
    ['full on a namespace', document(allow('cr:*', [on('team'), on('team/*')]), LOGIN), { can: 'full' }],
    ['pull without signing in', document(allow(READ, on('team/*'))), { can: 'pull', login: false }],
    [
      'pull with the console',
      document(
        allow(READ, on('team/*')),
        allow(['cr:ListInstance', 'cr:ListNamespace', 'cr:GetAuthorizationToken'], '*'),
        allow(['cr:GetInstance*', 'cr:ListInstance*'], `acs:cr:*:*:instance/${INSTANCE}`),
        allow('cr:ListRepository', on('*')),
      ),
      { can: 'pull', console: true },
    ],
    [
      'pull in other letters',
      document(allow(['CR:get*', 'cr:LIST*', 'cr:pullrepository'], on('team/*')), LOGIN),
      { can: 'pull' },
    ],
    [
      'pull until a day',
      document(
        ...[allow(READ, on('team/*')), LOGIN].map((one) => ({
          ...one,
          Condition: { DateLessThan: { 'acs:CurrentTime': '2030-01-01T00:00:00Z' } },
        })),
      ),
      { can: 'pull', until: '2030-01-01T00:00:00Z' },
    ],
  ])('recognises %s', async (_name, policy, { can, ...options }: { can?: string }) => {
    const [grant, ...others] = grantsOf(
      await fileOf({ ...teamReads, policies: [{ name: 'team-read', document: policy }] }),
    );
    expect(others).toEqual([]);
    expect(grant).toMatchObject({ access: { kind: 'level', can }, ...options });
  });

  test.each<[string, object]>([
    [
      'a condition',
      document(allow(READ, on('team/*'), { Condition: { IpAddress: { 'acs:SourceIp': '10.0.0.0/8' } } })),
    ],
    [
      'a Deny',
      document(allow(READ, on('team/*')), { Effect: 'Deny', Action: 'cr:PullRepository', Resource: on('team/x') }),
    ],
    ['a single action', document(allow('cr:PullRepository', on('team/*')))],
    ['everything', document(allow('cr:*', '*'))],
    [
      'an end in another zone',
      document(
        allow(READ, on('team/*'), { Condition: { DateLessThan: { 'acs:CurrentTime': '2030-01-01T00:00:00+08:00' } } }),
      ),
    ],
    ['an instance that nobody found', document(allow(READ, 'acs:cr:*:*:repository/cri-gone0000000001/team/*'))],
  ])('keeps %s as statements', async (_name, policy) => {
    const grants = grantsOf(await fileOf({ ...teamReads, policies: [{ name: 'team-read', document: policy }] }));
    expect(grants).toMatchObject([{ name: 'team-read', access: { kind: 'statements' }, replaces: ['team-read'] }]);
  });

  test('gives equal access to everybody in one grant, and keeps scopes apart', async () => {
    const text = await fileOf(
      seed({
        policies: [
          { name: 'a', document: pullOf('team') },
          { name: 'b', document: document(LOGIN, allow(READ.toReversed(), on('team/*'))) },
        ],
        attachments: ['user:alice/Custom/a/account', 'group:dev/Custom/b/account', 'role:ci/Custom/b/rg-default'],
      }),
    );
    expect(grantsOf(text)).toMatchObject([
      { name: 'team-pull', to: ['group:dev', 'user:alice'], replaces: ['a', 'b'], scope: 'account' },
      { to: ['role:ci'], replaces: ['b'], scope: 'rg-default' },
    ]);
  });

  test('divides a policy of two levels, and both grants replace it', async () => {
    const policy = document(
      allow([...READ, 'cr:PushRepository'], on('team/*')),
      allow(READ, on('base/*')),
      allow('cr:GetScan', on('team/*')),
      allow('cr:ListSignature*', '*'),
      LOGIN,
    );
    const grants = grantsOf(await fileOf({ ...teamReads, policies: [{ name: 'team-read', document: policy }] }));
    expect(grants.map(({ name, replaces }) => [name, replaces])).toEqual([
      ['base-pull', ['team-read']],
      ['team-push', ['team-read']],
      ['team-read', ['team-read']],
    ]);
  });

  test('takes no name of a policy that is there', async () => {
    const [grant] = grantsOf(
      await fileOf({
        ...teamReads,
        policies: [...teamReads.policies!, { name: 'acr-access-team-pull', document: pullOf('x') }],
      }),
    );
    expect(grant?.name).toBe('team-pull-prod');
  });

  test('writes what people typed so that it stays text', async () => {
    const description = 'yes: "quoted" # no comment';
    const text = await fileOf({
      ...teamReads,
      policies: [{ name: 'team-read', description, document: pullOf('team') }],
    });
    expect(grantsOf(text)[0]?.reason).toBe(description);
  });

  test('says which instances nobody found, and how to find them', async () => {
    const policy = document(allow(READ, on('team/*')), LOGIN);
    const { stdout, text } = await importFrom(
      new MemoryAccount({ ...teamReads, policies: [{ name: 'team-read', document: policy }] }),
    );
    const note = `Policies name ${INSTANCE}, which is in no region that was looked at: import again with --region REGION, into a new file.`;
    expect(stdout).toContain(note);
    expect(text?.replaceAll('\n# ', ' ')).toContain(note);
  });

  test('names what it leaves alone, with the reason', async () => {
    const { stdout, text } = await importFrom(
      new MemoryAccount(
        seed({
          roles: ['ci', 'AliyunServiceRole'],
          policies: [
            { name: 'mixed', document: document(allow(['ecs:*', 'cr:*'], '*')) },
            { name: 'not-action', document: document({ Effect: 'Allow', NotAction: 'ram:*', Resource: '*' }) },
            { name: 'odd', document: { Version: '2', Statement: 'hand edited' } },
            {
              name: 'theirs',
              tags: { 'managed-by': 'acr-access', 'managed-by-file': 'org/other:x.yaml' },
              document: pullOf('a'),
            },
            { name: 'of-service', document: pullOf('a') },
            { name: 'logs', document: document(allow('log:*', '*')) },
            { name: 'wide', document: document(allow('cr:*', 'acs:*:*:*:*')) },
          ],
          attachments: [
            ...['mixed', 'not-action', 'odd', 'theirs', 'logs', 'wide'].map(
              (name) => `user:alice/Custom/${name}/account`,
            ),
            'role:AliyunServiceRole/Custom/of-service/account',
          ],
        }),
      ),
    );
    expect(grantsOf(text!)).toEqual([]);
    const left = stdout.split('\n').filter((line) => line.includes('left alone'));
    expect(left).toEqual([
      '  left alone: policy mixed of user:alice: is also about other services, such as ecs:*',
      '  left alone: policy not-action of user:alice: is about every service but some actions (NotAction)',
      '  left alone: policy odd of user:alice: cannot be read as a policy',
      '  left alone: policy of-service of role:AliyunServiceRole: the role of an Alibaba Cloud service',
      '  left alone: policy theirs of user:alice: belongs to org/other:x.yaml',
      expect.stringContaining('left alone: policy wide of user:alice: a file cannot say it: '),
    ]);
    for (const line of left) expect(text?.replace(/\n# {2,}/g, ' ')).toContain(line.replace('  left alone: ', '# - '));
  });

  test('leaves what finds no room for the next import', async () => {
    const names = ['a', 'b', 'c'];
    const account = new MemoryAccount(
      seed({
        policies: names.map((name) => ({ name, document: pullOf(name) })),
        attachments: names.map((name) => `user:alice/Custom/${name}/account`),
        quotas: { customPoliciesPerUser: 5 },
      }),
    );
    const { text, stdout } = await importFrom(account);
    expect(grantsOf(text!).map(({ replaces }) => replaces)).toEqual([['a'], ['b']]);
    expect(stdout).toContain('left alone: policy c of user:alice: there is no room');
  });

  test('is data with --json', async () => {
    const { stdout } = await importFrom(new MemoryAccount(teamReads), ['--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      formatVersion: 1,
      account: ACCOUNT,
      file: 'acr-access.yaml',
      written: true,
      grants: [{ name: 'team-pull', kind: 'level', to: ['user:alice'], replaces: ['team-read'], advice: [] }],
      leftAlone: [],
      conflicts: [],
    });
  });
});

describe('system policies', () => {
  const held = seed({
    attachments: ['user:alice', 'group:dev'].map(
      (who) => `${who}/System/AliyunContainerRegistryReadOnlyAccess/account`,
    ),
  });

  test('of Container Registry stay, with everybody who holds them', async () => {
    expect(grantsOf(await fileOf(held))).toMatchObject([
      {
        name: 'registries-read',
        access: { policy: 'AliyunContainerRegistryReadOnlyAccess' },
        to: ['group:dev', 'user:alice'],
      },
    ]);
  });

  test('are reported only when somebody who holds them is not in the file', async () => {
    const text = await fileOf(held, ['--only', 'user:alice']);
    expect(requestFor(text).config.settings.systemPolicies).toBe('report');
    expect(grantsOf(text)).toEqual([]);
  });
});

test('--output starts a new file, whatever stands in the usual one', async () => {
  const files = { 'acr-access.yaml': 'not read' };
  const { code, text } = await importFrom(new MemoryAccount(teamReads), ['--output', 'infra/access.yaml'], files);
  expect(code).toBe(0);
  expect(text).toContain('# Gives what the hand-made policy team-read gives.');
  expect(files['acr-access.yaml']).toBe('not read');
});

test('--only takes over the policies of those who are named', async () => {
  const both = {
    ...teamReads,
    attachments: ['user:alice/Custom/team-read/account', 'user:bob/Custom/team-read/account'],
  };
  expect(grantsOf(await fileOf(both, ['--only', 'user:bob']))).toMatchObject([{ to: ['user:bob'] }]);
});

test('--groups takes over who is in the groups that get grants', async () => {
  const given = { ...teamReads, attachments: ['group:dev/Custom/team-read/account'] };
  expect(requestFor(await fileOf(given)).config.groups).toBeUndefined();
  expect(requestFor(await fileOf(given, ['--groups'])).config.groups).toMatchObject([
    { name: 'dev', members: ['alice'] },
  ]);
});

describe('registries', () => {
  test('are called what --registry says', async () => {
    const text = await fileOf(teamReads, ['--registry', `live=${INSTANCE}@cn-hangzhou`]);
    expect(grantsOf(text)[0]?.access).toMatchObject({ on: [{ registry: 'live', pattern: 'team/*' }] });
  });

  test('are looked for in the regions that policies name', async () => {
    const resources = ['cn-hangzhou', 'cn-beijing'].map((region) => `acs:cr:${region}:*:repository/team/*`);
    const text = await fileOf({
      ...teamReads,
      policies: [{ name: 'team-read', document: document(allow(READ, resources)) }],
      personal: ['cn-hangzhou', 'cn-beijing', 'cn-shenzhen'].map((region) => ({ region, namespaces: [] })),
    });
    expect(grantsOf(text)[0]?.access).toMatchObject({ kind: 'level', can: 'pull' });
    expect(requestFor(text).config.registries.map(({ name }) => name)).toEqual([
      'prod',
      'personal-cn-beijing',
      'personal-cn-hangzhou',
    ]);
  });

  test('of Personal Edition in any region are one, as in the samples of the vendor', async () => {
    const sample = document(allow(READ, ['acs:cr:*:*:repository/juzhong/*']));
    const text = await fileOf(
      seed({ ...teamReads, instances: [], policies: [{ name: 'team-read', document: sample }] }),
    );
    expect(requestFor(text).config.registries).toEqual([{ name: 'personal', edition: 'personal', region: '*' }]);
    expect(grantsOf(text)).toMatchObject([{ name: 'juzhong-pull', access: { kind: 'level' } }]);
  });
});

describe('a read that fails or is partial', () => {
  const anywhere: readonly [string, Fault][] = [
    ['attachments in resource groups', { on: 'attachments', kind: 'denied' }],
    ['a policy', { on: 'policy', kind: 'denied' }],
    ['the registries', { on: 'instances', kind: 'unreachable' }],
    ['the members of a group', { on: 'groupMembers', kind: 'denied' }],
    ['the users', { on: 'users', kind: 'unclear-before' }],
  ];
  test.each(anywhere)('of %s writes no file', async (_name, fault) => {
    const account = new MemoryAccount({
      ...teamReads,
      attachments: [...teamReads.attachments!, 'group:dev/Custom/team-read/account'],
    });
    account.faults = [fault];
    const { code, text, stderr } = await importFrom(account, ['--region', 'cn-hangzhou']);
    expect({ code, text }).toEqual({ code: 1, text: undefined });
    expect(stderr).not.toBe('');
  });
});

describe('bad usage', () => {
  test.each([
    [['--output', '/elsewhere/x.yaml'], 'outside of the repository'],
    [['--output', 'new.yaml', '--config', 'taken.yaml'], 'not both'],
    [['--output', 'taken.yaml'], 'an import writes over nothing'],
    [['--registry', 'other'], 'there is no registry of that name'],
    [['--registry', 'prod=cri-x'], 'NAME=INSTANCE@REGION'],
    [['--registry', 'prod=cri-X@cn-hangzhou'], 'is not an instance id'],
    [['--only', 'alice'], 'does not say whether it is a user, a group or a role'],
  ])('%j writes nothing', async (words, message) => {
    const files = { 'taken.yaml': 'mine' };
    const { code, stderr } = await importFrom(new MemoryAccount(teamReads), words, files);
    expect(code).toBe(64);
    expect(stderr).toContain(message);
    expect(files).toEqual({ 'taken.yaml': 'mine' });
  });

  test('a file that is wrong is not added to', async () => {
    const { code } = await importFrom(new MemoryAccount(teamReads), [], { 'acr-access.yaml': 'version: 2\n' });
    expect(code).toBe(65);
  });
});

test('policies of this very file stop an import that has no file', async () => {
  const tags = { 'managed-by': 'acr-access', 'managed-by-file': 'org/repo:acr-access.yaml' };
  const owned = {
    ...teamReads,
    policies: [{ name: 'acr-access-team', tags, document: pullOf('team') }],
    attachments: [],
  };
  const { code, text, stdout } = await importFrom(new MemoryAccount(owned));
  expect({ code, text }).toEqual({ code: 3, text: undefined });
  expect(stdout).toContain('Restore the file from the history of its repository');
});

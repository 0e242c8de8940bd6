import { describe, expect, it } from 'vitest';
import { run } from './support/surroundings.ts';

const ID = '1234567890123456';
const INSTANCE = 'cri-prod000000000001';
const on = (path: string): string => `acs:cr:cn-hangzhou:*:repository/${INSTANCE}/${path}`;
const allow = (Action: unknown, Resource: unknown = '*', more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const PULL = ['cr:Get*', 'cr:List*', 'cr:PullRepository'];
const LOGIN = allow('cr:GetAuthorizationToken');
const FULL = 'AliyunContainerRegistryFullAccess';
const policy = (name: string, ...Statement: object[]) => ({
  name,
  type: name === FULL ? 'System' : 'Custom',
  document: { Version: '1', Statement },
});
const holds = (principal: string, name: string, scope = 'account') => ({
  principal,
  policy: name,
  type: name === FULL ? 'System' : 'Custom',
  scope,
});
const until = (time: string) => ({ Condition: { DateLessThan: { 'acs:CurrentTime': time } } });
const ACCOUNT = {
  formatVersion: 1,
  account: ID,
  users: ['alice', 'bob', 'carol', 'dan', 'eve', 'idle'].map((name) => ({ name })),
  groups: [{ name: 'dev', members: ['alice'] }, { name: 'empty' }],
  roles: [{ name: 'ci' }],
  policies: [
    policy('acr-access-read', allow(PULL, on('team/*')), LOGIN),
    policy('acr-access-edited', allow('cr:*', on('team/*'))),
    policy('acr-access-short', allow(PULL, on('team/*'), until('2026-12-31T00:00:00Z'))),
    policy('by-hand', allow('cr:PushRepository', on('team/*'))),
    policy('ended', allow('cr:*', '*', until('2026-01-01T00:00:00Z'))),
    policy('bar', allow('cr:PullRepository', on('secret/*')), {
      Effect: 'Deny',
      Action: 'cr:PushRepository',
      Resource: on('team/a'),
    }),
    policy('pull-some', allow('cr:PullRepository', [on('team/a'), on('team/b')])),
    policy('logs', allow('log:Get*')),
    policy(FULL, allow('cr:*')),
    { name: 'broken', type: 'Custom', document: 'nonsense' },
  ],
  attachments: [
    holds('user:alice', 'by-hand'),
    holds('user:alice', 'ended'),
    holds('user:alice', 'logs'),
    holds('group:dev', 'acr-access-read'),
    holds('user:bob', FULL),
    holds('user:carol', 'acr-access-edited'),
    holds('user:dan', 'by-hand'),
    holds('user:dan', 'bar'),
    holds('user:dan', 'pull-some'),
    holds('user:eve', 'broken'),
    holds('user:eve', 'acr-access-read'),
    holds('role:ci', 'acr-access-short', 'rg-a'),
  ],
  resourceGroups: [{ id: 'rg-a', name: 'a' }],
  instances: [{ id: INSTANCE, name: 'acme', region: 'cn-hangzhou', resourceGroup: 'rg-a' }],
  personal: [],
};
const CONFIG = `version: 1
account: "${ID}"
registries:
  prod: { instance: ${INSTANCE}, region: cn-hangzhou }
grants:
  read: { can: pull, on: prod:team/*, to: [group:dev, user:eve] }
  edited: { can: pull, on: prod:team/*, to: user:carol }
  short: { can: pull, on: prod:team/*, to: role:ci, until: 2026-12-31, scope: rg-a, login: false }
  boss: { policy: ${FULL}, to: user:bob, until: 2026-12-31 }
`;
const FILES = { account: ACCOUNT, 'acr-access.yaml': CONFIG };
const ask = (...words: string[]) => run(['explain', ...words, '--against', 'account'], FILES);

describe('explain', () => {
  it.each([
    [
      'user:alice',
      `user:alice of account ${ID}, in group:dev

  can           where        by
  pull, log in  prod:team/*  group:dev → grant read (acr-access.yaml:6)
  push          prod:team/*  by-hand, not from the file

  nothing about images: ended, not from the file; logs, not from the file
`,
    ],
    [
      'user:bob',
      `user:bob of account ${ID}

  can         where   when                                            by
  everything  prod:*  until the first run after 2026-12-31T00:00:00Z  grant boss (acr-access.yaml:9): system policy ${FULL}
`,
    ],
    [
      'user:carol',
      `user:carol of account ${ID}

  can         where        by
  everything  prod:team/*  grant edited (acr-access.yaml:7), but acr-access-edited holds another text
`,
    ],
    [
      'user:dan',
      `user:dan of account ${ID}

  can                where                           by
  push               prod:team/b                     by-hand, not from the file
  cr:PushRepository  prod:team/* except prod:team/a  by-hand, not from the file
  pull               prod:secret/*                   bar, not from the file
  pull               prod:team/a; prod:team/b        pull-some, not from the file
`,
    ],
    ['user:idle', `user:idle of account ${ID}\n  no access to images\n`],
    [
      'role:ci',
      `role:ci of account ${ID}

  can   where        when                        by
  pull  prod:team/*  until 2026-12-31T00:00:00Z  grant short (acr-access.yaml:8) in rg-a
`,
    ],
    [
      'group:dev',
      `group:dev of account ${ID}, members: alice

  can           where        by
  pull, log in  prod:team/*  grant read (acr-access.yaml:6)
`,
    ],
    ['group:empty', `group:empty of account ${ID}\n  no access to images\n`],
  ])('tells what %s can do, and from where', async (who, text) => {
    expect(await ask(who)).toEqual({ code: 0, stdout: text, stderr: '' });
  });

  it('is not certain of anything beside a policy that cannot be read', async () => {
    const { stdout } = await ask('user:eve');
    expect(stdout).toMatch(/perhaps: pull.* prod:team\/\* .*not certain: .*grant read/);
    expect(stdout).toMatch(/perhaps: everything +prod:\* .*broken, not from the file/);
    expect(stdout).not.toMatch(/^ {2}pull/m);
  });

  it('goes by policies and instance ids where there is no file', async () => {
    const { stdout } = await run(['explain', 'user:alice', '--against', 'account'], { account: ACCOUNT });
    expect(stdout).toMatch(/pull, log in +cri-prod000000000001:team\/\* +group:dev → acr-access-read\n/);
    expect(stdout).toMatch(/push +cri-prod000000000001:team\/\* +by-hand\n/);
  });

  it('says it all to machines', async () => {
    const { code, stdout } = await ask('user:alice', '--json');
    expect(code).toBe(0);
    const { ways, ...head } = JSON.parse(stdout);
    expect(head).toEqual({
      formatVersion: 1,
      account: ID,
      principal: 'user:alice',
      groups: ['dev'],
      members: null,
    });
    expect(ways).toMatchObject([
      {
        via: ['group:dev', 'policy/acr-access-read'],
        policy: 'acr-access-read',
        type: 'Custom',
        scope: 'account',
        origin: 'file',
        grant: { name: 'read', source: { file: 'acr-access.yaml', line: 6 }, differs: false },
        until: null,
        access: expect.arrayContaining([
          expect.objectContaining({ verbs: ['pull'], area: { include: ['prod:team/*'], exclude: [] } }),
        ]),
      },
      { policy: 'by-hand', origin: 'shadow', grant: null },
      { policy: 'ended', origin: 'shadow', access: [] },
      { policy: 'logs', origin: 'shadow', access: [] },
    ]);
    expect(JSON.parse((await ask('group:dev', '--json')).stdout)).toMatchObject({ groups: [], members: ['alice'] });
    expect(JSON.parse((await ask('role:ci', '--json')).stdout).ways).toMatchObject([
      { scope: 'rg-a', until: '2026-12-31T00:00:00Z' },
    ]);
  });

  it('knows what the file asks for and leaves to people', async () => {
    const files = { ...FILES, 'acr-access.yaml': `${CONFIG}settings: { systemPolicies: report }\n` };
    const { stdout } = await run(['explain', 'user:bob', '--against', 'account', '--json'], files);
    expect(JSON.parse(stdout).ways).toMatchObject([{ origin: 'file', grant: { name: 'boss' } }]);
  });

  it.each([
    [['user:alise'], 'the account has no user, role or group "user:alise"; did you mean "user:alice"?'],
    [['dev'], 'did you mean "group:dev"?'],
    [['zzzzzzzz'], 'the account has no user, role or group "zzzzzzzz"'],
    [[], 'explain takes one PRINCIPAL'],
    [['user:alice', 'user:bob'], 'explain takes one PRINCIPAL'],
  ])('does not guess at %j', async (words, message) => {
    const ran = await ask(...words);
    expect(ran).toMatchObject({ code: 64, stdout: '' });
    expect(ran.stderr).toContain(message);
  });
});

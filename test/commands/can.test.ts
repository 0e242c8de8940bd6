import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../src/errors.ts';
import { parseAccountFile } from '../../src/state/account-file.ts';
import { accountFileReader } from '../../src/state/account-file-reader.ts';
import { run } from './support/surroundings.ts';

const ID = '1234567890123456';
const INSTANCE = 'cri-prod000000000001';
const REPOSITORY = `acs:cr:cn-hangzhou:${ID}:repository/${INSTANCE}`;
const PUSH = ['cr:PushRepository', 'cr:PullRepository'];
const policy = (name: string, ...Statement: object[]) => ({
  name,
  type: name.startsWith('Ad') ? 'System' : 'Custom',
  document: { Version: '1', Statement },
});
const allow = (Action: unknown, Resource: unknown = '*', more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const user = (name: string) => ({ name });
const holds = (principal: string, name: string) => ({
  principal,
  policy: name,
  type: name.startsWith('Ad') ? 'System' : 'Custom',
});
const ACCOUNT = {
  formatVersion: 1,
  account: ID,
  users: ['alice', 'bob', 'carol', 'dan', 'eve', 'root'].map(user),
  groups: [{ name: 'release', members: ['alice'] }],
  roles: [{ name: 'ci' }],
  policies: [
    policy(
      'push-release',
      allow(PUSH, `${REPOSITORY}/release/*`),
      allow('cr:ListRepository', `${REPOSITORY}/release/*`),
    ),
    policy('push-one', allow(PUSH, `${REPOSITORY}/release/web`)),
    policy('office', allow(PUSH, '*', { Condition: { IpAddress: { 'acs:SourceIp': '10.0.0.0/8' } } })),
    policy('barred', allow('cr:*'), { Effect: 'Deny', Action: 'cr:PushRepository', Resource: '*' }),
    policy('AdministratorAccess', allow('*')),
    { name: 'broken', type: 'Custom', document: 'nonsense' },
  ],
  attachments: [
    holds('group:release', 'push-release'),
    holds('user:bob', 'push-one'),
    holds('user:carol', 'office'),
    holds('user:dan', 'barred'),
    holds('user:eve', 'broken'),
    holds('user:root', 'AdministratorAccess'),
  ],
  instances: [{ id: INSTANCE, name: 'acme', region: 'cn-hangzhou' }],
  personal: [{ region: 'cn-hangzhou', namespaces: [] }],
};
const CONFIG = `version: 1
account: "${ID}"
registries:
  prod: { instance: ${INSTANCE}, region: cn-hangzhou }
  legacy: { edition: personal, region: "*" }
  gone: { instance: cri-gone000000000001, region: cn-hangzhou }
`;
const FILES = { account: ACCOUNT, 'acr-access.yaml': CONFIG };
const ask = (...words: string[]) => run([...words, '--against', 'account'], FILES);
const decisionOf = async (...words: string[]) =>
  (JSON.parse((await ask('can', ...words, '--json')).stdout) as { decision: string }).decision;

describe('can', () => {
  it.each([
    ['user:alice', 'push', 'prod:release/api', 'allow'],
    ['user:alice', 'push', 'prod:release/*', 'allow'],
    ['user:alice', 'push', 'prod:rel*', 'partly'],
    ['user:alice', 'push', 'prod:*', 'partly'],
    ['user:alice', 'push', 'prod:dev/*', 'implicit-deny'],
    ['user:alice', 'full', 'prod:release/*', 'partly'],
    ['user:root', 'full', 'prod:*', 'allow'],
    ['user:bob', 'push', 'prod:release/*', 'partly'],
    ['user:carol', 'push', 'prod:release/api', 'conditional'],
    ['user:dan', 'push', 'prod:release/api', 'explicit-deny'],
    ['user:dan', 'pull', 'prod:release/api', 'allow'],
    ['user:eve', 'push', 'prod:release/api', 'unknown'],
    ['role:ci', 'pull', 'prod:*', 'implicit-deny'],
    ['user:root', 'login', '*', 'allow'],
    ['user:alice', 'login', '*', 'implicit-deny'],
    ['user:alice', 'cr:PullRepository', 'prod:release/api', 'allow'],
    ['user:alice', 'cr:PullRepository', `${REPOSITORY}/release/api`, 'allow'],
    ['user:alice', 'pull', `${REPOSITORY}/release/api`, 'allow'],
    ['user:alice', 'cr:ListRepository', 'prod:release/*', 'allow'],
    ['user:alice', 'cr:ListRepository', 'prod:release', 'allow'],
    ['user:alice', 'cr:ListInstance', 'prod:release/api', 'implicit-deny'],
    ['user:carol', 'cr:PullRepository', 'prod:release/api', 'conditional'],
    ['user:root', 'ram:CreateUser', '*', 'allow'],
    ['user:root', 'pull', 'legacy:team/api', 'allow'],
  ])('%s %s %s: %s', async (who, what, where, decision) => {
    expect(await decisionOf(who, what, where)).toBe(decision);
  });

  it('asks about * where no place is given', async () => {
    expect(await decisionOf('user:root', 'login')).toBe('allow');
    expect(await decisionOf('user:alice', 'cr:ListInstance')).toBe('implicit-deny');
  });

  it('goes by instance ids where there is no file', async () => {
    const words = ['can', 'user:alice', 'push', `${INSTANCE}:release/api`, '--against', 'account', '--json'];
    const { code, stdout } = await run(words, { account: ACCOUNT });
    expect([code, JSON.parse(stdout).decision]).toEqual([0, 'allow']);
    const unknown = await run(['can', 'user:alice', 'push', 'prod:release/api', '--against', 'account'], {
      account: ACCOUNT,
    });
    expect(unknown).toMatchObject({ code: 64, stdout: '' });
    expect(unknown.stderr).toContain('Without --config, registries go by their ids');
  });

  it('shows a request of each side of a partly', async () => {
    const { stdout } = await ask('can', 'user:bob', 'push', 'prod:release/*', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      formatVersion: 1,
      principal: 'user:bob',
      can: 'push',
      on: 'prod:release/*',
      decision: 'partly',
      request: { action: 'cr:PushRepository', resource: `${REPOSITORY}/release/web` },
      denied: { action: 'cr:PushRepository', resource: expect.stringMatching(/\/release\/(?!web$)/) },
      reasons: [{ policy: 'push-one', effect: 'Allow', match: 'yes' }],
    });
  });

  it.each<[string, string[], string]>([
    [
      'yes',
      ['user:alice', 'push', 'prod:release/api'],
      'user:alice can push prod:release/api: yes\n  allowed by group:release → push-release, statement 1',
    ],
    ['no', ['role:ci', 'pull', 'prod:*'], 'role:ci can pull prod:*: no, nothing allows it'],
    [
      'denied',
      ['user:dan', 'push', 'prod:a/b'],
      'no, a policy denies it\n  allowed by barred, statement 1\n  denied by barred, statement 2',
    ],
    ['conditions', ['user:carol', 'push', 'prod:a/b'], 'only under conditions'],
    [
      'unknown',
      ['user:eve', 'push', 'prod:a/b'],
      'not certain\n  perhaps decided by broken, statement 1: the document breaks the policy grammar',
    ],
  ])('says %s to people', async (_title, words, text) => {
    const { code, stdout } = await ask('can', ...words);
    expect(code).toBe(0);
    expect(stdout).toContain(text);
  });

  it.each<[string[], string]>([
    [['user:alise', 'push', 'prod:release/api'], 'did you mean "user:alice"?'],
    [['alice', 'push', 'prod:release/api'], 'did you mean "user:alice"?'],
    [['ci', 'push', 'prod:release/api'], 'did you mean "role:ci"?'],
    [['group:release', 'push', 'prod:release/api'], 'ask for one of its members, such as user:alice'],
    [['user:alice', 'psuh', 'prod:release/api'], 'did you mean "push"?'],
    [['user:alice', 'cr:PullRepositories', 'prod:release/api'], 'did you mean "cr:PullRepository"?'],
    [['user:alice', 'push', 'prd:release/api'], 'did you mean "prod"?'],
    [['user:alice', 'push', 'release/api'], 'names no registry'],
    [['user:alice', 'push', 'prod:Release/api'], 'write "release/api"'],
    [['user:alice', 'push', 'gone:release/api'], 'the account has no registry "gone"'],
    [['user:alice', 'push'], 'needs an area'],
    [['user:alice', 'push', 'prod:release'], 'its repositories are prod:release/*'],
    [['user:alice', 'network', 'prod:release/*'], 'network means nothing on prod:release/*'],
    [['user:alice', 'push', `${REPOSITORY}/release/api`], 'with an ARN name one'],
    [['user:alice', 'cr:PullRepository', 'prod:release/*'], 'Name one repository'],
    [['user:alice', 'cr:PullRepository', 'prod:release'], 'Name one repository'],
    [['user:alice', 'cr:CreateRepository', 'prod:rel*/api'], 'Name one namespace'],
    [['user:alice', 'cr:PullRepository', 'legacy:team/api'], 'Name one'],
    [['user:alice'], 'can takes WHO WHAT'],
    [['user:alice', 'push', 'prod:a/b', 'more'], 'can takes WHO WHAT'],
  ])('does not guess at %j', async (words, message) => {
    const ran = await ask('can', ...words);
    expect(ran).toMatchObject({ code: 64, stdout: '' });
    expect(ran.stderr).toContain(message);
  });

  it('does not take one account for another, or a missing file for none', async () => {
    const words = ['can', 'user:alice', 'push', 'prod:release/api', '--against', 'account'];
    const other = await run(words, { ...FILES, 'acr-access.yaml': CONFIG.replace(ID, '6543210987654321') });
    expect(other).toMatchObject({ code: 64, stdout: '' });
    expect(await run([...words, '--config', 'x.yaml'], FILES)).toMatchObject({ code: 64, stdout: '' });
    expect(await run(words, { ...FILES, 'acr-access.yaml': 'version: 2\n' })).toMatchObject({ code: 65, stdout: '' });
  });
});

describe('can of the live account', () => {
  const parsed = parseAccountFile({ file: 'account', bytes: new TextEncoder().encode(JSON.stringify(ACCOUNT)) });
  const reader = accountFileReader(parsed.ok ? parsed.value : (undefined as never));
  const words = ['can', 'user:alice', 'push', 'prod:release/api', '--json'];
  const files = { 'acr-access.yaml': CONFIG };

  it('answers like the saved one', async () => {
    expect(JSON.parse((await run(words, files, reader)).stdout)).toMatchObject({ decision: 'allow' });
  });

  it('does not answer where grants in resource groups are not visible', async () => {
    const denied = async () => {
      throw new ServiceError({ kind: 'denied', operation: 'ListPolicyAttachments', message: 'no' });
    };
    const ran = await run(words, files, { ...reader, attachments: denied });
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain('ram:ListPolicyAttachments');
  });

  it('refuses an account that the file is not for', async () => {
    const ran = await run(words, { 'acr-access.yaml': CONFIG.replace(ID, '6543210987654321') }, reader);
    expect(ran).toMatchObject({ code: 3, stdout: '' });
  });
});

describe('who-can', () => {
  it('lists who may, with the way, and who might', async () => {
    const { code, stdout } = await ask('who-can', 'push', 'prod:release/api', '--json');
    expect(code).toBe(0);
    const { formatVersion, can, on, who } = JSON.parse(stdout);
    expect([formatVersion, can, on]).toEqual([1, 'push', 'prod:release/api']);
    expect(who.map((one: { principal: string; decision: string }) => [one.principal, one.decision])).toEqual([
      ['user:alice', 'allow'],
      ['user:carol', 'conditional'],
      ['user:eve', 'unknown'],
      ['user:root', 'allow'],
    ]);
  });

  it('says it to people', async () => {
    const { stdout } = await ask('who-can', 'push', 'prod:release/*');
    expect(stdout).toBe(`who can push prod:release/*
  user:alice  yes, by group:release → push-release
  user:bob    partly, by push-one
  user:carol  only under conditions, by office
  user:eve    not certain, by broken
  user:root   yes, by AdministratorAccess
`);
  });

  it('says so when it is nobody', async () => {
    const { code, stdout } = await run(['who-can', 'login', '--against', 'account'], {
      account: { formatVersion: 1, account: ID },
    });
    expect([code, stdout]).toEqual([0, 'nobody can login on *\n']);
  });

  it('wants to know what', async () => {
    expect(await ask('who-can')).toMatchObject({ code: 64, stdout: '' });
  });
});

import { expect, test } from 'vitest';
import { WORLD } from './support/cloud.ts';
import { KEY, loginJob, OIDC } from './support/job.ts';
import { startCloud } from './support/start-cloud.ts';

/** Without any call, with bad usage (64), and without a file. */
test.each<[string, Record<string, string>, string]>([
  ['no registry', { ...OIDC, registry: '' }, 'input registry is empty'],
  [
    'a registry elsewhere',
    { ...OIDC, registry: 'acme-registry.cn-hangzhou.cr.aliyuncs.com.evil.com', 'instance-id': '' },
    'does not say which instance',
  ],
  ['user info', { ...OIDC, registry: 'user:pass@acme-registry.cn-hangzhou.cr.aliyuncs.com' }, 'user name or password'],
  ['look-alike letters', { ...OIDC, registry: 'асme-registry.cn-hangzhou.cr.aliyuncs.com' }, 'outside of ASCII'],
  ['a bucket', { ...OIDC, registry: 'bucket.oss-cn-hangzhou.aliyuncs.com' }, 'no host of a registry'],
  ['one bad line of two', { ...OIDC, registry: 'registry.cn-hangzhou.aliyuncs.com\nregistry.io:5000' }, 'names a port'],
  [
    'a region that differs from the host',
    { ...OIDC, registry: 'acme-registry.cn-hangzhou.cr.aliyuncs.com', region: 'cn-shanghai' },
    'input region is cn-shanghai',
  ],
  [
    'an instance for Personal Edition',
    { ...OIDC, registry: 'registry.cn-hangzhou.aliyuncs.com' },
    'is Personal Edition, and input instance-id names',
  ],
  ['two identities', { ...KEY, username: 'u', password: 'a-password' }, 'is another'],
  ['half a permanent login', { username: 'u' }, 'input password is empty'],
  ['a user name with a colon', { username: 'bob:eve', password: 'a-password' }, 'input username holds a colon'],
  ['a password of two lines', { username: 'bob', password: 'abc-1\nxyz-2' }, 'input password holds a line break'],
  ['half a role', { 'role-arn': OIDC['role-arn'] }, 'oidc-provider-arn is missing'],
  ['a duration that is none', { ...OIDC, 'session-duration': '15m' }, 'from 900 to 43200'],
  ['hours that are too many', { ...OIDC, 'expires-in-hours': '25' }, 'from 1 to 24'],
  ['a word that is none', { ...OIDC, verify: 'all' }, 'none or token or pull or push'],
])('%s is refused before anything is sent', async (_, inputs, said) => {
  const cloud = await startCloud();
  const { runner, login } = await loginJob(cloud);
  const run = await login(inputs);
  expect(run.code, run.log).toBe(64);
  expect(run.log).toContain(said);
  expect(cloud.asked).toEqual([]);
  expect(runner.env).toEqual({});
  expect(run.outputs).toEqual({});
});

test('empty secrets, as in runs of forks and of Dependabot, are an error that says so', async () => {
  const { login } = await loginJob(await startCloud());
  const empty = { 'access-key-id': '', 'access-key-secret': '', username: 'bot@example', password: '' };
  const run = await login(empty);
  expect(run.code).toBe(64);
  expect(run.log).toMatch(/forks and of Dependabot get no secrets/);
});

test('a loopback registry is refused outside of tests', async () => {
  const { login } = await loginJob(await startCloud(), { variables: { ACR_ACCESS_EMULATOR: '' } });
  const run = await login({ ...OIDC, registry: '127.0.0.1:5000' });
  expect([run.code, run.log]).toEqual([64, expect.stringContaining('which is no registry')]);
});

test('without credentials nothing is sent, and the ways to give some are named', async () => {
  const cloud = await startCloud();
  const { login } = await loginJob(cloud, { variables: { ACR_ACCESS_EMULATOR: '' } });
  const run = await login({ registry: 'registry.cn-hangzhou.aliyuncs.com', 'instance-id': '', region: '' });
  expect([run.code, run.log]).toEqual([1, expect.stringMatching(/id-token: write.*forks and of Dependabot/s)]);
});

test('a job without the permission for ID tokens is told which one', async () => {
  const cloud = await startCloud();
  const { login } = await loginJob(cloud, { variables: { ACTIONS_ID_TOKEN_REQUEST_URL: '' } });
  const run = await login(OIDC);
  expect([run.code, run.log]).toEqual([1, expect.stringContaining('id-token: write')]);
  expect(cloud.asked).toEqual([]);
});

test('a host that only looks like a registry gets no password, whatever instance-id says', async () => {
  const cloud = await startCloud();
  const { runner, login } = await loginJob(cloud);
  const run = await login({ ...OIDC, registry: 'acme-registry.cn-hangzhou.cr.aliyuncs.com.evil.com' });
  expect(run.code).toBe(64);
  expect(run.log).toContain('does not list acme-registry.cn-hangzhou.cr.aliyuncs.com.evil.com');
  expect(cloud.asked.map(({ action }) => action)).not.toContain('GetAuthorizationToken');
  expect(runner.env).toEqual({});
});

test('an identity that may not ask for a password is told which action', async () => {
  const account = { ...WORLD.account, attachments: [] };
  const { login } = await loginJob(await startCloud({ account }));
  const run = await login(OIDC);
  expect(run.code).toBe(1);
  expect(run.log).toContain('role/ci-release');
  expect(run.log).toContain('Allow cr:GetAuthorizationToken on Resource');
});

test('an identity that may not list instances is told the two ways out', async () => {
  const document = {
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: 'cr:GetAuthorizationToken', Resource: '*' }],
  };
  const account = { ...WORLD.account, policies: [{ name: 'images', type: 'Custom' as const, document }] };
  const { login } = await loginJob(await startCloud({ account }));
  const registry = 'acme-registry.cn-hangzhou.cr.aliyuncs.com';
  const run = await login({ ...OIDC, registry, 'instance-id': '', region: '' });
  expect(run.code).toBe(1);
  expect(run.log).toMatch(/cr:ListInstance/);
  expect(run.log).toMatch(/instance-id/);
});

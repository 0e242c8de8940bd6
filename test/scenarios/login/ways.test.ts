import { describe, expect, test } from 'vitest';
import { PROVIDER_ARN, ROLE_ARN, token } from '../../emulator/oidc.ts';
import { ACCOUNT, BOT, INSTANCE, OTHER } from './support/cloud.ts';
import { configIn, KEY, loginJob, OIDC, savedLogin } from './support/job.ts';
import { startCloud } from './support/start-cloud.ts';

const actions = ({ asked }: { asked: readonly { url: string; action: string }[] }): string[] =>
  asked.map(({ url, action }) => action || url.replace(/\?.*/, ''));

describe('the credentials', () => {
  test('of a role by OIDC take three calls for a known instance, and are named after the run', async () => {
    const cloud = await startCloud();
    const { runner, login } = await loginJob(cloud);
    const run = await login(OIDC);
    expect(run.code, run.log).toBe(0);
    expect(actions(cloud)).toEqual(['/token', 'AssumeRoleWithOIDC', 'GetAuthorizationToken']);
    expect(run.outputs['identity-arn']).toBe(`acs:ram::${ACCOUNT}:role/ci-release/acr-access.org.repo@4711-1`);
    expect(await savedLogin(runner.env.DOCKER_CONFIG!, cloud.host)).toEqual({
      username: run.outputs.username,
      password: run.outputs.password,
    });
    expect(run.log).toContain('role-arn and oidc-provider-arn (OIDC)');
  });

  test.each<[string, Record<string, string>, Record<string, string>]>([
    ['access-key-id and access-key-secret', KEY, {}],
    ...['ALIBABA_CLOUD', 'ALIBABACLOUD', 'ALICLOUD'].map(
      (prefix): [string, Record<string, string>, Record<string, string>] => [
        `${prefix}_ACCESS_KEY_ID and ${prefix}_ACCESS_KEY_SECRET`,
        {},
        { [`${prefix}_ACCESS_KEY_ID`]: BOT.id, [`${prefix}_ACCESS_KEY_SECRET`]: BOT.secret },
      ],
    ),
  ])('%s are used, named, and never shown', async (source, inputs, env) => {
    const { login } = await loginJob(await startCloud());
    const run = await login(inputs, { env });
    expect(run.code, run.log).toBe(0);
    expect(run.log).toContain(`Alibaba Cloud credentials: ${source}`);
    expect(run.outputs['identity-arn']).toBe(`acs:ram::${ACCOUNT}:user/bot`);
    expect(run.masks).toEqual(expect.arrayContaining([BOT.id, BOT.secret]));
  });

  test('of a session are used with their token', async () => {
    const cloud = await startCloud();
    const { login } = await loginJob(cloud);
    const key = await sessionKey(cloud.emulator.url);
    const run = await login(key);
    expect(run.code, run.log).toBe(0);
    expect(run.outputs['identity-arn']).toMatch(/role\/ci-release\/by-hand$/);
    expect(run.log).toContain('with security-token');
    const without = await login({ ...key, 'security-token': '' });
    expect(without.code).toBe(1);
    expect(without.log).toContain('`security-token`');
  });

  test('of inputs win over the environment, and half of a pair is an error', async () => {
    const { login } = await loginJob(await startCloud());
    const wrong = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI-wrong', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'wrong-secret' };
    expect((await login(KEY, { env: wrong })).code).toBe(0);
    const half = await login({ 'access-key-id': BOT.id }, { env: wrong });
    expect(half.code).not.toBe(0);
    expect(half.log).toContain('access-key-secret is missing');
  });

  test('of another account than the allowed ones are refused before a password is asked for', async () => {
    const cloud = await startCloud();
    const { login } = await loginJob(cloud);
    for (const inputs of [KEY, OIDC]) {
      const run = await login({ ...inputs, 'allowed-account-ids': '1111111111111111\n2222222222222222' });
      expect(run.code).toBe(3);
      expect(run.log).toContain(`belong to account ${ACCOUNT}`);
      expect((await login({ ...inputs, 'allowed-account-ids': ACCOUNT })).code).toBe(0);
    }
    expect(actions(cloud).filter((action) => action === 'GetAuthorizationToken')).toHaveLength(2);
  });
});

async function sessionKey(url: string): Promise<Record<string, string>> {
  const query = new URLSearchParams({ Action: 'AssumeRoleWithOIDC', Version: '2015-04-01', Format: 'JSON' });
  const body = new URLSearchParams({
    OIDCProviderArn: PROVIDER_ARN,
    RoleArn: ROLE_ARN,
    RoleSessionName: 'by-hand',
    OIDCToken: token(),
  });
  const answer = (await (await fetch(`${url}/?${query.toString()}`, { method: 'POST', body })).json()) as {
    Credentials: { AccessKeyId: string; AccessKeySecret: string; SecurityToken: string };
  };
  const { AccessKeyId, AccessKeySecret, SecurityToken } = answer.Credentials;
  return { 'access-key-id': AccessKeyId, 'access-key-secret': AccessKeySecret, 'security-token': SecurityToken };
}

describe('the registry', () => {
  const plain = { 'instance-id': '', region: '' };

  test('of the Enterprise Edition is found by the name in its host', async () => {
    const cloud = await startCloud();
    const { runner, login } = await loginJob(cloud);
    const registry = 'https://acme-registry.cn-hangzhou.cr.aliyuncs.com/release/api:1.0';
    const run = await login({ ...OIDC, ...plain, registry });
    expect(run.code, run.log).toBe(0);
    expect(run.outputs).toMatchObject({
      registry: 'acme-registry.cn-hangzhou.cr.aliyuncs.com',
      edition: 'enterprise',
      region: 'cn-hangzhou',
      'instance-id': INSTANCE,
    });
    expect(actions(cloud)).toEqual(['/token', 'AssumeRoleWithOIDC', 'ListInstance', 'GetAuthorizationToken']);
    expect(Object.keys((await configIn(runner.env.DOCKER_CONFIG!)).auths ?? {})).toEqual([run.outputs.registry]);
  });

  test('of the Personal Edition needs no instance', async () => {
    const cloud = await startCloud();
    const { login } = await loginJob(cloud);
    const run = await login({ ...OIDC, ...plain, registry: 'registry.cn-hangzhou.aliyuncs.com' });
    expect(run.code, run.log).toBe(0);
    expect(run.outputs).toMatchObject({ edition: 'personal', region: 'cn-hangzhou', 'instance-id': '' });
    expect(actions(cloud)).toHaveLength(3);
    expect(cloud.asked.at(-1)?.url).toBe('/tokens');
  });

  test('may be several: one password for each instance, region and edition', async () => {
    const cloud = await startCloud();
    const { runner, login } = await loginJob(cloud);
    const hosts = [
      'acme-registry.cn-hangzhou.cr.aliyuncs.com',
      'acme-registry-vpc.cn-hangzhou.cr.aliyuncs.com',
      'elsewhere-registry.cn-shanghai.cr.aliyuncs.com',
      'registry.cn-hangzhou.aliyuncs.com',
      'registry-vpc.cn-hangzhou.aliyuncs.com',
    ];
    const run = await login({ ...OIDC, ...plain, registry: hosts.join('\n') });
    expect(run.code, run.log).toBe(0);
    expect(actions(cloud).filter((action) => action === 'GetAuthorizationToken')).toHaveLength(3);
    expect(actions(cloud).filter((action) => action === 'AssumeRoleWithOIDC')).toHaveLength(1);
    const logins = await Promise.all(hosts.map((host) => savedLogin(runner.env.DOCKER_CONFIG!, host)));
    expect(new Set(logins.map(({ password }) => password)).size).toBe(3);
    expect(logins[0]).toEqual(logins[1]);
    const registries = JSON.parse(run.outputs.registries!) as Record<string, { instanceId: string | null }>;
    expect(Object.keys(registries)).toEqual(expect.arrayContaining(hosts));
    expect(registries[hosts[2]!]).toMatchObject({ region: 'cn-shanghai', instanceId: OTHER, edition: 'enterprise' });
    for (const { password } of logins) expect(run.masks).toContain(password);
    expect(run.outputs.registries).not.toContain(logins[0]?.password);
  });

  test('hosts: all adds the other names of the instance, and a custom domain is one of them', async () => {
    const cloud = await startCloud({ instances: { [INSTANCE]: { customDomains: ['images.example.com'] } } });
    const { runner, login } = await loginJob(cloud);
    const all = await login({ ...OIDC, ...plain, registry: 'acme-registry.cn-hangzhou.cr.aliyuncs.com', hosts: 'all' });
    expect(all.code, all.log).toBe(0);
    expect(Object.keys((await configIn(runner.env.DOCKER_CONFIG!)).auths ?? {}).toSorted()).toEqual([
      'acme-registry-vpc.cn-hangzhou.cr.aliyuncs.com',
      'acme-registry.cn-hangzhou.cr.aliyuncs.com',
      'images.example.com',
    ]);
    const custom = await login({ ...OIDC, registry: 'images.example.com' });
    expect(custom.code, custom.log).toBe(0);
    const foreign = await login({ ...OIDC, registry: 'images.example.org' });
    expect(foreign.code).toBe(64);
    expect(foreign.log).toContain('does not list images.example.org');
  });

  test('with a permanent password is called by nobody', async () => {
    const cloud = await startCloud();
    const { runner, login } = await loginJob(cloud);
    const registry = 'crpi-0123456789abcdef.cn-hangzhou.personal.cr.aliyuncs.com';
    const run = await login({ ...plain, registry, username: 'bot@example', password: 'a-permanent-password' });
    expect(run.code, run.log).toBe(0);
    expect(cloud.asked).toEqual([]);
    expect(run.outputs).toMatchObject({ registry, username: 'bot@example', edition: 'personal', 'expires-at': '' });
    expect(await savedLogin(runner.env.DOCKER_CONFIG!, registry)).toEqual({
      username: 'bot@example',
      password: 'a-permanent-password',
    });
    expect(run.masks).toContain('a-permanent-password');
    const without = await login({ ...OIDC, ...plain, registry });
    expect(without.code).toBe(64);
    expect(without.log).toContain('takes no temporary passwords');
  });
});

describe('the end of the password', () => {
  const inOneHour = 3_600_000;

  test('is what the service said', async () => {
    const cloud = await startCloud();
    const { login } = await loginJob(cloud);
    const run = await login({ ...OIDC, 'session-duration': '900' });
    const left = Date.parse(run.outputs['expires-at']!) - Date.now();
    expect(left).toBeGreaterThan(600_000);
    expect(left).toBeLessThanOrEqual(900_000);
    expect(run.outputs['expires-at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test('is as many hours away as were asked for, and a job that takes longer is warned', async () => {
    const cloud = await startCloud();
    const { login } = await loginJob(cloud);
    const long = await login({ ...KEY, 'expires-in-hours': '5', 'expected-duration': '7200' });
    expect(Date.parse(long.outputs['expires-at']!) - Date.now()).toBeGreaterThan(4.9 * inOneHour);
    expect(cloud.asked.find(({ action }) => action === 'GetAuthorizationToken')?.url).toContain('ExpiresInHours=5');
    expect(long.commands.filter(({ name }) => name === 'warning')).toEqual([]);
    const short = await login({ ...KEY, 'expected-duration': '7200' });
    expect(short.code).toBe(0);
    expect(short.commands.find(({ name }) => name === 'warning')?.data).toMatch(/ends at .*expected to take 7200 s/);
  });
});

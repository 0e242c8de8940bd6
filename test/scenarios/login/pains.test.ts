import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configIn, KEY, loginJob, OIDC, savedLogin } from './support/job.ts';
import { startCloud } from './support/start-cloud.ts';

/** Complaints about other login actions (docs/login-pains.md), tried on the bundle as it ships. */
const PERSONAL = { registry: 'registry.cn-hangzhou.aliyuncs.com', 'instance-id': '', region: '' };

async function sharedHome(count: number, text?: string) {
  const cloud = await startCloud();
  const jobs = await Promise.all(Array.from({ length: count }, () => loginJob(cloud)));
  const home = join(jobs[0]!.runner.temp, '.docker');
  await mkdir(home);
  if (text !== undefined) await writeFile(join(home, 'config.json'), text, { mode: 0o600 });
  return { cloud, jobs, home, env: { DOCKER_CONFIG: home } };
}

test('pain 1: the logout of one job leaves the login of another on the same machine', async () => {
  const { cloud, jobs, home, env } = await sharedHome(2);
  const [first, second] = jobs;
  await first!.login({ ...OIDC, 'config-mode': 'shared' }, { env });
  const run = await second!.login({ ...OIDC, 'config-mode': 'shared' }, { env });
  expect((await first!.runner.finish())[0]?.code).toBe(0);
  expect(await savedLogin(home, cloud.host)).toMatchObject({ password: run.outputs.password });
  await second!.runner.finish();
  await expect(readFile(join(home, 'config.json'))).rejects.toThrow('ENOENT');
});

test('pain 2: eight jobs that log in at once lose no login, and leave the file as it was', async () => {
  const before = '{\n  "auths": { "registry.example.com": { "auth": "dTpw" } }\n}\n';
  const { jobs, home, env } = await sharedHome(8, before);
  const hosts = jobs.map(
    (_, index) => `crpi-${createHash('md5').update(String(index)).digest('hex')}.cn-hangzhou.personal.cr.aliyuncs.com`,
  );
  const login = { 'instance-id': '', region: '', username: 'bot@example', 'config-mode': 'shared' };
  const runs = await Promise.all(
    jobs.map((job, index) =>
      job.login({ ...login, registry: hosts[index]!, password: `password-of-job-${index}` }, { env }),
    ),
  );
  expect(runs.map(({ code }) => code)).toEqual(hosts.map(() => 0));
  const logins = await Promise.all(hosts.map((host) => savedLogin(home, host)));
  expect(logins.map(({ password }) => password)).toEqual(hosts.map((_, index) => `password-of-job-${index}`));
  const posts = await Promise.all(jobs.map(({ runner }) => runner.finish()));
  expect(posts.flat().map(({ log }) => log.includes('::warning'))).toEqual(hosts.map(() => false));
  expect(await readFile(join(home, 'config.json'), 'utf8')).toBe(before);
}, 60_000);

test('pain 3: other logins of the machine are kept', async () => {
  const { cloud, jobs, env } = await sharedHome(
    1,
    '{"auths":{"registry.example.com":{"auth":"dTpw"}},"detachKeys":"ctrl-q"}',
  );
  await jobs[0]!.login(OIDC, { env });
  const config = await configIn(jobs[0]!.runner.env.DOCKER_CONFIG!);
  expect(config).toMatchObject({ auths: { 'registry.example.com': { auth: 'dTpw' } }, detachKeys: 'ctrl-q' });
  expect(Object.keys(config.auths ?? {})).toContain(cloud.host);
});

test('pain 4: USER_NOT_EXIST of the Personal Edition is said in words', async () => {
  const { login } = await loginJob(await startCloud({ withoutPersonalPassword: ['bot'] }));
  const run = await login({ ...KEY, ...PERSONAL });
  expect(run.code).toBe(1);
  expect(run.log).toContain('USER_NOT_EXIST');
  expect(run.log).toMatch(/set .*registry password|registry password.*set/i);
});

test('pain 5: success without a password is no success', async () => {
  const cloud = await startCloud();
  cloud.intercept = (request, response) => {
    const isMeant = request.headers['x-acs-action'] === 'GetAuthorizationToken';
    if (isMeant)
      response.end(JSON.stringify({ IsSuccess: true, Code: 'success', TempUsername: 'u', AuthorizationToken: '' }));
    return isMeant;
  };
  const { runner, login } = await loginJob(cloud);
  const run = await login(OIDC);
  expect(run.code).toBe(1);
  expect(runner.env.DOCKER_CONFIG).toBeUndefined();
});

test('pain 6: a service that fails for a moment does not fail the job', async () => {
  const faults = [
    { operation: 'AssumeRoleWithOIDC', times: 1, fault: { kind: 'html' } as const },
    { operation: 'GetAuthorizationToken', times: 1, fault: { kind: 'throttle', retryAfterMs: 20 } as const },
    { operation: 'GetAuthorizationToken', calls: [2], fault: { kind: 'reset' } as const },
  ];
  const cloud = await startCloud({ faults });
  const { login } = await loginJob(cloud);
  const run = await login(OIDC);
  expect(run.code, run.log).toBe(0);
  expect(cloud.emulator.journal).toHaveLength(5);
});

test('pain 17: an ID token that the role does not trust is shown by its claims, next to what RAM expects', async () => {
  const { login } = await loginJob(await startCloud({ roles: { 'ci-release': {} } }));
  const run = await login(OIDC);
  expect(run.code).toBe(1);
  expect(run.log).toContain('repo:org@1/app@2:environment:prod');
  expect(run.log).toContain('sts.aliyuncs.com');
});

test('pain 17: the ID token is asked for anew with each try', async () => {
  const cloud = await startCloud({ faults: [{ operation: 'AssumeRoleWithOIDC', times: 2, fault: { kind: 'html' } }] });
  const { login } = await loginJob(cloud);
  expect((await login(OIDC)).code).toBe(0);
  expect(cloud.asked.filter(({ url }) => url.startsWith('/token?'))).toHaveLength(3);
});

test('pain 18: nothing is written into the workspace', async () => {
  const cloud = await startCloud();
  const { runner, login } = await loginJob(cloud, { files: { 'acr-access.yaml': '' } });
  await login(OIDC);
  expect(runner.env.DOCKER_CONFIG?.startsWith(`${runner.temp}/`)).toBe(true);
  expect(await readdir(runner.workspace)).toEqual(['acr-access.yaml']);
});

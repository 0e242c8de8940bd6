import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../support/program.ts';
import type { Cloud } from './support/cloud.ts';
import { configIn, loginJob, OIDC, savedLogin } from './support/job.ts';
import { startCloud } from './support/start-cloud.ts';

const BEFORE = `{\n\t"auths": { "registry.example.com": { "auth": "dTpw" } },\n\t"proxies": {}\n}\n`;

const mode = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
const missing = (path: string): Promise<boolean> =>
  stat(path).then(
    () => false,
    () => true,
  );

/** A job whose home holds a Docker configuration. */
async function jobWithConfig(cloud: Cloud, text = BEFORE) {
  const job = await loginJob(cloud);
  const home = join(job.runner.temp, '.docker');
  await mkdir(home);
  await writeFile(join(home, 'config.json'), text, { mode: 0o600 });
  return { ...job, home, config: join(home, 'config.json') };
}

describe('isolated', () => {
  test('a folder for this job alone holds our login and what was there, and is gone at the end', async () => {
    const cloud = await startCloud();
    const { runner, login, home, config } = await jobWithConfig(cloud);
    const run = await login(OIDC);
    const folder = runner.env.DOCKER_CONFIG!;
    expect(run.outputs['docker-config']).toBe(folder);
    expect(await configIn(folder)).toMatchObject({
      auths: { 'registry.example.com': { auth: 'dTpw' }, [cloud.host]: { auth: expect.any(String) as string } },
      proxies: {},
      cliPluginsExtraDirs: [join(home, 'cli-plugins')],
    });
    expect([await mode(folder), await mode(join(folder, 'config.json'))]).toEqual([0o700, 0o600]);
    expect(runner.env.BUILDX_CONFIG).toBe(join(home, 'buildx'));
    expect(await readFile(config, 'utf8')).toBe(BEFORE);

    const [post] = await runner.finish();
    expect([post?.code, post?.stderr]).toEqual([0, '']);
    expect(await missing(folder)).toBe(true);
    expect([runner.env.DOCKER_CONFIG, runner.env.BUILDX_CONFIG]).toEqual(['', '']);
    expect(await readdir(runner.temp)).toEqual(expect.arrayContaining(['.docker', '_runner_file_commands']));
    expect((await readdir(runner.temp)).filter((name) => name.startsWith('acr-access'))).toEqual([]);
  });

  test('two steps of a job build on each other, and are undone in reverse', async () => {
    const cloud = await startCloud();
    const { runner, login } = await jobWithConfig(cloud);
    await login(OIDC);
    const first = runner.env.DOCKER_CONFIG!;
    await login({ ...OIDC, registry: 'registry.cn-hangzhou.aliyuncs.com', 'instance-id': '', region: '' });
    const second = runner.env.DOCKER_CONFIG!;
    expect(second).not.toBe(first);
    expect(Object.keys((await configIn(second)).auths ?? {}).toSorted()).toEqual(
      [cloud.host, 'registry.cn-hangzhou.aliyuncs.com', 'registry.example.com'].toSorted(),
    );
    const posts = await runner.finish();
    expect(posts.map(({ code, log }) => [code, /warning/.test(log)])).toEqual([
      [0, false],
      [0, false],
    ]);
    expect([await missing(first), await missing(second)]).toEqual([true, true]);
    expect(runner.env.DOCKER_CONFIG).toBe('');
  });

  test('logout: false leaves the login to later jobs of the machine', async () => {
    const cloud = await startCloud();
    const { runner, login } = await loginJob(cloud);
    const run = await login({ ...OIDC, logout: 'false' });
    const [post] = await runner.finish();
    expect(post?.code).toBe(0);
    expect(await savedLogin(runner.env.DOCKER_CONFIG!, cloud.host)).toMatchObject({ password: run.outputs.password });
  });

  test.each(['{ "auths": ', '[]', '{"auths": 5}'])('a broken file is kept, and said: %s', async (text) => {
    const { runner, login, config } = await jobWithConfig(await startCloud(), text);
    const run = await login(OIDC);
    expect(run.code).toBe(1);
    expect(run.log).toContain(config);
    expect(await readFile(config, 'utf8')).toBe(text);
    expect(runner.env.DOCKER_CONFIG).toBeUndefined();
  });
});

describe('shared', () => {
  const shared = { ...OIDC, 'config-mode': 'shared' };

  test("the user's own file gets our login, and is byte for byte as it was at the end", async () => {
    const cloud = await startCloud();
    const { runner, login, home, config } = await jobWithConfig(cloud);
    const run = await login(shared);
    expect(run.code, run.log).toBe(0);
    expect(await savedLogin(home, cloud.host)).toMatchObject({ password: run.outputs.password });
    expect(runner.env.DOCKER_CONFIG).toBeUndefined();
    const [post] = await runner.finish();
    expect(post?.log).not.toContain('::warning');
    expect(await readFile(config, 'utf8')).toBe(BEFORE);
    expect(await readdir(home)).toEqual(['config.json']);
  });

  test('a login that somebody else made meanwhile stays', async () => {
    const cloud = await startCloud();
    const { runner, login, home, config } = await jobWithConfig(cloud);
    await login(shared);
    const text = JSON.stringify({ auths: { [cloud.host]: { auth: 'bmV3OnBhc3N3b3Jk' } } });
    await writeFile(config, text);
    expect((await runner.finish())[0]?.code).toBe(0);
    expect(await savedLogin(home, cloud.host)).toEqual({ username: 'new', password: 'password' });
  });

  test('a read-only file is left, and nothing else either', async () => {
    const { runner, login, config } = await jobWithConfig(await startCloud());
    await chmod(config, 0o400);
    const run = await login(shared);
    expect(run.code).toBe(1);
    expect(run.log).toContain('read-only');
    expect(await readFile(config, 'utf8')).toBe(BEFORE);
    expect((await runner.finish())[0]?.code).toBe(0);
  });
});

describe('the post step', () => {
  test('after a login that failed has nothing to do, and says nothing', async () => {
    const cloud = await startCloud();
    const { runner, login } = await loginJob(cloud);
    expect((await login({ ...OIDC, 'instance-id': 'cri-unknown' })).code).toBe(1);
    const [post] = await runner.finish();
    expect([post?.code, post?.log]).toEqual([0, '']);
  });

  test('after a cancel removes whatever there is', async () => {
    const cloud = await startCloud();
    cloud.intercept = (request) => request.headers['x-acs-action'] === 'GetAuthorizationToken';
    const { runner, login } = await loginJob(cloud);
    const run = await login(OIDC, {
      cancelWhen: () => cloud.asked.some(({ action }) => action === 'GetAuthorizationToken'),
    });
    expect(run.signal ?? run.code).not.toBe(0);
    const [post] = await runner.finish();
    expect(post?.code).toBe(0);
    expect((await readdir(runner.temp)).filter((name) => name.startsWith('acr-access'))).toEqual([]);
  });

  test('after a cancel in the middle of writing puts the file back, and takes the password out of the store', async () => {
    const cloud = await startCloud();
    const { runner, login, home, config } = await jobWithConfig(cloud, '{"credsStore":"slow"}');
    const tools = await folderWith({});
    const kept = join(tools, 'kept');
    const slow = `#!/bin/sh
case $1 in
store) cat > ${kept} ; sleep 5 ;;
get) cat ${kept} 2>/dev/null || { echo 'credentials not found in native keychain'; exit 1; } ;;
erase) rm -f ${kept} ;;
esac
`;
    await writeFile(join(tools, 'docker-credential-slow'), slow, { mode: 0o700 });
    const env = { PATH: `${tools}:${process.env.PATH}` };
    const run = await login({ ...OIDC, 'config-mode': 'shared' }, { env, cancelWhen: () => existsSync(kept) });
    expect(run.signal).toBe('SIGINT');
    const [post] = await runner.finish();
    expect([post?.code, post?.log]).toEqual([0, expect.not.stringContaining('::warning') as string]);
    expect(await readFile(config, 'utf8')).toBe('{"credsStore":"slow"}');
    expect([await readdir(home), existsSync(kept)]).toEqual([['config.json'], false]);
    expect((await readdir(runner.temp)).filter((name) => name.startsWith('acr-access'))).toEqual([]);
  });

  test.each(['not JSON', '{}', '{"version":1,"mode":"isolated","runFolder":"/etc"}'])(
    'with a forged state touches nothing: %s',
    async (written) => {
      const cloud = await startCloud();
      const { runner, login } = await loginJob(cloud);
      await login(OIDC);
      const folder = runner.env.DOCKER_CONFIG!;
      const forged = await runner.step({
        action: 'login',
        with: { registry: cloud.host },
        env: { STATE_isPost: 'true', STATE_written: written },
      });
      expect(forged.code).toBe(0);
      expect(forged.log).toContain('::warning');
      expect(await missing(folder)).toBe(false);
    },
  );
});

describe('more files on request', () => {
  test('REGISTRY_AUTH_FILE names the same file, and has its former value afterwards', async () => {
    const cloud = await startCloud();
    const { runner, login } = await loginJob(cloud, { variables: { REGISTRY_AUTH_FILE: '/home/me/auth.json' } });
    await login({ ...OIDC, 'export-registry-auth-file': 'true' });
    expect(runner.env.REGISTRY_AUTH_FILE).toBe(join(runner.env.DOCKER_CONFIG!, 'config.json'));
    await runner.finish();
    expect(runner.env.REGISTRY_AUTH_FILE).toBe('/home/me/auth.json');
  });

  test('a Kubernetes pull secret is private, holds the same login, and is removed', async () => {
    const cloud = await startCloud();
    const { runner, login } = await loginJob(cloud);
    const path = join(runner.temp, 'pull-secret.yaml');
    const run = await login({ ...OIDC, 'kubernetes-secret-file': path });
    expect(run.code, run.log).toBe(0);
    expect(await mode(path)).toBe(0o600);
    const text = await readFile(path, 'utf8');
    const data = /\.dockerconfigjson: (\S+)/.exec(text)?.[1] ?? '';
    const { auths } = JSON.parse(Buffer.from(data, 'base64').toString()) as { auths: Record<string, object> };
    expect(auths[cloud.host]).toMatchObject({ username: 'cr_temp_user', password: run.outputs.password });
    expect(run.masks).toContain(data);
    await runner.finish();
    expect(await missing(path)).toBe(true);
  });
});

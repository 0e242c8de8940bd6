import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scene } from '../support/world.ts';

const HOST = '127.0.0.1:5999';
const LOGIN = ['login', '--registry', HOST, '--instance-id', 'cri-prod000000000001', '--region', 'cn-hangzhou'];
const instances = [{ id: 'cri-prod000000000001', name: 'acme', region: 'cn-hangzhou' }];
const BEFORE = `{\n\t"auths": {"registry.example.com": {"auth": "dTpw"}},\n\t"credHelpers": {}\n}\n`;

test('a person logs in, logs in again, and logs out: the Docker configuration is as it was', async () => {
  const here = await scene({ account: { instances } });
  const config = join(here.cwd, '.docker', 'config.json');
  await mkdir(join(here.cwd, '.docker'));
  await writeFile(config, BEFORE, { mode: 0o600 });

  const first = await here.run(...LOGIN, '--json');
  expect(first.code, first.stderr).toBe(0);
  const outputs = JSON.parse(first.stdout) as Record<string, string>;
  expect(outputs).toMatchObject({ registry: HOST, edition: 'enterprise', username: 'cr_temp_user' });
  expect(outputs.password).toBeUndefined();
  const password = await passwordIn(config);
  expect(first.stdout + first.stderr).not.toContain(password);

  expect((await here.run(...LOGIN)).code).toBe(0);
  expect(await passwordIn(config)).not.toBe(password);

  const out = await here.run('logout', '--registry', `https://${HOST}`.replace('https', 'http'));
  expect(out.code, out.stderr).toBe(0);
  expect(await readFile(config, 'utf8')).toBe(BEFORE);
  expect((await stat(config)).mode & 0o777).toBe(0o600);

  const again = await here.run('logout', '--registry', HOST);
  expect([again.code, again.stderr]).toEqual([64, expect.stringContaining('not logged in to 127.0.0.1:5999')]);
});

test('a login that fails writes nothing and says why', async () => {
  const here = await scene({ account: { instances } });
  const wrong = await here.run(...LOGIN.with(4, 'cri-other'));
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('cri-other')]);
  await expect(stat(join(here.cwd, '.docker'))).rejects.toThrow('ENOENT');
  const foreign = await here.run('login', '--registry', 'acme-registry.cn-hangzhou.cr.aliyuncs.com.evil.com');
  expect(foreign.code).toBe(64);
});

async function passwordIn(config: string): Promise<string> {
  const { auths } = JSON.parse(await readFile(config, 'utf8')) as { auths: Record<string, { auth: string }> };
  return Buffer.from(auths[HOST]!.auth, 'base64').toString();
}

import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type EmulatorOptions, startEmulator } from '../../../src/emulator/emulator.ts';
import { RunnerJob } from '../../support/runner/runner.ts';
import { folderWith } from '../support/program.ts';

const INSTANCE = 'cri-prod000000000001';
const HOST = '127.0.0.1:5999';

async function job(options: Partial<EmulatorOptions> = {}) {
  const emulator = await startEmulator({
    account: {
      account: '1234567890123456',
      instances: [{ id: INSTANCE, name: 'acme', region: 'cn-hangzhou' }],
    },
    ...options,
  });
  onTestFinished(() => emulator.close());
  const runner = await RunnerJob.start(await folderWith({}), { ACR_ACCESS_EMULATOR: emulator.url });
  const login = (inputs: Record<string, string> = {}, env: Record<string, string> = {}) =>
    runner.step({
      action: 'login',
      with: { registry: HOST, 'instance-id': INSTANCE, region: 'cn-hangzhou', ...inputs },
      env,
    });
  return { emulator, runner, login };
}

test('logs in, hands out what later steps need, and leaves nothing behind', async () => {
  const { runner, login } = await job();
  const run = await login();
  expect(run.code, run.log).toBe(0);
  expect(run.outputs).toMatchObject({
    registry: HOST,
    username: 'cr_temp_user',
    edition: 'enterprise',
    region: 'cn-hangzhou',
    'instance-id': INSTANCE,
  });
  const folder = runner.env.DOCKER_CONFIG!;
  const { auths } = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as {
    auths: Record<string, { auth: string }>;
  };
  const [user, ...password] = Buffer.from(auths[HOST]!.auth, 'base64').toString().split(':');
  expect([user, password.join(':')]).toEqual(['cr_temp_user', run.outputs.password]);
  expect(run.masks).toContain(run.outputs.password);
  expect(run.log).not.toContain(run.outputs.password);
  expect((await stat(join(folder, 'config.json'))).mode & 0o777).toBe(0o600);

  const [post] = await runner.finish();
  expect(post?.code, post?.log).toBe(0);
  await expect(stat(folder)).rejects.toThrow('ENOENT');
  expect(runner.env.DOCKER_CONFIG).toBe('');
});

import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, folderWith } from './support/program.ts';
import { FILE, scene } from './support/world.ts';

const COMMANDS = ['validate', 'plan', 'apply', 'drift', 'snapshot', 'emulate'];

describe('help', () => {
  test.each(COMMANDS)('of %s is on stdout and needs no file, no network and no credentials', async (command) => {
    const { code, stdout, stderr } = await cli([command, '--help'], { cwd: await folderWith({}) });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Usage: acr-access ${command} `));
  });

  test('names every command, and is what no command at all shows, as bad usage', async () => {
    const cwd = await folderWith({});
    const [asked, none, version] = await Promise.all([
      cli(['--help'], { cwd }),
      cli([], { cwd }),
      cli(['--version'], { cwd }),
    ]);
    for (const command of COMMANDS) expect(asked.stdout).toContain(`\n  ${command} `);
    expect(asked.code).toBe(0);
    expect(none).toEqual({ ...asked, code: 64 });
    expect(version).toEqual({ code: 0, stdout: '1.0.0\n', stderr: '' });
  });
});

describe('bad usage ends with 64, says which word, and where help is', () => {
  test.each([
    [['plam'], 'there is no command "plam"; did you mean "plan"?'],
    [['plan', '--jsn'], "plan: Unknown option '--jsn'"],
    [['plan', 'extra.yaml'], "plan: Unexpected argument 'extra.yaml'"],
    [['plan', '--config'], "plan: Option '--config <value>' argument missing"],
    [['plan', '--config', 'none.yaml'], 'cannot read none.yaml: there is no such file'],
    [['plan', '--against', 'none.yaml'], 'cannot read none.yaml: there is no such file'],
    [['apply'], 'apply needs --digest sha256:… or --yes when there is no terminal to ask on'],
    [['emulate'], 'emulate needs --account ACCOUNT_FILE'],
    [
      ['emulate', '--account', 'acr-access.yaml', '--port', '70000'],
      '--port takes a number from 0 to 65535, not "70000"',
    ],
  ])('%j', async (words, message) => {
    const { code, stdout, stderr } = await cli(words, { cwd: await folderWith({ 'acr-access.yaml': FILE }) });
    expect(stderr).toContain(`acr-access: ${message}`);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
  });
});

describe('the file', () => {
  test('that is right needs nothing else to be validated', async () => {
    const cwd = await folderWith({ 'acr-access.yaml': FILE });
    expect(await cli(['validate'], { cwd })).toEqual({
      code: 0,
      stdout: 'acr-access.yaml: valid, 2 grants\n',
      stderr: '',
    });
    const { stdout } = await cli(['validate', '--json'], { cwd });
    expect(JSON.parse(stdout)).toEqual({
      formatVersion: 1,
      config: 'acr-access.yaml',
      valid: true,
      issues: [],
      warnings: [],
      findings: [],
    });
  });

  test('that is wrong ends every command with 65 and shows all problems with their places', async () => {
    const broken = FILE.replace('can: pull', 'can: pul').replace('to: role:ci', 'to: ci');
    const { cwd, env, emulator } = await scene({ file: broken });
    for (const words of [['validate'], ['plan'], ['apply', '--yes'], ['drift'], ['snapshot']]) {
      const { code, stdout, stderr } = await cli(words, { cwd, env });
      expect({ words, code, stdout }).toEqual({ words, code: 65, stdout: '' });
      expect(stderr).toContain('2 problems in acr-access.yaml');
      expect(stderr).toMatch(/acr-access\.yaml:8:\d+/);
      expect(stderr).toMatch(/acr-access\.yaml:9:\d+/);
    }
    expect(emulator.journal).toEqual([]);
    const { code, stdout } = await cli(['validate', '--json'], { cwd, env });
    expect(code).toBe(65);
    const { valid, issues } = JSON.parse(stdout) as { valid: boolean; issues: { line: number; path: string }[] };
    expect(valid).toBe(false);
    expect(issues.map(({ line, path }) => `${line} ${path}`)).toEqual(['8 grants.read.can', '9 grants.push.to']);
  });

  test('that is a folder or may not be read is named with the reason', async () => {
    const cwd = await folderWith({ 'secret.yaml': FILE });
    await mkdir(join(cwd, 'folder.yaml'));
    await chmod(join(cwd, 'secret.yaml'), 0);
    const folder = await cli(['plan', '--config', 'folder.yaml'], { cwd });
    expect(folder).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'acr-access: cannot read folder.yaml: it is a folder\n',
    });
    if (process.getuid?.() === 0) return; // root reads everything
    const secret = await cli(['plan', '--config', 'secret.yaml'], { cwd });
    expect(secret).toMatchObject({ code: 1, stderr: 'acr-access: cannot read secret.yaml: permission denied\n' });
  });

  test('of an account that is wrong ends with 65', async () => {
    const cwd = await folderWith({
      'acr-access.yaml': FILE,
      'account.yaml': 'formatVersion: 1\naccount: 12\nuser: []\n',
    });
    for (const words of [
      ['plan', '--against', 'account.yaml'],
      ['emulate', '--account', 'account.yaml'],
    ]) {
      const { code, stderr } = await cli(words, { cwd });
      expect(code).toBe(65);
      expect(stderr).toContain('account.yaml:3:1');
    }
  });
});

describe('ACR_ACCESS_EMULATOR', () => {
  test.each([
    'https://127.0.0.1:1',
    'http://10.0.0.1:80',
    'http://ram.aliyuncs.com',
    'http://127.0.0.1.evil.example:80',
    'http://user:pw@127.0.0.1:80',
    'http://127.0.0.1:80/path',
    'http://127.0.0.1:80/?a=b',
    '127.0.0.1:80',
  ])('is refused when it is %s', async (address) => {
    const cwd = await folderWith({ 'acr-access.yaml': FILE });
    const { code, stdout, stderr } = await cli(['plan'], { cwd, env: { ACR_ACCESS_EMULATOR: address } });
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain('ACR_ACCESS_EMULATOR is not the address of an emulator on this machine');
    expect(stderr).not.toContain('pw@');
  });
});

test('emulate serves an account file until it is stopped, and says where', async () => {
  const first = await scene();
  const { stdout } = await first.run('snapshot');
  const { cwd, start } = await scene({ files: { 'account.yaml': stdout } });
  const { child, finished } = start('emulate', '--account', 'account.yaml');
  const line = await new Promise<string>((resolve) => child.stdout!.once('data', (text) => resolve(String(text))));
  expect(line).toMatch(/^ACR_ACCESS_EMULATOR=http:\/\/127\.0\.0\.1:\d+\n$/);
  const plan = await cli(['plan', '--json'], { cwd, env: { ACR_ACCESS_EMULATOR: line.trim().split('=')[1]! } });
  child.kill('SIGTERM');
  expect((await finished).code).toBe(0);
  expect(JSON.parse(plan.stdout).digest).toBe(JSON.parse((await first.run('plan', '--json')).stdout).digest);
});

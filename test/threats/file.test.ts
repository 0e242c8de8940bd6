import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { said } from '../scenarios/support/merged.ts';
import { Repository } from '../scenarios/support/pull-request.ts';
import { FILE, WORLD, writes } from '../scenarios/support/world.ts';
import type { StageRun } from '../support/runner/runner.ts';

type Options = Parameters<typeof Repository.create>[0];

async function planned(
  file: string,
  options: Options = {},
  inputs = {},
): Promise<{ repository: Repository; run: StageRun }> {
  const repository = await Repository.create(options);
  repository.moveMain(repository.commit('base', undefined));
  repository.openPullRequest(7, repository.commit('head', file));
  return { repository, run: await repository.onPullRequest(7, inputs) };
}

describe('threat 06: a huge file or plan', () => {
  test('hides no dangerous row: it stands first, the rest is counted, and the summary names every removal', async () => {
    const names = Array.from({ length: 1500 }, (_, index) => `user-${String(index).padStart(4, '0')}`);
    const { repository, run } = await planned(FILE.replace('can: push', 'can: full'), {
      account: {
        users: [...WORLD.users!, ...names.map((name) => ({ name }))],
        attachments: names.map((name) => ({
          principal: `user:${name}` as const,
          policy: 'AliyunContainerRegistryReadOnlyAccess',
          type: 'System' as const,
        })),
      },
    });
    expect(run.outputs).toMatchObject({ losses: '1500' });
    const [comment = ''] = repository.comments(7);
    expect(comment.length).toBeLessThan(60_000);
    expect(comment).toContain('1500 lose access');
    const firstRow = comment.split('\n').find((line) => line.startsWith('| **'));
    expect(firstRow).toContain('role:ci');
    expect(comment.match(/\d+ more/)).not.toBeNull();
    for (const name of names) expect(run.summary).toContain(name);
  });

  test.each([
    ['of many bytes', `${FILE}# ${'x'.repeat(5_000_000)}\n`, 64],
    ['with aliases of aliases', `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n${FILE}`, 65],
    ['that is deep', `${FILE}x: ${'['.repeat(2_000)}${']'.repeat(2_000)}\n`, 65],
  ])('%s is an error before any call to the account', async (_what, file, code) => {
    const { repository, run } = await planned(file);
    expect(run.code).toBe(code);
    expect(repository.emulator.journal).toEqual([]);
  });
});

test.each([
  ['a key twice', FILE.replace('  push:', '  read:')],
  ['an anchor and its alias', FILE.replace('[alice, bob]', '&a [alice, bob]').replace('reason: deploys', 'reason: *a')],
  ['a merge key', FILE.replace('  push: {', '  push: { <<: { create: true },')],
  ['__proto__', FILE.replace('  push:', '  __proto__:')],
  ['constructor', `${FILE}constructor: {}\n`],
  ['yes for true', FILE.replace('to: role:ci', 'to: role:ci, console: yes')],
  ['a tag', FILE.replace('[alice, bob]', '!!set {alice, bob}')],
  ['two documents', `${FILE}---\n${FILE}`],
])('threat 07: %s is an error with a line', async (_what, file) => {
  const { repository, run } = await planned(file);
  expect(run.code).toBe(65);
  expect(run.commands.find(({ name }) => name === 'error')?.properties.line).toMatch(/^\d+$/);
  expect(repository.emulator.journal).toEqual([]);
});

describe('threat 11: a file that would take everything away', () => {
  const emptied = FILE.replace(/grants:[\s\S]*settings:.*\n/, 'grants: {}\nsettings: { owner: org/repo }\n').replace(
    '[alice, bob]',
    '[]',
  );

  test('is refused by the limits that nobody raised', async () => {
    const { repository, run } = await planned(emptied);
    expect(run.code, run.log).toBe(3);
    expect(repository.github.state.checkRuns[0]?.conclusion).toBe('failure');
  });

  test('is refused when it is empty', async () => {
    for (const file of ['', '\n', '# nothing\n', '{}', 'null']) expect((await planned(file)).run.code).toBe(65);
  });

  test('is refused when the account is another one than the file says, before a plan is made', async () => {
    const { repository, run } = await planned(FILE.replace('1234567890123456', '9999999999999999'));
    expect([1, 3]).toContain(run.code);
    expect(said(run, 'error')).toContain('9999999999999999');
    expect(run.outputs.digest).toBe(undefined);
    expect(writes(repository.emulator)).toEqual([]);
  });

  test('leaves what is not marked as ours as it is', async () => {
    const foreign = { name: 'team-read', type: 'Custom' as const, document: { Version: '1', Statement: [] } };
    const attached = { principal: 'user:carol', policy: 'team-read', type: 'Custom' } as const;
    const repository = await Repository.create({
      account: { policies: [...WORLD.policies!, foreign], attachments: [...WORLD.attachments!, attached] },
    });
    repository.moveMain(repository.commit('main', FILE));
    const run = await repository.onPush('0'.repeat(40), { unreviewed: 'allow' });
    expect(run.code, run.log).toBe(0);
    const { policies, attachments } = repository.emulator.snapshot();
    expect(policies.map(({ name }) => name)).toContain('team-read');
    expect(attachments).toContainEqual(expect.objectContaining(attached));
  });
});

describe('threat 12: a file that makes somebody administrator', () => {
  test.each([
    ['by a system policy', 'policy: AdministratorAccess', 3],
    ['by statements', 'statements: [{ Effect: Allow, Action: "ram:*", Resource: "*" }]', 65],
    ['by a statement for everything', 'statements: [{ Effect: Allow, Action: "*", Resource: "*" }]', 65],
  ])('%s is refused', async (_how, access, code) => {
    const { run } = await planned(FILE.replace('can: push, on: "prod:release/*"', access));
    expect(run.code, run.log).toBe(code);
  });

  test('or gives something to the identity that it runs as, is refused', async () => {
    const key = {
      id: 'LTAI5tCallerCallerCaller',
      secret: 'Caller0Secret0Caller0Secret0Ab',
      owner: 'user:writer' as const,
    };
    const admin = { principal: 'user:writer', policy: 'AdministratorAccess', type: 'System' } as const;
    const options = { accessKeys: [key], account: { attachments: [...WORLD.attachments!, admin] } };
    const inputs = { 'access-key-id': key.id, 'access-key-secret': key.secret };
    const { repository, run } = await planned(FILE.replace('role:ci', 'user:writer'), options, inputs);
    expect(run.code, run.log).toBe(3);
    expect(repository.comments(7)[0]).toContain('writer');
  });

  test('of the registry is a finding that reviewers read', async () => {
    const { repository } = await planned(FILE.replace('can: push, on: "prod:release/*"', 'can: full, on: "prod:*"'));
    expect(repository.comments(7)[0]).toContain('`role:ci`');
    expect(repository.comments(7)[0]).toContain('LP04');
  });
});

test('threat 17: a path out of the workspace, a link out of it, and what is no file are not read', async () => {
  const { repository } = await planned(FILE);
  repository.emulator.journal.length = 0;
  const outside = join(repository.workspace, '..', `outside-${process.pid}.yaml`);
  await symlink('/etc/passwd', join(repository.workspace, 'link.yaml'));
  await symlink('/dev/zero', join(repository.workspace, 'zero.yaml'));
  await writeFile(join(repository.workspace, 'huge.yaml'), 'x'.repeat(4 * 1024 * 1024 + 1));
  for (const config of ['../../etc/passwd', '/etc/passwd', outside, 'link.yaml', 'zero.yaml', '.', 'huge.yaml']) {
    for (const command of ['auto', 'validate']) {
      const run = await repository.onPullRequest(7, { config, command });
      expect([config, run.code]).toEqual([config, 64]);
      expect(run.log).not.toContain('root:');
    }
  }
  expect(repository.emulator.journal).toEqual([]);
});

describe('threat 18: no call goes where the file or an input wants it', () => {
  test.each([
    ['instance', 'cri-prod000000000001', 'cri-x.evil.example'],
    ['instance', 'cri-prod000000000001', 'evil.example/#'],
    ['region', 'cn-hangzhou', 'evil.example/'],
    ['region', 'cn-hangzhou', 'cn-hangzhou.evil.example'],
  ])('%s is checked: %s is not %s', async (_what, from, to) => {
    const { repository, run } = await planned(FILE.replace(from, `"${to}"`));
    expect(run.code).toBe(65);
    expect(repository.emulator.journal).toEqual([]);
  });

  test('the address of the emulator is one of this machine', async () => {
    const { repository } = await planned(FILE);
    for (const address of [
      'http://192.0.2.1:80',
      'https://evil.example',
      'http://127.0.0.1.evil.example',
      'http://127.0.0.1@evil.example',
    ]) {
      const run = await repository.onPullRequest(7, {}, { env: { ACR_ACCESS_EMULATOR: address } });
      expect([address, run.code]).toEqual([address, 64]);
    }
  });
});

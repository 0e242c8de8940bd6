import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, folderWith } from './support/program.ts';
import { accountText, FILE, STEPS, scene, writes } from './support/world.ts';

interface PlanJson {
  digest: string;
  changes: { action: string; key: string; before: unknown; after: unknown; source: unknown }[];
  findings: { id: string; blocking: boolean }[];
}
const planOf = (text: string): PlanJson => JSON.parse(text) as PlanJson;
const steps = ({ changes }: PlanJson) => changes.map(({ action, key }) => `${action} ${key}`);

/** The file after everything in it was done. */
const done = async () => {
  const first = await scene();
  expect((await first.run('apply', '--yes')).code).toBe(0);
  return first;
};

describe('plan', () => {
  test('as JSON says everything on stdout and nothing else there', async () => {
    const { run, emulator } = await scene();
    const { code, stdout, stderr } = await run('plan', '--json');
    expect(code).toBe(0);
    const plan = planOf(stdout);
    expect(stderr).toBe('Alibaba Cloud credentials: the emulator\n');
    expect(plan).toMatchObject({
      formatVersion: 1,
      tool: '1.0.0',
      account: '1234567890123456',
      config: 'acr-access.yaml',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      summary: { create: 4, update: 1, delete: 3, findings: { error: 0, warning: 1 } },
      findings: [{ id: 'DRF03', blocking: false, key: 'policy/acr-access-read' }],
      quotas: { customPolicies: { used: 2, after: 2, limit: 1500 } },
      stats: {
        apiCalls: emulator.journal.length,
        readMs: expect.any(Number),
        planMs: expect.any(Number),
        applySecondsAtLeast: 1,
      },
    });
    expect(steps(plan)).toEqual(STEPS);
    const update = plan.changes[1]!;
    expect(update).toMatchObject({
      action: 'update',
      kind: 'policy',
      before: { document: { Version: '1', Statement: [{ Action: 'cr:*' }] } },
      after: { document: { Version: '1', Statement: expect.any(Array) }, description: 'deploys' },
      reason: 'grant read',
      source: { file: 'acr-access.yaml', line: 8, column: 3 },
    });
    expect(plan.changes[0]!.before).toBeNull();
    expect(plan.changes.at(-1)).toMatchObject({ after: null, source: null });
    expect(writes(emulator)).toEqual([]);
  });

  test('for people names every change, counts them, and shows the digest, without colour in a pipe', async () => {
    const { run } = await scene();
    const [text, json] = await Promise.all([run('plan'), run('plan', '--json')]);
    expect(text.code).toBe(0);
    expect(text.stdout).toContain(`Digest: ${planOf(json.stdout).digest}\n`);
    expect(text.stdout).toContain('Plan: 4 to create, 1 to update, 3 to delete');
    for (const name of ['acr-access-push', 'acr-access-old', 'rg-team', 'user:carol', 'cr:PushRepository']) {
      expect(text.stdout).toContain(name);
    }
    expect(`${text.stdout}${text.stderr}`).not.toContain('\u001b');
  });

  test('ends with 2 for changes when it is asked to, and with 0 when there are none', async () => {
    const { run } = await scene();
    expect((await run('plan', '--exit-code')).code).toBe(2);
    const settled = await done();
    const { code, stdout } = await settled.run('plan', '--exit-code');
    expect(code).toBe(0);
    expect(stdout).toContain('No changes: the account is what the file says');
  });

  test('that a guard refuses is shown whole and ends with 3', async () => {
    const { run } = await scene({ file: FILE.replace('removals: 100', 'removals: 1') });
    const { code, stdout } = await run('plan', '--json');
    expect(code).toBe(3);
    expect(planOf(stdout).findings.filter(({ blocking }) => blocking)).toMatchObject([
      { id: 'LIM01', key: 'settings/limits' },
    ]);
    expect(steps(planOf(stdout))).toEqual(STEPS);
    expect((await run('plan')).stdout).toContain('Refused: 1 finding must be solved before anything is written');
  });

  test('never says that all is well when a policy of that name belongs to another file', async () => {
    const theirs = { 'managed-by': 'acr-access', 'managed-by-file': 'org/other:x.yaml' };
    const policies = [{ name: 'acr-access-read', type: 'Custom' as const, tags: theirs, document: {} }];
    const file = FILE.replace(/groups:\n.*\n/, '').replace(/ {2}push:.*\n/, '');
    const { run } = await scene({ file, account: { policies, attachments: [] } });
    const { code, stdout } = await run('plan');
    expect(code).toBe(3);
    expect(stdout).toContain('OWN01');
    expect(stdout).not.toContain('the account is what the file says');
  });

  test('stops after one call when the credentials belong to another account', async () => {
    const { run, emulator } = await scene({ file: FILE.replace('1234567890123456', '9999999999999999') });
    for (const words of [['plan'], ['drift'], ['snapshot'], ['apply', '--yes']]) {
      emulator.journal.length = 0;
      const { code, stdout, stderr } = await run(...words);
      expect({ words, code, stdout }).toEqual({ words, code: 3, stdout: '' });
      expect(stderr).toContain('the credentials belong to account 1234567890123456, the file is for 9999999999999999');
      expect(emulator.journal.map(({ operation }) => operation)).toEqual(['STS GetCallerIdentity']);
    }
  });
});

describe('drift', () => {
  test('ends with 2 when the account differs and with 0 when it does not', async () => {
    const { run } = await scene();
    expect((await run('drift')).code).toBe(2);
    const settled = await done();
    expect((await settled.run('drift')).code).toBe(0);
    const policy = settled.emulator.store.policies.rows.find(({ name }) => name === 'acr-access-read')!;
    Object.assign(policy.defaultVersion, {
      document: { Version: '1', Statement: [] },
      text: '{"Version":"1","Statement":[]}',
    });
    const { code, stdout } = await settled.run('drift', '--json');
    expect(code).toBe(2);
    expect(steps(planOf(stdout))).toEqual(['update policy/acr-access-read']);
  });
});

describe('a saved account', () => {
  test('is planned against offline, with the digest of the live account', async () => {
    const { run, emulator } = await scene();
    const [live, saved, savedJson] = await Promise.all([
      run('plan', '--json'),
      run('snapshot'),
      run('snapshot', '--json'),
    ]);
    expect([saved.code, savedJson.code]).toEqual([0, 0]);
    expect(saved.stdout).toContain('"principal": "user:carol"');
    const cwd = await folderWith({
      'acr-access.yaml': FILE,
      'account.yaml': saved.stdout,
      'account.json': savedJson.stdout,
      'emulated.yaml': accountText(emulator),
    });
    for (const file of ['account.yaml', 'account.json', 'emulated.yaml']) {
      // no address and no credentials: any call would fail
      const { code, stdout } = await cli(['plan', '--against', file, '--json'], { cwd });
      expect({ file, code, digest: planOf(stdout).digest }).toEqual({
        file,
        code: 0,
        digest: planOf(live.stdout).digest,
      });
      expect(steps(planOf(stdout))).toEqual(STEPS);
      expect((await cli(['drift', '--against', file], { cwd })).code).toBe(2);
    }
  });

  test('is written in one step, and says where', async () => {
    const { run, cwd, emulator } = await scene();
    const { code, stdout, stderr } = await run('snapshot', '--output', 'saved.yaml');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('wrote saved.yaml');
    expect(await readFile(join(cwd, 'saved.yaml'), 'utf8')).toBe((await run('snapshot')).stdout);
    expect(writes(emulator)).toEqual([]);
  });

  test('has the registries of the regions that are named', async () => {
    const instance = {
      id: 'cri-prod000000000001',
      name: 'acme',
      region: 'cn-hangzhou',
      namespaces: [{ name: 'team', repositories: ['api'] }],
    };
    const far = { ...instance, id: 'cri-far0000000000001', region: 'cn-beijing' };
    const { run } = await scene({ account: { instances: [instance, far] } });
    const [declared, both] = await Promise.all([
      run('snapshot', '--json'),
      run('snapshot', '--json', '--region', 'cn-beijing'),
    ]);
    const ids = (text: string) => (JSON.parse(text) as { instances: { id: string }[] }).instances.map(({ id }) => id);
    expect(ids(declared.stdout)).toEqual(['cri-prod000000000001']);
    expect(ids(both.stdout)).toEqual(['cri-far0000000000001', 'cri-prod000000000001']);
  });
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AccountData } from '../../src/emulator/account-data.ts';
import { cli, type Finished, folderWith } from './support/program.ts';
import { FILE, scene, WORLD, writes } from './support/world.ts';

const KEYS = [
  { id: 'LTAI-emulator', secret: 'emulator-secret' },
  { id: 'LTAI-caller-0001', secret: 'caller-secret-0001', owner: 'user:writer' },
];
const CALLER = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI-caller-0001',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'caller-secret-0001',
};

type Statement = Readonly<Record<string, unknown>>;

/** The world with a policy of these statements on the caller. */
const allowing = (statements: readonly Statement[]): Partial<AccountData> => ({
  policies: [
    ...(WORLD.policies ?? []),
    { name: 'caller-rights', type: 'Custom', document: { Version: '1', Statement: statements } },
  ],
  attachments: [...(WORLD.attachments ?? []), { principal: 'user:writer', policy: 'caller-rights', type: 'Custom' }],
});

const callerScene = (statements: readonly Statement[]) =>
  scene({ account: allowing(statements), accessKeys: KEYS, env: CALLER });

/** The statements that hints in these outputs offer. */
const offered = (text: string): Statement[] =>
  [...text.matchAll(/Give the caller this statement: (\{.*?\})(?=["\\n]*$|\n|",)/gm)].map(
    ([, statement]) => JSON.parse(statement!.replaceAll('\\"', '"')) as Statement,
  );

describe('a missing permission', () => {
  test('is named with a statement, and these statements, pasted in one after the other, make a plan possible', async () => {
    const statements: Statement[] = [];
    for (let round = 0; round < 20; round++) {
      const { run, emulator } = await callerScene(statements);
      const { code, stderr, stdout } = await run('plan');
      if (code === 0) break;
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      const [statement] = offered(stderr);
      expect(statement, stderr).toMatchObject({
        Effect: 'Allow',
        Action: expect.stringMatching(/^ram:(Get|List)\w+$/),
      });
      expect(stderr).toContain(`it needs ${String(statement!.Action)} on`);
      expect(statements).not.toContainEqual(statement);
      expect(writes(emulator)).toEqual([]);
      statements.push(statement!);
    }
    expect((await (await callerScene(statements)).run('plan')).code).toBe(0);
    expect(statements.length).toBeGreaterThan(4);
  }, 60_000);

  test('of apply is named for each change, and the statements of all changes make it converge', async () => {
    const statements: Statement[] = [{ Effect: 'Allow', Action: ['ram:Get*', 'ram:List*'], Resource: '*' }];
    for (let round = 0; round < 8; round++) {
      const { run } = await callerScene(statements);
      const { code, stdout, stderr } = await run('apply', '--yes', '--json');
      if (code === 0) break;
      expect(code, stderr).toBe(1);
      const { outcomes } = JSON.parse(stdout) as { outcomes: { result: string; remedy: string; message: string }[] };
      const failed = outcomes.filter(({ result }) => result === 'failed');
      expect(failed.length).toBeGreaterThan(0);
      for (const { remedy, message } of failed) {
        expect(offered(remedy), message).toHaveLength(1);
        statements.push(...offered(remedy));
      }
    }
    const { run } = await callerScene(statements);
    expect((await run('apply', '--yes')).code).toBe(0);
    expect((await run('drift')).code).toBe(0);
  }, 60_000);

  test('to see resource groups is no secret of the plan, and there is no snapshot without it', async () => {
    const statements = [
      { Effect: 'Allow', Action: ['ram:Get*', 'ram:List*', 'cr:Get*', 'cr:List*'], Resource: '*' },
      { Effect: 'Deny', Action: 'ram:ListPolicyAttachments', Resource: '*' },
    ];
    const { run, cwd } = await callerScene(statements);
    const { code, stdout } = await run('plan', '--json');
    expect(code).toBe(0);
    const { findings } = JSON.parse(stdout) as { findings: { id: string; blocking: boolean }[] };
    expect(findings.filter(({ id }) => id.startsWith('VIS'))).toMatchObject([{ id: 'VIS01', blocking: false }]);

    const snapshot = await run('snapshot', '--output', 'saved.yaml');
    expect({ code: snapshot.code, stdout: snapshot.stdout }).toEqual({ code: 1, stdout: '' });
    expect(snapshot.stderr).toContain('the snapshot would be incomplete');
    expect(existsSync(join(cwd, 'saved.yaml'))).toBe(false);
  });
});

describe('credentials', () => {
  const expectFailure = ({ code, stdout, stderr }: Finished, ...texts: string[]) => {
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    for (const text of texts) expect(stderr).toContain(text);
    expect(stderr).not.toContain('    at ');
  };

  test('that do not exist or have another secret are named by the variables they came from', async () => {
    const names = 'ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET';
    const wrongSecret = { ...CALLER, ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'some-other-secret' };
    const unknown = { ...CALLER, ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI-nobody-0001' };
    for (const [env, serviceCode] of [
      [wrongSecret, 'SignatureDoesNotMatch'],
      [unknown, 'InvalidAccessKeyId.NotFound'],
    ] as const) {
      const { run } = await scene({ accessKeys: KEYS, env });
      const result = await run('plan');
      expectFailure(result, serviceCode, `Check the credentials; they came from ${names}.`);
      expect(result.stderr).not.toContain(env.ALIBABA_CLOUD_ACCESS_KEY_SECRET);
    }
  });

  test('that are not given at all, or only half, are asked for', async () => {
    const cwd = await folderWith({ 'acr-access.yaml': FILE });
    expectFailure(
      await cli(['plan'], { cwd }),
      'no Alibaba Cloud credentials were given',
      'ALIBABA_CLOUD_ACCESS_KEY_ID',
    );
    const half = await cli(['plan'], { cwd, env: { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI-caller-0001' } });
    expect(half.code).toBe(64);
    expect(half.stderr).toContain('ALIBABA_CLOUD_ACCESS_KEY_SECRET is missing');
  });

  test('cannot help when nobody answers at the address', async () => {
    const { emulator, cwd, env } = await scene();
    await emulator.close();
    const result = await cli(['plan'], { cwd, env });
    expectFailure(
      result,
      `no connection to 127.0.0.1:${emulator.port} (ECONNREFUSED)`,
      'Check that this machine may reach',
    );
  });
});

test('an error in XML is read like one in JSON, by the bundle too', async () => {
  const denied = { kind: 'error', status: 403, code: 'NoPermission', message: 'You are not authorized.' } as const;
  const errors = await Promise.all(
    (['json', 'xml'] as const).map(async (format) => {
      const { run } = await scene({ faults: [{ operation: 'RAM ListUsers', fault: { ...denied, format } }] });
      const { code, stderr } = await run('plan');
      return { code, error: stderr.replace(/request id [\w-]+/, 'request id') };
    }),
  );
  expect(errors[0]).toMatchObject({ code: 1, error: expect.stringContaining('NoPermission') });
  expect(errors[1]).toEqual(errors[0]);
});

test('a service that answers with pages of a proxy is no empty account', async () => {
  for (const kind of ['html', 'empty', 'cut-json'] as const) {
    const { run, emulator } = await scene({ faults: [{ operation: 'RAM ListPolicies', fault: { kind } }] });
    const { code, stdout, stderr } = await run('apply', '--yes', '--json');
    expect({ kind, code, stdout }).toEqual({ kind, code: 1, stdout: '' });
    expect(stderr).toContain('RAM ListPolicies');
    expect(writes(emulator)).toEqual([]);
  }
}, 60_000);

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PROVIDER_ARN, provider, ROLE_ARN, token, trust } from '../emulator/oidc.ts';
import { action } from './support/action.ts';
import { FILE, STEPS, scene, WORLD, writes } from './support/world.ts';

describe('the action', () => {
  test('plans what the command line plans, with the same digest, and hands everything on', async () => {
    const here = await scene();
    const [cli, run] = await Promise.all([here.run('plan', '--json'), action(here, { command: 'plan' })]);
    const plan = JSON.parse(cli.stdout) as { digest: string };
    expect(run.code).toBe(0);
    expect(run.outputs).toMatchObject({ 'has-changes': 'true', digest: plan.digest });
    const saved = JSON.parse(await readFile(run.outputs.plan!, 'utf8')) as {
      digest: string;
      changes: { action: string; key: string }[];
    };
    expect(saved.digest).toBe(plan.digest);
    expect(saved.changes.map(({ action: what, key }) => `${what} ${key}`)).toEqual(STEPS);
    expect(run.summary).toContain(plan.digest);
    expect(run.summary).toContain('acr-access-push');
    expect(run.stdout).toContain(`Digest: ${plan.digest}`);
    expect(writes(here.emulator)).toEqual([]);
  });

  test('validates without credentials, and puts problems on stdout as errors of the job', async () => {
    const { cwd } = await scene();
    expect((await action({ cwd, env: {} }, { command: 'validate' })).code).toBe(0);
    const broken = await scene({ file: FILE.replace('can: pull', 'can: pul') });
    const { code, commands } = await action({ cwd: broken.cwd, env: {} }, { command: 'validate' });
    expect(code).toBe(65);
    expect(commands.filter(({ name }) => name === 'error')[0]?.text).toContain('acr-access.yaml:8');
  });

  test('marks findings in the file and refuses with 3 what a guard blocks', async () => {
    const here = await scene({ file: FILE.replace('group:frontend, reason', 'user:nobody, reason') });
    const { code, commands, summary } = await action(here, { command: 'plan' });
    expect(code).toBe(3);
    const error = commands.find(({ name }) => name === 'error');
    expect(error?.text).toMatch(/^.*file=acr-access\.yaml,line=8,col=\d+::REF01: user:nobody does not exist/);
    expect(summary).toContain('REF01');
  });

  test('needs to know what to do and takes nothing but what it knows', async () => {
    const here = await scene();
    for (const inputs of [
      { command: '' },
      { command: 'destroy' },
      { command: 'plan', network: 'internet' },
      { command: 'plan', 'session-duration': '1' },
      { command: 'apply', unreviewed: 'yes' },
    ]) {
      const { code, commands } = await action(here, inputs);
      expect({ inputs, code }).toEqual({ inputs, code: 64 });
      expect(commands.some(({ name }) => name === 'error')).toBe(true);
    }
    expect(here.emulator.journal).toEqual([]);
  });
});

describe('apply as an action', () => {
  test('needs the reviewed digest unless it is told otherwise', async () => {
    const here = await scene();
    const refused = await action(here, { command: 'apply' });
    expect(refused.code).toBe(3);
    expect(here.emulator.journal).toEqual([]);

    const wrong = await action(here, { command: 'apply', 'expected-digest': 'sha256:0' });
    expect(wrong.code).toBe(3);
    expect(wrong.commands.find(({ name }) => name === 'error')?.text).toContain(wrong.outputs.digest);
    expect(writes(here.emulator)).toEqual([]);

    const right = await action(here, { command: 'apply', 'expected-digest': wrong.outputs.digest! });
    expect(right.code).toBe(0);
    expect(right.outputs).toMatchObject({ applied: '8', failed: '0', 'has-changes': 'true' });
    expect(right.summary).toContain('nothing is left to do');

    const again = await action(here, { command: 'apply', unreviewed: 'allow' });
    expect(again.code).toBe(0);
    expect(again.outputs).toMatchObject({ applied: '0', failed: '0', 'has-changes': 'false' });
  });

  test('counts what failed and marks it in the file', async () => {
    const denied = { kind: 'error', status: 403, code: 'NoPermission', message: 'no' } as const;
    const here = await scene({ faults: [{ operation: 'RAM CreatePolicy', fault: denied }] });
    const { code, outputs, commands, summary } = await action(here, { command: 'apply', unreviewed: 'allow' });
    expect(code).toBe(1);
    expect(outputs).toMatchObject({ applied: '6', failed: '2' });
    const error = commands.find(({ name }) => name === 'error');
    expect(error?.text).toMatch(/file=acr-access\.yaml,line=9,col=\d+::policy\/acr-access-push: /);
    expect(summary).toContain('6 done, 1 failed, 1 skipped');
  });
});

test('drift fails the step only when it is asked to', async () => {
  const here = await scene();
  const quiet = await action(here, { command: 'drift' });
  expect([quiet.code, quiet.outputs.drift]).toEqual([0, 'true']);
  const strict = await action(here, { command: 'drift', 'fail-on-drift': 'true' });
  expect([strict.code, strict.outputs.drift]).toEqual([2, 'true']);
  await action(here, { command: 'apply', unreviewed: 'allow' });
  const settled = await action(here, { command: 'drift', 'fail-on-drift': 'true' });
  expect([settled.code, settled.outputs.drift]).toEqual([0, 'false']);
});

describe('secrets of a job', () => {
  /** Where the runner hands out OIDC tokens. */
  async function tokenEndpoint(value: string) {
    const requests: string[] = [];
    const server = createServer((request, response) => {
      requests.push(`${request.headers.authorization} ${request.url}`);
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ value }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const variables = {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=1`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token',
    };
    return { requests, variables };
  }

  test('are masked before they are used: the OIDC token and the session that it is exchanged for', async () => {
    const rights = { principal: 'role:ci-release', policy: 'AdministratorAccess', type: 'System' } as const;
    const here = await scene({
      account: { roles: [{ name: 'ci' }, { name: 'ci-release' }], attachments: [...(WORLD.attachments ?? []), rights] },
      roles: { 'ci-release': { trust: trust() } },
      oidcProviders: [provider],
    });
    const oidc = token();
    const { requests, variables } = await tokenEndpoint(oidc);
    const inputs = { command: 'plan', 'role-arn': ROLE_ARN, 'oidc-provider-arn': PROVIDER_ARN };
    const { code, stdout, stderr, commands } = await action(here, inputs, variables);
    expect(code, stdout + stderr).toBe(0);
    expect(requests).toEqual([expect.stringContaining('audience=sts.aliyuncs.com')]);
    const [exchange, ...calls] = here.emulator.journal;
    expect(exchange).toMatchObject({ operation: 'STS AssumeRoleWithOIDC', caller: 'anonymous' });
    expect(exchange?.inQuery).not.toContain('OIDCToken');
    expect(new Set(calls.map(({ caller }) => caller.split('/')[0]))).toEqual(new Set(['role:ci-release']));
    const masks = commands.filter(({ name }) => name === 'add-mask').map(({ text }) => text);
    expect(masks).toContain(oidc);
    expect(masks.length).toBeGreaterThanOrEqual(4);
    const rest = stdout.split('\n').filter((line) => !line.startsWith('::add-mask::'));
    for (const mask of masks) expect(rest.join('\n') + stderr).not.toContain(mask);
    expect(stdout.lastIndexOf('::add-mask::')).toBeLessThan(stdout.indexOf('Plan: '));
  });

  test('say what does not fit when the role does not trust the token', async () => {
    const here = await scene({
      account: { roles: [{ name: 'ci' }, { name: 'ci-release' }] },
      roles: { 'ci-release': { trust: trust() } },
      oidcProviders: [provider],
    });
    const { variables } = await tokenEndpoint(token({ sub: 'repo:evil/fork:ref:refs/heads/main' }));
    const inputs = { command: 'plan', 'role-arn': ROLE_ARN, 'oidc-provider-arn': PROVIDER_ARN };
    const { code, commands } = await action(here, inputs, variables);
    expect(code).toBe(1);
    expect(commands.find(({ name }) => name === 'error')?.text).toContain('repo:evil/fork:ref:refs/heads/main');
  });

  test('given as inputs are masked first of all', async () => {
    const here = await scene({ accessKeys: [{ id: 'LTAI-caller-0001', secret: 'caller-secret-0001' }] });
    const inputs = { command: 'plan', 'access-key-id': 'LTAI-caller-0001', 'access-key-secret': 'caller-secret-0001' };
    const { code, stdout, stderr } = await action(here, inputs);
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/^::add-mask::LTAI-caller-0001\n::add-mask::caller-secret-0001\n/);
    const rest = stdout.split('\n').filter((line) => !line.startsWith('::add-mask::'));
    expect(rest.join('\n') + stderr).not.toContain('caller-secret-0001');
  });
});

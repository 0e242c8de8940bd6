import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PROVIDER_ARN, provider, ROLE_ARN, token, trust } from '../emulator/oidc.ts';
import { Repository } from '../scenarios/support/pull-request.ts';
import { FILE, WORLD } from '../scenarios/support/world.ts';
import { TOKEN } from '../support/github/state.ts';
import type { StageRun } from '../support/runner/runner.ts';

/** As long as real ones, and of characters that a name may have. */
const KEY = { id: 'LTAI5tCallerCallerCaller', secret: 'Caller0Secret0Caller0Secret0Ab', owner: 'user:writer' as const };
const INPUTS = { 'access-key-id': KEY.id, 'access-key-secret': KEY.secret };

/** The file of somebody who knows the secrets and wants them shown, wherever a file may hold free text or a name. */
const hostileFile = (secrets: readonly string[]): string => {
  const all = [...secrets, ...secrets.map((one) => Buffer.from(`x${one}y`).toString('base64'))]
    .join(' ')
    .slice(0, 1024);
  return FILE.replace('reason: deploys', `reason: "${all}"`)
    .replace('members:', `comments: "${secrets.join(' ').slice(0, 120)}", members:`)
    .replace('grants:', `users:\n  ${KEY.secret}: { displayName: "${KEY.secret}", comments: "${TOKEN}" }\ngrants:`)
    .replace('  push:', `  ${KEY.secret}:`);
};

const ADMIN = { principal: 'user:writer', policy: 'AdministratorAccess', type: 'System' } as const;
const hostileAccount = (secrets: readonly string[]) => ({
  users: [
    ...WORLD.users!.slice(1),
    { name: 'alice', displayName: secrets[0]!, comments: secrets.at(-1)!.slice(0, 100) },
  ],
  policies: WORLD.policies!.map((policy) => ({ ...policy, description: secrets.join(' ') })),
  attachments: [...WORLD.attachments!, ADMIN],
});

async function hostile(secrets: readonly string[], options: object = {}): Promise<Repository> {
  const repository = await Repository.create({ account: hostileAccount(secrets), accessKeys: [KEY], ...options });
  repository.moveMain(repository.commit('before', undefined));
  repository.openPullRequest(7, repository.commit('head', hostileFile(secrets)));
  return repository;
}

/** All that anybody can read afterwards. What was asked for as a mask is what the runner keeps to itself. */
async function shownBy(run: StageRun, { github, emulator }: Repository): Promise<string> {
  const printed = `${run.stdout}\n${run.stderr}`.split('\n').filter((line) => !line.startsWith('::add-mask::'));
  const plan = run.outputs.plan === undefined ? '' : await readFile(run.outputs.plan, 'utf8');
  const posted = github.journal.map(({ method, path, body }) => ({ method, path, body }));
  const asked = emulator.journal.flatMap(({ params, inQuery }) =>
    inQuery.map((name) => (name === 'OIDCToken' ? params[name] : name)),
  );
  return [...printed, plan, run.summary, JSON.stringify([run.outputs, posted, asked])].join('\n');
}

async function expectHidden(secrets: readonly string[], run: StageRun, repository: Repository): Promise<void> {
  const shown = await shownBy(run, repository);
  expect(shown.length).toBeGreaterThan(200);
  for (const secret of secrets) {
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain(encodeURIComponent(secret));
    expect(shown).not.toContain(Buffer.from(secret).toString('base64').slice(0, -4));
  }
}

const SECRETS = [TOKEN, KEY.id, KEY.secret];

describe('threat 14: a secret that a file, the account or a service repeats is shown nowhere', () => {
  test('by a plan, its check and its comment, nor by the apply, its comment and its result', async () => {
    const repository = await hostile(SECRETS);
    const planned = await repository.onPullRequest(7, INPUTS);
    expect(planned.code, planned.log).toBe(0);
    await expectHidden(SECRETS, planned, repository);

    const before = repository.github.state.branches.main!;
    repository.merge(7, repository.commit('merged', hostileFile(SECRETS)));
    const denied = { kind: 'error', status: 403, code: 'NoPermission', message: SECRETS.join(' ') } as const;
    repository.emulator.faults.add({ operation: 'RAM CreatePolicy', fault: denied });
    const applied = await repository.onPush(before, INPUTS);
    expect(applied.code, applied.log).toBe(1);
    expect(repository.github.state.issues).toHaveLength(1);
    await expectHidden(SECRETS, applied, repository);
    expect(repository.comments(7)[0]).toContain('***');
  });

  test('by drift and its issue', async () => {
    const repository = await hostile(SECRETS);
    repository.moveMain(repository.commit('main', hostileFile(SECRETS)));
    const run = await repository.onSchedule(INPUTS);
    expect([run.code, run.outputs.drift], run.log).toEqual([0, 'true']);
    expect(repository.github.state.issues).toHaveLength(1);
    await expectHidden(SECRETS, run, repository);
  });

  test('by the errors of a file, of the account or of GitHub', async () => {
    const repository = await hostile(SECRETS);
    await repository.onPullRequest(7, INPUTS);
    const broken = hostileFile(SECRETS).replace('can: pull', `can: "${SECRETS.join(' ')}"`);
    repository.openPullRequest(7, repository.commit('broken', broken));
    const wrong = await repository.onPullRequest(7, INPUTS);
    expect(wrong.code).toBe(65);
    await expectHidden(SECRETS, wrong, repository);

    repository.openPullRequest(7, repository.commit('head', hostileFile(SECRETS)));
    const message = `${SECRETS.join(' ')} ${TOKEN.split('').join('')}`;
    const repair = repository.emulator.faults.add({
      operation: 'RAM ListUsers',
      fault: { kind: 'error', status: 403, code: 'NoPermission', message },
    });
    const unreadable = await repository.onPullRequest(7, INPUTS);
    expect(unreadable.code).toBe(1);
    await expectHidden(SECRETS, unreadable, repository);
    repair();

    repository.github.fail('POST .*check-runs', { answer: { status: 403, body: { message } } });
    const refused = await repository.onPullRequest(7, INPUTS);
    expect(refused.code).toBe(0);
    await expectHidden(SECRETS, refused, repository);
  });

  test('by a run that only validates', async () => {
    const repository = await hostile(SECRETS);
    const broken = hostileFile(SECRETS).replace('can: pull', `can: "${SECRETS.join(' ')}"`);
    repository.openPullRequest(7, repository.commit('broken', broken));
    const run = await repository.onPullRequest(7, { ...INPUTS, command: 'validate' });
    expect(run.code).toBe(65);
    await expectHidden(SECRETS, run, repository);
  });

  test('when it is the OIDC token, or what the session that it is exchanged for consists of', async () => {
    const oidc = token();
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ value: oidc }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const rights = { ...ADMIN, principal: 'role:ci-release' as const };
    const account = { ...hostileAccount([oidc]), roles: [{ name: 'ci' }, { name: 'ci-release' }] };
    const repository = await hostile([oidc], {
      account: { ...account, attachments: [...WORLD.attachments!, rights] },
      roles: { 'ci-release': { trust: trust() } },
      oidcProviders: [provider],
    });
    const { port } = server.address() as AddressInfo;
    const env = {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/?v=1`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer-of-the-job',
    };
    const inputs = { 'role-arn': ROLE_ARN, 'oidc-provider-arn': PROVIDER_ARN };
    const run = await repository.onPullRequest(7, inputs, { env });
    expect(run.code, run.log).toBe(0);
    expect(run.masks.length).toBeGreaterThanOrEqual(5);
    await expectHidden([oidc, 'bearer-of-the-job', ...run.masks], run, repository);
  });
});

test('threat 15: nothing short or public is masked, and outputs are digests, counts, words and a path', async () => {
  const repository = await hostile(SECRETS);
  const run = await repository.onPullRequest(7, INPUTS);
  for (const mask of run.masks) expect(mask.length).toBeGreaterThanOrEqual(16);
  const { digest, plan, ...others } = run.outputs;
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(plan).toMatch(/\/acr-access-plan-[0-9a-f]{16}\.json$/);
  expect(others).toEqual({
    'has-changes': 'true',
    gains: expect.stringMatching(/^\d+$/),
    losses: expect.stringMatching(/^\d+$/),
  });
  for (const value of Object.values(run.outputs)) for (const mask of run.masks) expect(value).not.toContain(mask);
});

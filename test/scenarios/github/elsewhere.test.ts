import { beforeEach, describe, expect, test } from 'vitest';
import { said } from '../support/merged.ts';
import { Repository } from '../support/pull-request.ts';
import { FILE } from '../support/world.ts';

const ROLE = {
  'role-arn': 'acs:ram::1234567890123456:role/reader',
  'oidc-provider-arn': 'acs:ram::1234567890123456:oidc-provider/github',
};

let repository: Repository;
const open = async (file = FILE): Promise<void> => {
  repository = await Repository.create();
  repository.moveMain(repository.commit('base', undefined));
  repository.openPullRequest(7, repository.commit('head', file));
};
const fork = { head: { sha: 'b'.repeat(40), ref: 'x', repo: { full_name: 'mallory/repo' } } };
const gone = { head: { sha: 'b'.repeat(40), ref: 'x', repo: null } };
const dependabot = { user: { login: 'dependabot[bot]' } };
const noToken = { ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' };

describe('threat 01: a pull request that gets no credentials is checked as far as it can be', () => {
  beforeEach(() => open());

  test.each([
    ['from a fork', { payload: fork }, {}, 'a fork'],
    ['whose repository is gone', { payload: gone }, {}, 'a fork'],
    ['of Dependabot', { payload: dependabot }, {}, 'Dependabot'],
    ['without id-token: write', { env: noToken }, ROLE, 'id-token: write'],
    ['without any credentials', { env: { ACR_ACCESS_EMULATOR: '' } }, {}, 'no Alibaba Cloud credentials'],
  ])('%s: green, no call to anybody, and it says that a plan is missing', async (_who, more, inputs, why) => {
    const run = await repository.onPullRequest(7, inputs, more);
    expect(run.code, run.log).toBe(0);
    expect(said(run, 'notice')).toContain(why);
    expect(run.summary).toContain('A maintainer has to plan this change');
    expect(run.outputs).toEqual({});
    expect(repository.emulator.journal).toEqual([]);
    expect(repository.requests()).toEqual([]);
  });

  test('is red when the file is wrong, at its line', async () => {
    await open(FILE.replace('can: pull', 'can: pul'));
    const run = await repository.onPullRequest(7, {}, { payload: fork });
    expect(run.code).toBe(65);
    expect(run.commands.find(({ name }) => name === 'error')?.properties).toMatchObject({ line: '8' });
    expect(run.summary).toContain('A maintainer has to plan this change');
  });

  test('missing credentials are no excuse anywhere else', async () => {
    const env = { ACR_ACCESS_EMULATOR: '' };
    const sha = repository.commit('main', FILE);
    repository.moveMain(sha);
    for (const [name, command] of [
      ['schedule', 'drift'],
      ['schedule', 'plan'],
      ['workflow_dispatch', 'plan'],
    ] as const) {
      const event = { schedule: 'x' };
      const run = await repository.run(name, {
        event,
        sha,
        ref: 'refs/heads/main',
        file: FILE,
        inputs: { command },
        env,
      });
      expect([name, command, run.code]).toEqual([name, command, 1]);
    }
  });
});

describe('an event that must not reach the account is refused before any call', () => {
  const REFUSED: readonly [string, string, string][] = [
    ...['pull_request_target', 'workflow_run', 'issue_comment'].flatMap((name) =>
      ['auto', 'plan', 'apply', 'drift'].map((command): [string, string, string] => [name, command, 'refs/heads/main']),
    ),
    ['pull_request', 'apply', 'refs/pull/7/merge'],
    ['pull_request', 'drift', 'refs/pull/7/merge'],
    ['merge_group', 'apply', 'refs/heads/gh-readonly-queue/main/pr-7'],
    ['push', 'auto', 'refs/heads/feature'],
    ['push', 'plan', 'refs/heads/feature'],
    ['push', 'apply', 'refs/tags/main'],
    ['push', 'apply', 'refs/tags/v1'],
    ['release', 'apply', 'refs/tags/v1'],
    ['create', 'plan', 'refs/heads/feature'],
  ];

  test.each(REFUSED)('threat 02: %s with command %s on %s', async (name, command, ref) => {
    await open();
    const sha = repository.commit('pushed', FILE);
    const base = { sha, ref: 'main', repo: { full_name: 'org/repo' } };
    const event = {
      ref,
      before: sha,
      after: sha,
      pull_request: { number: 7, head: base, base, user: { login: 'dev' } },
      merge_group: { head_sha: sha, base_sha: sha },
    };
    const run = await repository.run(name, { event, sha, ref, file: FILE, inputs: { command, unreviewed: 'allow' } });
    expect(run.code, run.log).toBe(3);
    expect(said(run, 'error')).toContain(name);
    expect(repository.emulator.journal).toEqual([]);
    expect(repository.requests()).toEqual([]);
  });

  test('validate may run anywhere', async () => {
    await open();
    const sha = repository.commit('pushed', FILE);
    for (const name of ['pull_request_target', 'push', 'release']) {
      const inputs = { command: 'validate' };
      expect((await repository.run(name, { event: {}, sha, ref: 'refs/tags/x', file: FILE, inputs })).code).toBe(0);
    }
    expect(repository.emulator.journal).toEqual([]);
  });
});

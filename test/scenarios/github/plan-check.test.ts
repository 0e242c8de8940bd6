import { beforeEach, describe, expect, test } from 'vitest';
import type { StageRun } from '../../support/runner/runner.ts';
import { Repository } from '../support/pull-request.ts';
import { FILE, writes } from '../support/world.ts';

const BEFORE = FILE.replace(/ {2}push:.*\n/, '');
const BLOCKED = FILE.replace('role:ci', 'user:nobody');
const BROKEN = FILE.replace('can: pull', 'can: pul');

let repository: Repository;
const open = async (head: string | undefined, path?: string): Promise<void> => {
  repository = await Repository.create(path === undefined ? {} : { path });
  repository.moveMain(repository.commit('base', BEFORE));
  repository.openPullRequest(7, repository.commit('head', head));
};
const push = (file: string | undefined): void => repository.openPullRequest(7, repository.commit(`head ${file}`, file));
const said = ({ commands }: StageRun, level: string): string[] =>
  commands.filter(({ name }) => name === level).map(({ data }) => data);

describe('the check', () => {
  test('of a plan that is refused has failed, at the lines of the file, and fails the step', async () => {
    await open(BLOCKED);
    const run = await repository.onPullRequest(7);
    expect(run.code).toBe(3);
    const [check] = repository.github.state.checkRuns;
    expect(check).toMatchObject({ name: 'acr-access/plan', conclusion: 'failure' });
    expect(check?.output.title).toContain('1 blocked');
    expect(check?.output.annotations).toContainEqual(
      expect.objectContaining({ path: 'acr-access.yaml', start_line: 9, annotation_level: 'failure' }),
    );
    // The check shows them on the pull request; once is enough.
    expect(said(run, 'error').filter((text) => text.includes('REF01'))).toEqual([]);
    expect(repository.comments(7)[0]).toContain('REF01');
    expect(writes(repository.emulator)).toEqual([]);
  });

  test('of another file has its path in the name and in the annotations', async () => {
    await open(BLOCKED, 'teams/a.yaml');
    expect((await repository.onPullRequest(7)).code).toBe(3);
    const [check] = repository.github.state.checkRuns;
    expect(check?.name).toBe('acr-access/plan (teams/a.yaml)');
    expect(check?.output.annotations).toContainEqual(expect.objectContaining({ path: 'teams/a.yaml', start_line: 9 }));
  });

  test('sits on the last commit of the pull request, not on the merge that GitHub tried', async () => {
    await open(FILE);
    await repository.onPullRequest(7);
    expect(repository.github.state.checkRuns[0]?.headSha).toBe(repository.github.state.pullRequests[0]?.headSha);
  });
});

describe('on a merge queue', () => {
  test('the plan is a check on the queued commit, and no comment', async () => {
    await open(FILE);
    const queued = repository.commit('queued', FILE);
    const run = await repository.onMergeGroup(queued);
    expect(run.code, run.log).toBe(0);
    expect(repository.github.state.checkRuns).toMatchObject([{ headSha: queued, conclusion: 'success' }]);
    expect(repository.comments(7)).toEqual([]);
    expect(repository.requests().length).toBeLessThanOrEqual(3);
  });

  test('a check that cannot be made fails the run, and says which permission is missing', async () => {
    await open(FILE);
    repository.permissions.checks = 'read';
    const run = await repository.onMergeGroup(repository.commit('queued', FILE));
    expect(run.code).toBe(1);
    expect(said(run, 'error').join()).toContain('checks: write');
  });
});

describe('on a pull request, where GitHub does not let the action write', () => {
  beforeEach(() => open(FILE));

  test.each([
    ['checks', 'checks: write'],
    ['pull-requests', 'pull-requests: write'],
  ] as const)(
    'for want of %s the run is green, names the permission, and the summary has the plan',
    async (scope, named) => {
      Object.assign(repository.permissions, { issues: undefined, [scope]: undefined });
      const run = await repository.onPullRequest(7);
      expect(run.code).toBe(0);
      expect(said(run, 'warning').filter((text) => text.includes(`permissions: ${named}`))).toHaveLength(1);
      expect(run.summary).toContain(run.outputs.digest);
      expect(repository.comments(7)).toHaveLength(scope === 'checks' ? 1 : 0);
      expect(repository.github.state.checkRuns).toHaveLength(scope === 'checks' ? 0 : 1);
    },
  );

  test('findings stand in the log instead of the check', async () => {
    push(BLOCKED);
    delete repository.permissions.checks;
    const run = await repository.onPullRequest(7);
    expect(run.code).toBe(3);
    expect(said(run, 'error').filter((text) => text.includes('REF01'))).toHaveLength(1);
  });

  test('threat 22: a rate limit of up to ten seconds is waited for', async () => {
    repository.github.fail('POST .*comments', { answer: { status: 429, headers: { 'retry-after': '10' } } });
    const run = await repository.onPullRequest(7);
    expect(run.code).toBe(0);
    expect(said(run, 'warning')).toEqual([]);
    expect(await repository.waits()).toContain(10_000);
    expect(repository.comments(7)).toHaveLength(1);
  });

  test('threat 22: a longer rate limit is a warning, and the summary has the plan', async () => {
    const answer = { status: 403, headers: { 'retry-after': '11' }, body: { message: 'secondary rate limit' } };
    repository.github.fail('POST .*comments', { answer }, 9);
    const run = await repository.onPullRequest(7);
    expect(run.code).toBe(0);
    expect(said(run, 'warning').join()).toContain('rate limit');
    expect(run.summary).toContain(run.outputs.digest);
    expect(Math.max(0, ...(await repository.waits()))).toBeLessThanOrEqual(10_000);
  });
});

describe('a comment of an older commit does not pass for the plan of this one', () => {
  const stale = async (code: number): Promise<StageRun> => {
    const run = await repository.onPullRequest(7);
    expect(run.code, run.log).toBe(code);
    expect(repository.comments(7)).toHaveLength(1);
    expect(repository.comments(7)[0]).toContain('No plan for this commit');
    return run;
  };
  beforeEach(async () => {
    await open(FILE);
    await repository.onPullRequest(7);
  });

  test('when the file is broken, which is shown at its lines', async () => {
    push(BROKEN);
    const run = await stale(65);
    const errors = run.commands.filter(({ name, properties }) => name === 'error' && properties.line === '8');
    expect(errors).toHaveLength(1);
    expect(errors[0]?.properties.file).toBe('acr-access.yaml');
    expect(repository.emulator.journal.length).toBeGreaterThan(0);
  });

  test('when RAM cannot express it, which is shown at its lines', async () => {
    const addresses = Array.from({ length: 500 }, (_, index) => `10.0.0.${index}/32`).join(', ');
    const statement = `{ Effect: Allow, Action: cr:PullRepository, Resource: "*", Condition: { IpAddress: { "acs:SourceIp": [${addresses}] } } }`;
    push(FILE.replace('can: push, on: "prod:release/*"', `statements: [${statement}]`));
    const run = await stale(65);
    expect(run.commands.find(({ name }) => name === 'error')?.properties).toMatchObject({ line: '9' });
  });

  test('when its account cannot even be guessed', async () => {
    push('just a text');
    await stale(65);
  });

  test('when the file is gone', async () => {
    push(undefined);
    await stale(64);
  });

  test('when the account cannot be read', async () => {
    repository.emulator.faults.add({ operation: 'RAM ListUsers', fault: { kind: 'html' } });
    await stale(1);
  });

  test('and none is written where there is none', async () => {
    repository.github.state.comments = [];
    push(BROKEN);
    expect((await repository.onPullRequest(7)).code).toBe(65);
    expect(repository.comments(7)).toEqual([]);
  });
});

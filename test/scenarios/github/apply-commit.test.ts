import { describe, expect, test } from 'vitest';
import { merged, said } from '../support/merged.ts';
import { commitOf, Repository } from '../support/pull-request.ts';
import { FILE, STEPS, writes } from '../support/world.ts';

const ALL = String(STEPS.length);

describe('an apply whose commit is no longer the tip of the default branch', () => {
  test('threat 09: writes nothing when the file is another one there, and is green', async () => {
    const { repository, before } = await merged();
    const sha = repository.github.state.branches.main!;
    repository.moveMain(repository.commit('newer', `${FILE}# newer\n`));
    const run = await repository.onPush(before, {}, { sha });
    expect(run.code, run.log).toBe(0);
    expect(run.outputs).toMatchObject({ applied: '0', failed: '0' });
    expect(said(run, 'notice')).toContain('superseded');
    expect(run.summary).toContain('superseded');
    expect(repository.emulator.journal).toEqual([]);
  });

  test('threat 09: writes nothing when the file is gone there, also when it is allowed to apply unreviewed', async () => {
    const { repository, before } = await merged();
    const sha = repository.github.state.branches.main!;
    repository.moveMain(repository.commit('newer', undefined));
    const run = await repository.onPush(before, { unreviewed: 'allow' }, { sha });
    expect([run.code, run.outputs.applied]).toEqual([0, '0']);
    expect(repository.emulator.journal).toEqual([]);
  });

  test('goes on when the file is the same there', async () => {
    const { repository, before } = await merged();
    const sha = repository.github.state.branches.main!;
    repository.moveMain(repository.commit('newer', FILE));
    const run = await repository.onPush(before, {}, { sha });
    expect([run.code, run.outputs.applied], run.log).toEqual([0, ALL]);
  });

  test('is noticed also when the branch moves while the account is read', async () => {
    const { repository, before } = await merged();
    const sha = repository.github.state.branches.main!;
    repository.emulator.faults.add({ operation: 'RAM ListUsers', fault: { kind: 'delay', ms: 1500 } });
    const running = repository.onPush(before, {}, { sha });
    while (repository.emulator.journal.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    repository.moveMain(repository.commit('newer', `${FILE}# newer\n`));
    const run = await running;
    expect([run.code, run.outputs.applied], run.log).toEqual([0, '0']);
    expect(run.summary).toContain('superseded');
    expect(writes(repository.emulator)).toEqual([]);
  });
});

describe('an apply that cannot see whether it may', () => {
  test.each([
    ['the tip of the branch', 'GET /repos/org/repo/branches/main'],
    ['the approval', 'GET /repos/org/repo/commits/.*/check-runs'],
    ['the pull requests of the commit', 'GET /repos/org/repo/commits/.*/pulls'],
    ['the file before the push', 'GET /repos/org/repo/contents'],
    ['its own app', 'POST /graphql Viewer'],
  ])('fails and writes nothing: %s', async (_what, on) => {
    const { repository, before } = await merged();
    repository.github.fail(on, { answer: { status: 500, body: { message: 'oops' } } }, 9);
    const run = await repository.onPush(before);
    expect(run.code, run.log).toBe(1);
    expect(repository.emulator.journal).toEqual([]);
  });

  test.each([
    ['checks', 'checks: read'],
    ['contents', 'contents: read'],
    ['pull-requests', 'pull-requests: read'],
  ] as const)('names the permission: %s', async (scope, named) => {
    const { repository, before } = await merged();
    delete repository.permissions[scope];
    const run = await repository.onPush(before, { unreviewed: 'allow' });
    expect(run.code, run.log).toBe(1);
    expect(said(run, 'error')).toContain(named);
    expect(repository.emulator.journal).toEqual([]);
  });

  test('fails without a token', async () => {
    const { repository, before } = await merged();
    const run = await repository.onPush(before, { 'github-token': '', unreviewed: 'allow' });
    expect(run.code).toBe(1);
    expect(said(run, 'error')).toContain('github-token');
    expect(repository.emulator.journal).toEqual([]);
  });
});

describe('threat 10: apply by hand', () => {
  const dispatch = (repository: Repository, ref: string, inputs = {}) => {
    const sha = repository.github.state.branches.main!;
    const event = { ref, inputs: {} };
    return repository.run('workflow_dispatch', {
      event,
      sha,
      ref,
      file: FILE,
      inputs: { command: 'apply', ...inputs },
    });
  };

  test('on another branch, or a tag with the name of the default branch, is refused before any call', async () => {
    const repository = await Repository.create();
    repository.moveMain(repository.commit('main', FILE));
    for (const ref of ['refs/heads/feature', 'refs/tags/main', 'refs/heads/main2']) {
      const run = await dispatch(repository, ref, { unreviewed: 'allow' });
      expect([ref, run.code]).toEqual([ref, 3]);
    }
    expect(repository.emulator.journal).toEqual([]);
    expect(repository.requests()).toEqual([]);
  });

  test('on the default branch needs the digest of a plan, or a word', async () => {
    const repository = await Repository.create();
    repository.moveMain(repository.commit('main', FILE));
    const refused = await dispatch(repository, 'refs/heads/main');
    expect(refused.code).toBe(3);
    expect(said(refused, 'error')).toContain('belongs to no pull request');
    const run = await dispatch(repository, 'refs/heads/main', { unreviewed: 'allow' });
    expect([run.code, run.outputs.applied]).toEqual([0, ALL]);
  });

  test('on a run whose payload does not name the default branch still asks for the tip', async () => {
    const repository = await Repository.create();
    repository.moveMain(repository.commit('main', `${FILE}# newer\n`));
    const run = await repository.run('schedule', {
      event: { schedule: '17 3 * * *', repository: null },
      sha: commitOf('old'),
      ref: 'refs/heads/main',
      file: FILE,
      inputs: { command: 'apply', unreviewed: 'allow' },
    });
    expect([run.code, run.outputs.applied], run.log).toEqual([0, '0']);
    expect(run.summary).toContain('superseded');
    expect(repository.emulator.journal).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import type { PolicyName } from '../../../src/policy/principal.ts';
import type { CheckRunState } from '../../support/github/state.ts';
import type { StageRun } from '../../support/runner/runner.ts';
import { BEFORE, merged, said } from '../support/merged.ts';
import { Repository } from '../support/pull-request.ts';
import { FILE, STEPS, writes } from '../support/world.ts';

const ALL = String(STEPS.length);

/** Refused, nothing written, and both the pull request and the summary say so. */
function expectRefused(run: StageRun, repository: Repository): void {
  expect(run.code, run.log).toBe(3);
  expect(run.outputs.applied ?? '0').toBe('0');
  expect(run.summary).toContain('Nothing was applied');
  expect(writes(repository.emulator)).toEqual([]);
}

/** Changes the check of the plan, as somebody else or another run would have left it. */
const withCheck = (repository: Repository, change: Partial<CheckRunState>): void => {
  const { checkRuns } = repository.github.state;
  Object.assign(checkRuns[0]!, change);
};
const another = (repository: Repository, change: Partial<CheckRunState>): void => {
  const { state } = repository.github;
  state.checkRuns.push({ ...structuredClone(state.checkRuns[0]!), id: ++state.lastId, ...change });
};

describe('an approval', () => {
  test('threat 26: by another app is none, however the rest looks, and whoever starts the run', async () => {
    const { repository, before } = await merged();
    withCheck(repository, { app: 'some-other-app' });
    const run = await repository.onPush(before, {}, { env: { GITHUB_ACTOR: 'dependabot[bot]' } });
    expectRefused(run, repository);
    expect(said(run, 'error')).toContain('no successful check acr-access/plan');
    expect(repository.comments(7)[0]).toContain('Not applied');
  });

  test.each([
    ['failed', { conclusion: 'failure' }],
    ['neutral', { conclusion: 'neutral' }],
    ['not completed', { status: 'in_progress', conclusion: null, completedAt: null }],
    ['of another name', { name: 'acr-access/plan (other.yaml)' }],
  ] as const)('that is %s is none', async (_what, change) => {
    const { repository, before } = await merged();
    withCheck(repository, change);
    expectRefused(await repository.onPush(before), repository);
  });

  test('is the latest one: a failed check after a successful one takes it back', async () => {
    const { repository, before } = await merged();
    another(repository, { conclusion: 'failure', completedAt: '2099-01-01T00:00:00Z' });
    expectRefused(await repository.onPush(before), repository);

    another(repository, { conclusion: 'success', completedAt: '2099-01-01T00:00:01Z' });
    expect((await repository.onPush(before)).outputs.applied).toBe(ALL);
  });

  test('on an older commit of the pull request is none', async () => {
    const { repository, before } = await merged();
    const [pull] = repository.github.state.pullRequests;
    pull!.headSha = repository.commit('pushed before the merge, without a plan', FILE);
    expectRefused(await repository.onPush(before), repository);
  });

  test('threat 08: whose digest is another is none, and text that does not add up is not believed', async () => {
    const { repository, before } = await merged();
    withCheck(repository, { externalId: `sha256:${'0'.repeat(64)}` });
    const run = await repository.onPush(before);
    expectRefused(run, repository);
    expect(said(run, 'error')).toContain('the plan is not the reviewed one');
  });

  test('from a pull request that was not merged here is none', async () => {
    for (const change of [{ mergedAt: null }, { baseRef: 'other' }, { baseRepository: 'mallory/fork' }]) {
      const { repository, before } = await merged();
      Object.assign(repository.github.state.pullRequests[0]!, change);
      const run = await repository.onPush(before);
      expectRefused(run, repository);
      expect(said(run, 'error')).toContain('no merged pull request belongs to this commit');
      expect(repository.comments(7)[0]).not.toContain('pplied');
    }
  });
});

describe('without a pull request', () => {
  const pushed = async () => {
    const repository = await Repository.create();
    const before = repository.commit('before', BEFORE);
    repository.moveMain(repository.commit('pushed', FILE));
    return { repository, before };
  };

  test('threat 24: nothing is applied, the message `(#7)` is not believed, and the wait has an end', async () => {
    const { repository, before } = await pushed();
    repository.openPullRequest(7, repository.commit('somebody else', FILE));
    await repository.onPullRequest(7);
    const run = await repository.onPush(before);
    expectRefused(run, repository);
    expect(said(run, 'error')).toContain('no merged pull request belongs to this commit');
    const total = (await repository.waits()).reduce((sum, wait) => sum + wait, 0);
    expect(total).toBeLessThanOrEqual(40_000);
    expect(total).toBeGreaterThanOrEqual(30_000);
  });

  test('a push that leaves nothing to do is green: nothing had to be reviewed', async () => {
    const { repository, before } = await pushed();
    await repository.onPush(before, { unreviewed: 'allow' });
    const tip = repository.github.state.branches.main!;
    repository.moveMain(repository.commit('another file', FILE));
    const run = await repository.onPush(tip);
    expect([run.code, run.outputs.applied, run.outputs['has-changes']], run.log).toEqual([0, '0', 'false']);
  });

  test('it is applied where unreviewed changes are allowed, and the log says so', async () => {
    const { repository, before } = await pushed();
    const run = await repository.onPush(before, { unreviewed: 'allow' });
    expect([run.code, run.outputs.applied]).toEqual([0, ALL]);
    expect(run.log).toContain('Applied without a review');
  });

  test('it is applied with the digest of a plan that was approved elsewhere', async () => {
    const { repository, before } = await pushed();
    const plan = await repository.onPush(before, { command: 'plan' });
    expect(plan.code, plan.log).toBe(0);
    const run = await repository.onPush(before, { 'expected-digest': plan.outputs.digest! });
    expect([run.code, run.outputs.applied]).toEqual([0, ALL]);
  });

  test('a pull request that GitHub finds late is found, however it says that there is none yet', async () => {
    for (const answer of ['empty', 'not-found', 'no-commit'] as const) {
      const { repository, before } = await merged();
      repository.github.state.pullRequests[0]!.indexLag = { asks: 3, answer };
      const run = await repository.onPush(before);
      expect([run.code, run.outputs.applied], run.log).toEqual([0, ALL]);
    }
  });
});

describe('expected-digest', () => {
  test('is compared instead of the check, and only equality will do', async () => {
    const { repository, before, planned } = await merged();
    const wrong = await repository.onPush(before, {
      'expected-digest': `sha256:${'0'.repeat(64)}`,
      unreviewed: 'allow',
    });
    expectRefused(wrong, repository);
    expect(repository.comments(7)[0]).toContain('Not applied');

    // A part is so already: the check would do for the rest, the digest of the whole does not.
    await repository.byHand((writer) => writer.removeMember('frontend', 'carol'));
    expectRefused(await repository.onPush(before, { 'expected-digest': planned.outputs.digest! }), repository);
    expect((await repository.onPush(before)).code).toBe(0);
  });
});

describe('what was reviewed is what is applied', () => {
  test('threat 08: when the account changed meanwhile nothing is written, and everybody reads what differs', async () => {
    const { repository, before } = await merged();
    const document = JSON.stringify({
      Version: '1',
      Statement: [{ Effect: 'Allow', Action: 'cr:Get*', Resource: '*' }],
    });
    await repository.byHand((writer) => writer.createPolicyVersion('acr-access-read' as PolicyName, document));
    const run = await repository.onPush(before);
    expectRefused(run, repository);
    for (const text of [run.log, run.summary, repository.comments(7)[0]!]) {
      expect(text).toContain('the account changed since the plan');
      expect(text).toMatch(/approved/);
      expect(text).toContain('acr-access-read');
    }
    expect(repository.comments(7)).toHaveLength(1);
  });

  test('a part that is so already needs nothing more, and the rest is applied', async () => {
    const { repository, before } = await merged();
    await repository.byHand((writer) => writer.removeMember('frontend', 'carol'));
    const run = await repository.onPush(before);
    expect([run.code, run.outputs.applied], run.log).toEqual([0, String(STEPS.length - 1)]);
    expect(run.log).toContain('A part of the reviewed plan is already so');
  });

  test('the comment is the one of the plan, also when another workflow file applies', async () => {
    const { repository, before } = await merged(FILE, { workflow: '.github/workflows/plan.yml' });
    const [marker] = repository.comments(7)[0]!.split('\n');
    const run = await repository.onPush(before, {}, { workflow: '.github/workflows/apply.yml' });
    expect(run.code).toBe(0);
    expect(repository.comments(7)).toHaveLength(1);
    expect(repository.comments(7)[0]!.split('\n')[0]).toBe(marker);
    expect(repository.comments(7)[0]).toContain('Applied: 8 done');
  });

  test('several pull requests of one push approve together, and each hears of the result', async () => {
    const { repository, before } = await merged(FILE.replace(/ {2}read:.*\n/, BEFORE.match(/ {2}read:.*\n/)![0]));
    const other = FILE.replace('group:frontend, reason', '[group:frontend, user:bob], reason');
    repository.openPullRequest(8, repository.commit('head of 8', other));
    const first = repository.github.state.branches.main!;
    expect((await repository.onPullRequest(8)).code).toBe(0);
    const tip = repository.commit('merged 8', other);
    repository.merge(8, tip);
    const run = await repository.onPush(before, {}, { commits: [first, tip] });
    expect(run.code, run.log).toBe(0);
    for (const number of [7, 8]) expect(repository.comments(number)[0]).toContain('Applied: 9 done');
  });
});

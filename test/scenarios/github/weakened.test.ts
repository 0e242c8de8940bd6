import { describe, expect, test } from 'vitest';
import { Repository } from '../support/pull-request.ts';
import { FILE, STEPS, WORLD, writes } from '../support/world.ts';

const LIMITS = 'limits: { removals: 100, removalPercent: 100 }';
const withSettings = (settings: string): string => FILE.replace(LIMITS, settings);
const withRules = (rules: string): string => FILE.replace('settings:', `${rules}\nsettings:`);
const STRICT = withRules('guardrails: [{ id: release, only: [user:writer], can: push, on: "prod:release/*" }]');
const SYSTEM = { principal: 'user:carol', policy: 'AliyunContainerRegistryFullAccess', type: 'System' } as const;
const ACCOUNT = { attachments: [...WORLD.attachments!, SYSTEM] };
const TITLE = '#### Judged with the settings of the base branch';

async function planned(base: string, head: string) {
  const repository = await Repository.create({ account: ACCOUNT });
  repository.moveMain(repository.commit('base', base));
  repository.openPullRequest(7, repository.commit('head', head));
  const run = await repository.onPullRequest(7);
  const [comment = ''] = repository.comments(7);
  const [check] = repository.github.state.checkRuns;
  return { repository, run, comment, check };
}

describe('a pull request that weakens the rules is judged by those of the base branch, and says so', () => {
  test.each([
    ['limits', withSettings('limits: { removals: 1, removalPercent: 100 }'), FILE, 'LIM01'],
    ['protect', withSettings(`protect: [user:carol], ${LIMITS}`), FILE, 'PRT01'],
    ['guardrail', STRICT, FILE, 'GRD02'],
    [
      'exception',
      STRICT,
      STRICT.replace(
        'settings:',
        'exceptions: [{ id: GRD02, on: guardrail/release, reason: now, until: 2099-01-01 }]\nsettings:',
      ),
      'GRD02',
    ],
    [
      'expect',
      withRules('expect: [{ who: role:ci, can: push, on: "prod:release/api", allowed: false }]'),
      FILE,
      'TST01',
    ],
  ])('%s: it stays refused', async (what, base, head, id) => {
    const { run, comment, check, repository } = await planned(base, head);
    expect(run.code, run.log).toBe(3);
    expect(comment).toContain(TITLE);
    expect(comment.slice(comment.indexOf(TITLE))).toContain(what);
    expect(comment.slice(0, comment.indexOf(TITLE))).toContain(id);
    expect(check?.conclusion).toBe('failure');
    expect(writes(repository.emulator)).toEqual([]);
  });

  test.each([
    ['prefix', withSettings(LIMITS), withSettings(`prefix: other-, ${LIMITS}`)],
    ['ignore', withSettings(LIMITS), withSettings(`ignore: [user:carol], ${LIMITS}`)],
    ['systemPolicies', withSettings(LIMITS), withSettings(`systemPolicies: report, ${LIMITS}`)],
  ])('%s: the plan is the one without it', async (what, base, head) => {
    const without = await planned(base, base);
    const { run, comment } = await planned(base, head);
    expect(run.code, run.log).toBe(0);
    expect(run.outputs.digest).toBe(without.run.outputs.digest);
    expect(without.comment).not.toContain(TITLE);
    expect(comment).toContain(TITLE);
    expect(comment).toContain(`settings.${what}`);
  });

  test('a stricter rule judges at once', async () => {
    const { run, comment } = await planned(FILE, STRICT);
    expect(run.code).toBe(3);
    expect(comment).toContain('GRD02');
    expect(comment).not.toContain(TITLE);
  });

  test('weaker settings alone are no quiet line: a reviewer reads about them', async () => {
    const repository = await Repository.create({ account: ACCOUNT });
    repository.moveMain(repository.commit('base', FILE));
    await repository.onPush('0'.repeat(40), { unreviewed: 'allow' });
    const head = withSettings('limits: { removals: 1000, removalPercent: 100 }');
    repository.openPullRequest(7, repository.commit('head', head));
    const run = await repository.onPullRequest(7);
    expect([run.code, run.outputs['has-changes']]).toEqual([0, 'false']);
    expect(repository.comments(7)[0]).toContain('goes from 100 to 1000');
    expect(repository.github.state.checkRuns[0]?.output.title).toContain('1 setting weakened');
  });
});

describe('the file of the base branch', () => {
  test('that is wrong fails the plan', async () => {
    const { run, repository } = await planned(FILE.replace('can: pull', 'can: pul'), FILE);
    expect(run.code).toBe(1);
    expect(run.log).toContain('limits and guardrails are not known');
    expect(repository.emulator.journal).toEqual([]);
  });

  test('that cannot be read fails the plan, and is not taken for none', async () => {
    const repository = await Repository.create();
    repository.moveMain(repository.commit('base', FILE));
    repository.openPullRequest(7, repository.commit('head', FILE));
    delete repository.permissions.contents;
    const run = await repository.onPullRequest(7);
    expect(run.code).toBe(1);
    expect(run.log).toContain('contents: read');
    expect(repository.emulator.journal).toEqual([]);
  });

  test('that does not exist weakens nothing', async () => {
    const repository = await Repository.create();
    repository.moveMain(repository.commit('base', undefined));
    repository.openPullRequest(7, repository.commit('head', FILE));
    const run = await repository.onPullRequest(7);
    expect(run.code, run.log).toBe(0);
    expect(repository.comments(7)[0]).not.toContain(TITLE);
  });
});

test('apply judges with the rules from before the push, so that they count from the next change on', async () => {
  const tight = withSettings('limits: { removals: 1, removalPercent: 100 }');
  const repository = await Repository.create();
  const before = repository.commit('before', tight);
  const after = repository.commit('after', FILE);
  repository.moveMain(after);
  const refused = await repository.onPush(before, { unreviewed: 'allow' });
  expect(refused.code).toBe(3);
  expect(refused.log).toContain('LIM01');
  expect(writes(repository.emulator)).toEqual([]);

  const next = repository.commit('next', `${FILE}# the next change\n`);
  repository.moveMain(next);
  const applied = await repository.onPush(after, { unreviewed: 'allow' });
  expect([applied.code, applied.outputs.applied]).toEqual([0, String(STEPS.length)]);
});

test('a plan of a push is judged as its apply is, so that the digest of one is that of the other', async () => {
  const repository = await Repository.create({ account: ACCOUNT });
  const before = repository.commit('before', withSettings(LIMITS));
  repository.moveMain(repository.commit('after', withSettings(`systemPolicies: report, ${LIMITS}`)));
  const plan = await repository.onPush(before, { command: 'plan' });
  expect(plan.log).toContain('SET01');
  const run = await repository.onPush(before, { 'expected-digest': plan.outputs.digest! });
  expect([run.code, run.outputs.applied], run.log).toEqual([0, String(STEPS.length + 1)]);
});

import { describe, expect, test } from 'vitest';
import { merged, said } from '../support/merged.ts';
import type { Repository } from '../support/pull-request.ts';
import { STEPS, writes } from '../support/world.ts';

const DENIED = { kind: 'error', status: 403, code: 'NoPermission', message: 'not yours' } as const;
const breakCreation = (repository: Repository) =>
  repository.emulator.faults.add({ operation: 'RAM CreatePolicy', fault: DENIED });
const issues = ({ github }: Repository) => github.state.issues.map(({ state, body }) => ({ state, body }));

describe('an apply that fails in part', () => {
  test('opens one issue, the next failure edits it, and success closes it', async () => {
    const { repository, before } = await merged();
    const repair = breakCreation(repository);
    const first = await repository.onPush(before);
    expect(first.code).toBe(1);
    expect(first.outputs).toMatchObject({ applied: '6', failed: '2' });
    expect(repository.comments(7)[0]).toContain('not yours');
    expect(first.summary).toContain('not yours');
    const [opened] = issues(repository);
    expect(opened).toMatchObject({ state: 'open', body: expect.stringMatching(/^<!-- acr-access:apply v1 key=/) });

    const second = await repository.onPush(before);
    expect(second.code, second.log).toBe(1);
    expect(second.log).toContain('A part of the reviewed plan is already so');
    expect(issues(repository)).toHaveLength(1);
    expect(issues(repository)[0]?.body).not.toBe(opened?.body);

    repair();
    const third = await repository.onPush(before);
    expect([third.code, third.outputs.applied, third.outputs.failed], third.log).toEqual([0, '2', '0']);
    expect(issues(repository).map(({ state }) => state)).toEqual(['closed']);
    expect(repository.comments(7)).toHaveLength(1);
    expect(repository.comments(7)[0]).toContain('Applied: 2 done');
  });

  test('is not less of a failure when the issue cannot be opened', async () => {
    const { repository, before } = await merged();
    breakCreation(repository);
    delete repository.permissions.issues;
    const run = await repository.onPush(before);
    expect(run.code).toBe(1);
    expect(said(run, 'warning')).toContain('issues: write');
    expect(run.outputs).toMatchObject({ applied: '6', failed: '2' });
  });

  test('does not depend on the comment', async () => {
    const { repository, before } = await merged();
    repository.permissions['pull-requests'] = 'read';
    delete repository.permissions.issues;
    const run = await repository.onPush(before);
    expect([run.code, run.outputs.applied], run.log).toEqual([0, String(STEPS.length)]);
    expect(said(run, 'warning')).toContain('pull-requests: write');
    expect(run.summary).toContain('nothing is left to do');
  });

  test('says so when the account cannot be read back, and never that nothing was written', async () => {
    const { repository, before } = await merged();
    // The first list is that of the plan, everything after it is read back.
    const calls = Array.from({ length: 50 }, (_, index) => index + 2);
    repository.emulator.faults.add({ operation: 'RAM ListUsers', calls, fault: { kind: 'html' } });
    const run = await repository.onPush(before);
    expect(run.code).toBe(1);
    expect(writes(repository.emulator)).not.toEqual([]);
    expect(repository.comments(7)[0]).not.toContain('Nothing was written');
    expect(run.outputs.applied).toBe(String(STEPS.length));
  });

  test('threat 19: two at once end with the account that the file describes', async () => {
    const { repository, before } = await merged();
    const runs = await Promise.all([repository.onPush(before), repository.onPush(before)]);
    expect(runs.some(({ code }) => code === 0)).toBe(true);
    const settled = await repository.onSchedule();
    expect(settled.outputs.drift).toBe('false');
    expect(repository.comments(7)).toHaveLength(1);
  });
});

describe('threat 20: a cancel', () => {
  test('in the middle of an apply ends it between two calls, with a report, and a re-run does the rest', async () => {
    const { repository, before } = await merged();
    // The attachment waits for the policy; all that is taken away comes after both.
    repository.emulator.faults.add({ operation: 'RAM AttachPolicyToRole', fault: { kind: 'delay', ms: 1500 } });
    const cancelWhen = () => repository.emulator.journal.some(({ operation }) => operation === 'RAM CreatePolicy');
    const run = await repository.onPush(before, {}, { cancelWhen });
    expect([run.code, run.signal], run.log).toEqual([1, null]);
    const done = Number(run.outputs.applied);
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(STEPS.length);
    expect(run.summary).toContain('Stopped by a signal');
    expect(repository.comments(7)[0]).toContain('Stopped by a signal');
    expect(repository.comments(7)[0]).not.toContain('Nothing was written');
    repository.emulator.faults.clear();
    const again = await repository.onPush(before);
    expect([again.code, Number(again.outputs.applied) + done], again.log).toEqual([0, STEPS.length]);
  });

  test('before the first write writes nothing', async () => {
    const { repository, before } = await merged();
    repository.github.fail('GET .*/branches/main', { delayMs: 1000 }, 2);
    const cancelWhen = (stdout: string) => stdout.includes('Digest: ');
    const run = await repository.onPush(before, {}, { cancelWhen });
    expect([run.code, run.signal], run.log).toEqual([1, null]);
    expect(writes(repository.emulator)).toEqual([]);
    expect(repository.comments(7)[0]).toContain('Not applied');
  });

  test('ends the wait for a pull request that GitHub has not found yet', async () => {
    const { repository, before } = await merged();
    repository.github.state.pullRequests[0]!.indexLag = { asks: 99, answer: 'empty' };
    const cancelWhen = () => repository.github.journal.some(({ path }) => path.endsWith('/pulls?per_page=100&page=1'));
    const run = await repository.onPush(before, {}, { cancelWhen });
    expect([run.code, run.signal], run.log).toEqual([1, null]);
    expect(said(run, 'error')).toContain('stopped by SIGINT');
    expect(repository.emulator.journal).toEqual([]);
  });
});

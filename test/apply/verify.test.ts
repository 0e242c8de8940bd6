import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/apply/types.ts';
import { applyResult, verifyConverged } from '../../src/apply/verify.ts';
import { ServiceError } from '../../src/errors.ts';
import type { Change, Plan } from '../../src/plan/types.ts';
import { fakeClock } from '../support/memory-account.ts';
import { quiet } from './run-apply.ts';

const change = (name: string): Change => ({
  kind: 'user',
  action: 'create',
  key: `user/${name}`,
  before: null,
  after: { kind: 'user', name, displayName: undefined, comments: undefined },
  reason: '',
  source: null,
});
const plan = (...names: string[]): Plan => ({
  account: '1',
  config: 'acr-access.yaml',
  owner: 'o/r:acr-access.yaml',
  digest: 'sha256:0',
  changes: names.map(change),
  findings: [],
  untouched: [],
  quotas: {},
  applySecondsAtLeast: 0,
});
const outcome = (name: string, result: Outcome['result']): Outcome => ({
  change: change(name),
  result,
  requestIds: [],
  message: '',
  remedy: '',
});

describe('planning again after the writes', () => {
  async function verify(
    answers: readonly (Plan | Error)[],
    outcomes: Outcome[] = [],
    signal = new AbortController().signal,
  ) {
    const clock = fakeClock();
    const warnings: string[] = [];
    let calls = 0;
    const replan = () => {
      const answer = answers[Math.min(calls++, answers.length - 1)]!;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    };
    const reporter = { ...quiet, warn: (text: string) => void warnings.push(text) };
    const last = await verifyConverged(replan, outcomes, { clock, random: () => 0, signal, reporter });
    return { last, calls, warnings, slept: clock.slept };
  }

  const unreadable = new ServiceError({ kind: 'throttled', operation: 'RAM ListUsers', message: 'busy' });

  test('takes an empty plan at once', async () => {
    expect(await verify([plan()])).toEqual({ last: plan(), calls: 1, warnings: [], slept: [] });
  });

  test('waits a little longer each time while reads lag', async () => {
    const run = await verify([plan('a', 'b'), plan('a'), plan()]);
    expect(run).toMatchObject({ last: plan(), calls: 3, slept: [500, 1000] });
  });

  test('gives the last plan when something stays', async () => {
    expect(await verify([plan('a', 'b'), plan('a')])).toMatchObject({ last: plan('a'), calls: 4 });
  });

  test('does not wait for what was not done', async () => {
    const outcomes = [outcome('a', 'failed'), outcome('b', 'skipped'), outcome('c', 'done')];
    expect(await verify([plan('a', 'b')], outcomes)).toMatchObject({ last: plan('a', 'b'), calls: 1 });
    expect(await verify([plan('a', 'c'), plan('a')], outcomes)).toMatchObject({ last: plan('a'), calls: 2 });
  });

  test('reads once more after a failed reading, and gives no plan when the last one failed', async () => {
    expect(await verify([unreadable, plan()])).toMatchObject({ last: plan(), calls: 2 });
    const run = await verify([plan('a'), unreadable]);
    expect(run).toMatchObject({ last: undefined, calls: 4 });
    expect(run.warnings).toEqual(Array(3).fill('the account could not be read back: busy'));
  });

  test('plans once and does not wait when the run is stopped', async () => {
    expect(await verify([plan('a')], [], AbortSignal.abort())).toMatchObject({ last: plan('a'), calls: 1, slept: [] });
  });

  test('lets a surprise through', async () => {
    await expect(verify([new TypeError('bug')])).rejects.toThrow('bug');
  });
});

describe('the result', () => {
  const planned = [change('a'), change('b')];
  const converged = (outcomes: Outcome[], remaining: Plan | undefined = plan(), interrupted = false) =>
    applyResult(planned, { outcomes, interrupted }, remaining).converged;
  const both = [outcome('a', 'done'), outcome('b', 'already')];

  test('has converged when all is done or was so, and nothing is left to plan', () => {
    expect(applyResult(planned, { outcomes: both, interrupted: false }, plan())).toEqual({
      outcomes: both,
      interrupted: false,
      remaining: plan(),
      converged: true,
    });
    expect(applyResult([], { outcomes: [], interrupted: false }, plan()).converged).toBe(true);
  });

  test.each<[string, boolean]>([
    ['something is left', converged(both, plan('x'))],
    [
      'the account could not be read back',
      applyResult(planned, { outcomes: both, interrupted: false }, undefined).converged,
    ],
    ['a change failed', converged([outcome('a', 'done'), outcome('b', 'failed')])],
    ['a change was skipped', converged([outcome('a', 'done'), outcome('b', 'skipped')])],
    ['nothing was done at all', converged([])],
    ['an outcome is missing', converged([outcome('a', 'done')])],
    ['an unplanned change failed', converged([...both, outcome('x', 'failed')])],
    ['the run was interrupted', converged(both, plan(), true)],
  ])('has not converged when %s', (_, answer) => {
    expect(answer).toBe(false);
  });
});

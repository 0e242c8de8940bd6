import { describe, expect, test } from 'vitest';
import { failureOf } from '../../src/apply/failure.ts';
import { patience } from '../../src/apply/patience.ts';
import { readBack, type Step } from '../../src/apply/step.ts';
import { AcrAccessError, ServiceError } from '../../src/errors.ts';
import { fakeClock, MemoryAccount } from '../support/memory-account.ts';

describe('why a change failed', () => {
  const service = { kind: 'denied', operation: 'RAM AttachPolicyToUser', message: 'not allowed' } as const;

  test("has the service's words and a remedy by kind, or the service's own hint", () => {
    expect(failureOf(new ServiceError(service), [])).toEqual({
      message: 'not allowed',
      remedy: 'Give the identity that runs apply the missing permission, then run apply again.',
    });
    expect(failureOf(new ServiceError({ ...service, hint: 'Allow ram:AttachPolicyToUser.' }), [])).toEqual({
      message: 'not allowed',
      remedy: 'Allow ram:AttachPolicyToUser.',
    });
  });

  test('names what is in place already', () => {
    expect(failureOf(new ServiceError(service), ['the tags', 'the new document']).message).toBe(
      'not allowed (already in place: the tags, the new document)',
    );
    expect(failureOf(new AcrAccessError('failed', 'odd'), ['the tags'])).toEqual({
      message: 'odd (already in place: the tags)',
      remedy: 'Run apply again: it continues with what is left.',
    });
  });

  test.each([
    [new TypeError('AccessKeySecret=abc'), 'an unexpected TypeError inside the tool'],
    ['AccessKeySecret=abc', 'an unexpected string inside the tool'],
  ])('never shows the text of what is no error of ours', (thrown, message) => {
    expect(failureOf(thrown, [])).toEqual({ message, remedy: 'Report it as a bug of acr-access.' });
  });
});

describe('patience', () => {
  const waiting = { random: () => 0, signal: new AbortController().signal };

  test('waits growing pauses, each shortened by up to half, and then no more', async () => {
    const [short, long] = [fakeClock(), fakeClock()];
    const hasty = patience({ ...waiting, clock: short }, [100, 300]);
    const calm = patience({ ...waiting, clock: long, random: () => 0.5 }, [100, 300]);
    for (const wait of [hasty, calm]) expect([await wait(), await wait(), await wait()]).toEqual([true, true, false]);
    expect([short.slept, long.slept]).toEqual([
      [50, 150],
      [75, 225],
    ]);
  });

  test('ends when the run is stopped in the middle of a pause', async () => {
    const stop = new AbortController();
    const clock = fakeClock();
    const sleep: typeof clock.sleep = (ms, signal) => {
      stop.abort();
      return clock.sleep(ms, signal);
    };
    const wait = patience({ random: () => 0, signal: stop.signal, clock: { ...clock, sleep } }, [100, 300]);
    expect([await wait(), await wait()]).toEqual([false, false]);
  });

  test('lets a broken clock be seen', async () => {
    const clock = { ...fakeClock(), sleep: () => Promise.reject(new RangeError('clock')) };
    await expect(patience({ ...waiting, clock }, [100])()).rejects.toThrow('clock');
  });
});

test('reading back hides no bug', async () => {
  const { reader, writer } = new MemoryAccount();
  const { signal } = new AbortController();
  const step: Step = {
    reader,
    writer,
    clock: fakeClock(),
    random: () => 0,
    signal,
    justWritten: new Set(),
    requestIds: [],
    written: [],
  };
  await expect(readBack(step, () => Promise.reject(new TypeError('bug')))).rejects.toThrow('bug');
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { documentedLimit, RateLimiter } from '../../../src/edges/alibaba/rate-limits.ts';

function movableClock() {
  let now = 1_000_000;
  const move = (ms: number): void => {
    now += ms;
  };
  return { now: () => new Date(now), sleep: async () => {}, move, at: () => now };
}

test.each([
  ['ListUsers', 100],
  ['GetPolicy', 100],
  ['CreatePolicyVersion', 20],
  ['DeletePolicy', 20],
  ['UpdatePolicyDescription', 20],
  ['AttachPolicyToUser', 10],
  ['DetachPolicyFromRole', 10],
  ['AddUserToGroup', 10],
  ['TagResources', 10],
] as const)('RAM allows %s %d times a second', (operation, limit) => {
  expect(documentedLimit('RAM', operation)).toBe(limit);
});

describe('the limiter', () => {
  test('never lets more than the limit through in any second, and wastes none of it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 }), (pauses) => {
        const clock = movableClock();
        const limiter = new RateLimiter(clock, () => 0);
        const sent: number[] = [];
        for (const pause of pauses) {
          clock.move(pause);
          let wait = limiter.tryTake('RAM', 'AttachPolicyToUser');
          if (wait > 0) {
            expect(sent.filter((at) => at > clock.at() - 1_050)).toHaveLength(10);
            clock.move(wait);
            wait = limiter.tryTake('RAM', 'AttachPolicyToUser');
          }
          expect(wait).toBe(0);
          sent.push(clock.at());
        }
        for (const end of sent)
          expect(sent.filter((at) => at > end - 1_000 && at <= end).length).toBeLessThanOrEqual(10);
      }),
    );
  });

  test('counts each API for itself', () => {
    const limiter = new RateLimiter(movableClock(), () => 0);
    for (let sent = 0; sent < 10; sent++) limiter.tryTake('RAM', 'AttachPolicyToUser');
    expect(limiter.tryTake('RAM', 'AttachPolicyToUser')).toBe(1_050);
    expect(limiter.tryTake('RAM', 'AttachPolicyToGroup')).toBe(0);
  });

  const allowedIn = (limiter: RateLimiter): number => {
    let sent = 0;
    while (limiter.tryTake('RAM', 'ListUsers') === 0) sent += 1;
    return sent;
  };

  test('pauses and halves its rate once when calls in flight are throttled together', () => {
    const clock = movableClock();
    const limiter = new RateLimiter(clock, () => 0);
    for (let call = 0; call < 16; call++) limiter.throttled('RAM', 'ListUsers', 700);
    expect(limiter.tryTake('RAM', 'ListUsers')).toBe(700);
    clock.move(2_000);
    expect(allowedIn(limiter)).toBe(50);
  });

  test('gets its rate back in steps, a second apart', () => {
    const clock = movableClock();
    const limiter = new RateLimiter(clock, () => 0);
    limiter.throttled('RAM', 'ListUsers', 0);
    const rates: number[] = [];
    for (let second = 0; second < 7; second++) {
      clock.move(1_100);
      rates.push(allowedIn(limiter));
      for (let call = 0; call < 20; call++) limiter.succeeded('RAM', 'ListUsers');
    }
    expect(rates).toEqual([50, 60, 70, 80, 90, 100, 100]);
  });

  test('never stops for good', () => {
    const clock = movableClock();
    const limiter = new RateLimiter(clock, () => 0);
    for (let time = 0; time < 20; time++) {
      limiter.throttled('RAM', 'ListUsers', 0);
      clock.move(1_500);
    }
    expect(allowedIn(limiter)).toBe(1);
  });
});

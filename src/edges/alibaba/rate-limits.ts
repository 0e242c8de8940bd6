import type { Clock } from '../../ports.ts';
import type { Service } from './services.ts';

/**
 * Calls per second, API and main account. Source: RAM "API quota" page: reads 100, attach, detach, membership and tags
 * 10, other writes 20. For the other services no figure is documented: the back-off below finds it.
 */
const READS_PER_SECOND = 100;
const WRITES_PER_SECOND = 20;
const SLOW_WRITES_PER_SECOND = 10;
const SLOW_WRITES =
  /^(AttachPolicyTo|DetachPolicyFrom|AddUserToGroup$|RemoveUserFromGroup$|TagResources$|UntagResources$)/;
/** A second and what calls may gain on each other on the way: a throttled call costs more than this. */
const WINDOW_MS = 1_050;

/** Calls per second that the documentation allows for one operation. */
export function documentedLimit(service: Service, operation: string): number {
  if (service !== 'RAM' || /^(Get|List)/.test(operation)) return READS_PER_SECOND;
  return SLOW_WRITES.test(operation) ? SLOW_WRITES_PER_SECOND : WRITES_PER_SECOND;
}

interface Lane {
  readonly limit: number;
  /** what is allowed now; below `limit` after the service throttled */
  rate: number;
  /** when the calls of the last second were sent, ms, oldest first */
  readonly sent: number[];
  pausedUntil: number;
  rateChangedAt: number;
}

/** Keeps each API below its limit: in no second are more calls sent than its rate; the rate is halved when throttled. */
export class RateLimiter {
  readonly #lanes = new Map<string, Lane>();
  readonly #clock: Clock;
  readonly #random: () => number;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Takes the right to send one call now and returns 0, or returns how many ms to wait before asking again. */
  tryTake(service: Service, operation: string): number {
    const lane = this.#lane(service, operation);
    const now = this.#clock.now().getTime();
    if (now < lane.pausedUntil) return lane.pausedUntil - now;
    while (lane.sent[0] !== undefined && lane.sent[0] <= now - WINDOW_MS) lane.sent.shift();
    const rate = Math.floor(lane.rate);
    const blocking = lane.sent.at(-rate);
    if (lane.sent.length >= rate && blocking !== undefined) return blocking + WINDOW_MS - now;
    lane.sent.push(now);
    return 0;
  }

  /** The service said that it was too much: pause this API and go on with half the rate. */
  throttled(service: Service, operation: string, retryAfterMs: number | undefined): void {
    const lane = this.#lane(service, operation);
    const now = this.#clock.now().getTime();
    const pause = retryAfterMs ?? 200 + 300 * this.#random();
    lane.pausedUntil = Math.max(lane.pausedUntil, now + pause);
    // The calls in flight at that moment are throttled together: that is one message, not sixteen.
    if (lane.rate < lane.limit && now - lane.rateChangedAt < WINDOW_MS) return;
    lane.rate = Math.max(1, lane.rate / 2);
    lane.rateChangedAt = now;
  }

  /** A call went through: each second without throttling gives a tenth of the limit back. */
  succeeded(service: Service, operation: string): void {
    const lane = this.#lane(service, operation);
    if (lane.rate === lane.limit) return;
    const now = this.#clock.now().getTime();
    if (now - lane.rateChangedAt < WINDOW_MS) return;
    lane.rate = Math.min(lane.limit, lane.rate + lane.limit / 10);
    lane.rateChangedAt = now;
  }

  #lane(service: Service, operation: string): Lane {
    const key = `${service} ${operation}`;
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      const limit = documentedLimit(service, operation);
      lane = { limit, rate: limit, sent: [], pausedUntil: 0, rateChangedAt: 0 };
      this.#lanes.set(key, lane);
    }
    return lane;
  }
}

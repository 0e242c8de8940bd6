import type { Clock, Reporter } from '../../ports.ts';
import type { Agents } from '../http/agents.ts';
import { type Failure, type Operation, toFailure } from './errors.ts';
import { RateLimiter } from './rate-limits.ts';
import type { Redactor } from './redact.ts';
import { type Attempt, inAttempt, MAX_IN_FLIGHT } from './transport.ts';

export interface CallTimes {
  /** a try that has no whole answer by then is given up, ms */
  readonly attemptMs: number;
  /** tries and waits of one call together, its turn in the queue apart, ms */
  readonly budgetMs: number;
  /** first back-off, ms; doubled with each try */
  readonly backoffMs: number;
}

const DEFAULT_TIMES: CallTimes = { attemptMs: 30_000, budgetMs: 120_000, backoffMs: 200 };
const MAX_BACKOFF_MS = 10_000;
const MAX_TRIES = 5;
/** Throttling is no failure but a queue: the limit adapts while it lasts. */
const MAX_THROTTLED_TRIES = 10;

export interface CallerOptions {
  readonly clock: Clock;
  /** uniform in [0, 1) */
  readonly random: () => number;
  readonly reporter: Reporter;
  readonly agents: Agents;
  readonly redactor: Redactor;
  readonly signal?: AbortSignal | undefined;
  readonly times?: Partial<CallTimes> | undefined;
}

/**
 * The one way out: every call goes through `run`, which keeps the limits, bounds each try, sends again what is safe to
 * send again, maps errors and counts. At most 16 calls are in flight.
 */
export class Caller {
  readonly #options: CallerOptions;
  readonly #times: CallTimes;
  readonly #limiter: RateLimiter;
  readonly #waiting: (() => void)[] = [];
  /** by API: settles when the last call that asked for a turn has it, or gave up */
  readonly #lines = new Map<string, Promise<void>>();
  #free = MAX_IN_FLIGHT;
  #count = 0;

  constructor(options: CallerOptions) {
    this.#options = options;
    this.#times = { ...DEFAULT_TIMES, ...options.times };
    this.#limiter = new RateLimiter(options.clock, options.random);
  }

  /** Calls made so far, tries included. */
  get count(): number {
    return this.#count;
  }

  /**
   * Runs one operation; `send` is called once per try.
   *
   * @throws ServiceError, or the reason of the signal when the run is stopped
   */
  async run<T>(operation: Operation, send: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { clock, reporter, signal } = this.#options;
    let spent = 0;
    for (let tries = 1; ; tries++) {
      await this.#turn(operation);
      const started = clock.now().getTime();
      const result = await this.#attempt(operation, send);
      if ('value' in result) return result.value;
      spent += clock.now().getTime() - started;
      const wait = this.#waitBefore(operation, result.failure, tries, spent);
      if (wait === undefined) throw result.failure.error;
      reporter.progress(`${result.failure.error.message}; trying again in ${Math.ceil(wait / 1_000)} s`);
      await clock.sleep(wait, signal);
      spent += wait;
    }
  }

  async #attempt<T>(
    operation: Operation,
    send: (signal: AbortSignal) => Promise<T>,
  ): Promise<{ value: T } | { failure: Failure }> {
    const { service, name, mode } = operation;
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), this.#times.attemptMs);
    const stop = this.#options.signal;
    // A write that is on its way is not cut off: its answer says what became of it.
    const signal = mode === 'write' || stop === undefined ? deadline.signal : AbortSignal.any([deadline.signal, stop]);
    const attempt: Attempt = { signal, agents: this.#options.agents };
    this.#count += 1;
    try {
      const value = await Promise.race([inAttempt(attempt, () => send(signal)), aborted(signal)]);
      this.#limiter.succeeded(service, name);
      return { value };
    } catch (error) {
      if (mode === 'read') stop?.throwIfAborted();
      const failure = toFailure(operation, error, attempt, this.#options.redactor);
      if (isThrottled(failure)) this.#limiter.throttled(service, name, failure.retryAfterMs);
      return { failure };
    } finally {
      clearTimeout(timer);
      this.#release();
    }
  }

  /** How long to wait before the next try; `undefined` when there is none. */
  #waitBefore(operation: Operation, failure: Failure, tries: number, spent: number): number | undefined {
    if (failure.again === 'never' || (failure.again === 'reads' && operation.mode === 'write')) return undefined;
    if (tries >= (isThrottled(failure) ? MAX_THROTTLED_TRIES : MAX_TRIES)) return undefined;
    // Full jitter: callers that failed together do not come back together.
    const backoff = Math.min(MAX_BACKOFF_MS, this.#times.backoffMs * 2 ** tries) * this.#options.random();
    const wait = Math.max(failure.retryAfterMs ?? 0, backoff);
    return spent + wait > this.#times.budgetMs ? undefined : wait;
  }

  /**
   * Resolves when this call may be sent now, and holds one of the places in flight. Calls of one API stand in line: if each
   * waited for itself, all would wake for every place that the limit gives back.
   */
  #turn(operation: Operation): Promise<void> {
    const api = `${operation.service} ${operation.name}`;
    const turn = (this.#lines.get(api) ?? Promise.resolve()).then(() => this.#turnOfFirst(operation));
    this.#lines.set(
      api,
      turn.catch(() => {}),
    );
    return turn;
  }

  async #turnOfFirst({ service, name }: Operation): Promise<void> {
    const { clock, random, signal } = this.#options;
    for (;;) {
      signal?.throwIfAborted();
      if (this.#free > 0) this.#free -= 1;
      else await new Promise<void>((resolve) => this.#waiting.push(resolve));
      const wait = signal?.aborted === true ? undefined : this.#limiter.tryTake(service, name);
      if (wait === 0) return;
      this.#release();
      if (wait !== undefined) await clock.sleep(wait + 5 * random(), signal);
    }
  }

  #release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}

const isThrottled = ({ error }: Failure): boolean => 'kind' in error && error.kind === 'throttled';

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

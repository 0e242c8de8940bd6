import { LoginError } from '../../login/login-error.ts';
import type { Clock } from '../../ports.ts';
import { SendFailure } from '../http/send-failure.ts';
import { TryFailure } from '../http/try-failure.ts';

export interface TriesOptions {
  readonly clock: Clock;
  /** uniform in [0, 1) */
  readonly random: () => number;
  /** for all calls together, from now on, ms */
  readonly totalMs: number;
  /** tries after the first, of each call */
  readonly retries: number;
  /** told before each wait, in words without secrets */
  readonly onRetry: (text: string) => void;
  /** a try that has no whole answer by then is given up, ms */
  readonly attemptMs: number;
  /** the longest first wait, ms; doubled with each try up to MAX_BACKOFF_MS */
  readonly backoffMs: number;
}

const MAX_BACKOFF_MS = 10_000;

/** Runs calls: bounds each try and all of them together, and tries again what may go better. */
export class Tries {
  readonly #options: TriesOptions;
  readonly #deadline: number;

  constructor(options: TriesOptions) {
    this.#options = options;
    this.#deadline = options.clock.now().getTime() + options.totalMs;
  }

  /**
   * @param host for messages: who is waited for at that moment
   * @param send called once per try
   * @throws LoginError, or what `send` throws when that is no TryFailure
   */
  async run<T>(host: () => string, send: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { retries, clock, onRetry } = this.#options;
    for (let tries = 1; ; tries++) {
      const result = await this.#attempt(host, send);
      if (!(result instanceof TryFailure)) return result.value;
      const error = new LoginError(result.failure);
      const wait = this.#waitAfter(result, tries);
      // A wait that does not fit into the time left cannot help, and what failed says more than "time is up".
      if (!result.again || tries > retries || wait >= this.#left()) throw error;
      onRetry(`${error.message}; trying again in ${(wait / 1_000).toFixed(1)} s (${tries} of ${retries})`);
      await clock.sleep(wait);
    }
  }

  #left(): number {
    return this.#deadline - this.#options.clock.now().getTime();
  }

  /** Full jitter: jobs that failed together do not come back together. */
  #waitAfter({ retryAfterMs }: TryFailure, tries: number): number {
    const { backoffMs, random } = this.#options;
    return Math.max(retryAfterMs, Math.min(MAX_BACKOFF_MS, backoffMs * 2 ** (tries - 1)) * random());
  }

  async #attempt<T>(host: () => string, send: (signal: AbortSignal) => Promise<T>): Promise<{ value: T } | TryFailure> {
    const left = this.#left();
    const late = (again: boolean): TryFailure => new TryFailure({ kind: 'timeout', host: host() }, again);
    if (left <= 0) return late(false);
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(late(true)), Math.min(this.#options.attemptMs, left));
    // Not everything that is waited for heeds the signal: hence the race.
    const timeUp = new Promise<never>((_, reject) => {
      stop.signal.addEventListener('abort', () => reject(stop.signal.reason as TryFailure));
    });
    try {
      return { value: await Promise.race([send(stop.signal), timeUp]) };
    } catch (error) {
      if (error instanceof TryFailure) return error;
      if (error instanceof SendFailure) return TryFailure.from(error);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

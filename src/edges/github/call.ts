import type { Clock, Reporter } from '../../ports.ts';
import type { HttpRequest, Send } from '../http/send.ts';
import { SendFailure } from '../http/send-failure.ts';
import { type Exchange, type Failure, failureOf, networkFailureOf, timedOut } from './failures.ts';
import type { CleanText } from './foreign-text.ts';
import { requestOf } from './request-of.ts';

/** One call, and what may be done when it fails. */
export interface GitHubCall {
  /** completes "cannot …", e.g. `read acr-access.yaml at 1a2b3c4` */
  readonly purpose: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** path template below the API, or the whole URL of the GraphQL API */
  readonly url: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** what the token needs for it, e.g. `checks: write` */
  readonly permission: string;
  /** `set` says how something shall be: twice is the same as once; `add` is sent once */
  readonly mode: 'read' | 'set' | 'add';
  /** 4xx statuses that are answers and not failures */
  readonly expected?: readonly number[];
}

export interface CallerOptions {
  readonly token: string;
  readonly baseUrl: string;
  readonly send: Send;
  readonly clean: CleanText;
  readonly clock: Clock;
  /** uniform in [0, 1) */
  readonly random: () => number;
  readonly reporter?: Reporter | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onRequest?: ((line: string) => void) | undefined;
  readonly attemptMs?: number | undefined;
}

const ATTEMPT_MS = 15_000;
/** by number of the try that failed: the longest wait before the next, ms */
const BACKOFF_MS = [1_000, 3_000, 9_000];
/** no further try begins later than this after the first, ms */
const BUDGET_MS = 30_000;

/** The one way out: bounds each try, sends again what is safe to send again, maps failures, counts. */
export class Caller {
  readonly #options: CallerOptions;
  #count = 0;

  constructor(options: CallerOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * The whole answer: 2xx with readable JSON, or a status that the call expects.
   *
   * @throws GitHubError, or the reason of the signal when the run is stopped
   */
  async run(call: GitHubCall): Promise<Exchange> {
    const { clock, reporter, signal } = this.#options;
    const request = requestOf(call, this.#options);
    const started = clock.now().getTime();
    for (let tries = 1; ; tries++) {
      signal?.throwIfAborted();
      const result = await this.#attempt(call, request);
      if ('status' in result) return result;
      const wait = this.#waitBefore(call, result, tries);
      const spent = clock.now().getTime() - started;
      if (wait === undefined || spent + wait > BUDGET_MS) throw result.error;
      reporter?.progress(`${result.error.message}; trying again in ${Math.ceil(wait / 1_000)} s`);
      await clock.sleep(wait, signal);
    }
  }

  async #attempt(call: GitHubCall, request: HttpRequest): Promise<Exchange | Failure> {
    const { send, clean, clock, attemptMs = ATTEMPT_MS, onRequest, signal: stop } = this.#options;
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), attemptMs);
    // A write that is on its way is not cut off: its answer says what became of it.
    const signal =
      call.mode !== 'read' || stop === undefined ? deadline.signal : AbortSignal.any([deadline.signal, stop]);
    this.#count += 1;
    onRequest?.(`${call.method} ${call.url}`);
    try {
      const { status, headers, text } = await send(request, signal);
      const exchange = { status, headers, ...parsed(text) };
      return failureOf(call, exchange, { clean, now: clock.now() }) ?? exchange;
    } catch (error) {
      if (call.mode === 'read') stop?.throwIfAborted();
      if (deadline.signal.aborted) return timedOut(call, clean);
      if (error instanceof SendFailure) return networkFailureOf(call, error, clean);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** How long to wait before the next try; `undefined` when there is none. */
  #waitBefore(call: GitHubCall, failure: Failure, tries: number): number | undefined {
    const backoff = BACKOFF_MS[tries - 1];
    if (backoff === undefined || failure.again === 'never') return undefined;
    if (failure.again === 'unless-add' && call.mode === 'add') return undefined;
    // Full jitter: runs that failed together do not come back together.
    return failure.waitMs ?? backoff * this.#options.random();
  }
}

function parsed(text: string): { readable: boolean; body: unknown } {
  if (text === '') return { readable: true, body: undefined };
  try {
    return { readable: true, body: JSON.parse(text) };
  } catch {
    return { readable: false, body: undefined };
  }
}

import { ServiceError, type ServiceErrorKind } from '../../src/errors.ts';
import type { AccountReader, AccountWriter, Clock } from '../../src/ports.ts';
import { type Reads, readsOf } from './memory-reads.ts';
import { type Writes, writesOf } from './memory-service.ts';
import { type Seed, type World, worldOf } from './memory-world.ts';

export type Operation = keyof Reads | keyof Writes;

/** Which calls go wrong: the call with this index (reads and writes counted together), or the nth of one operation. */
export type Fault = ({ readonly at: number } | { readonly on: Operation; readonly nth?: number }) & {
  /** so many calls in a row; default 1 */
  readonly times?: number;
} & FaultKind;

type FaultKind =
  /** the call is answered with an error and has no effect */
  | { readonly kind: 'throttled' | 'unreachable' | 'denied' | 'unclear-before' }
  /** a write takes effect and the answer is lost, and so many reads do not show it yet; a read just fails */
  | { readonly kind: 'unclear-after'; readonly reads?: number }
  /** this answer, without an effect */
  | { readonly kind: 'reject'; readonly as: ServiceErrorKind; readonly code: string }
  /** from this call on, so many reads are answered as if the last write had not happened */
  | { readonly kind: 'stale'; readonly reads: number };

/** One call as the service saw it. */
export interface Call {
  readonly index: number;
  readonly operation: Operation;
  readonly args: readonly unknown[];
  readonly write: boolean;
  readonly requestId: string;
  /** did the world change? always false for reads */
  readonly tookEffect: boolean;
  /** `ok`, or the error's service code or kind */
  readonly answer: string;
}

/**
 * An account in memory with RAM's rules: two attachment scopes, at most five versions of a policy, tags, delete
 * conflicts, quotas. The same calls give the same request ids. `faults` break chosen calls; `calls` is the log.
 */
export class MemoryAccount {
  world: World;
  faults: readonly Fault[] = [];
  readonly calls: Call[] = [];
  /** called after each call, before its answer is given: to watch invariants, to abort a signal */
  onCall: (call: Call) => void = () => {};
  readonly reader: AccountReader;
  readonly writer: AccountWriter;
  #started = 0;
  #perOperation = new Map<Operation, number>();
  #beforeLastWrite: World;
  #staleReads = 0;
  #staleWorld: World;

  constructor(seed: Seed | World = {}) {
    this.world =
      'policies' in seed && seed.policies instanceof Map ? structuredClone(seed as World) : worldOf(seed as Seed);
    this.#beforeLastWrite = this.world;
    this.#staleWorld = this.world;
    this.reader = this.#readerView();
    this.writer = this.#writerView();
  }

  /** Another account with the same contents and no faults, calls or watchers. */
  copy(): MemoryAccount {
    return new MemoryAccount(this.world);
  }

  /** Everything that the account holds, in a form that does not depend on the order of the writes. */
  contents() {
    const sorted = <T>(map: ReadonlyMap<string, T>) =>
      Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
    const { users, groups, roles, policies, attachments } = this.world;
    return {
      users: sorted(users),
      groups: sorted(groups),
      roles: sorted(roles),
      policies: sorted(policies),
      attachments: [...attachments.keys()].sort(),
    };
  }

  /** The writes that changed something, in order, e.g. `attach`. */
  effects(): readonly Call[] {
    return this.calls.filter((call) => call.tookEffect);
  }

  #readerView(): AccountReader {
    const names = Object.keys(readsOf(this.world, '', '')) as (keyof Reads)[];
    const views = names.map((name) => [name, (...args: unknown[]) => this.#call(name, args, false)]);
    return { ...Object.fromEntries(views), callCount: () => this.#started } as AccountReader;
  }

  #writerView(): AccountWriter {
    const names = Object.keys(writesOf(this.world, '', '')) as (keyof Writes)[];
    return Object.fromEntries(
      names.map((name) => [name, (...args: unknown[]) => this.#call(name, args, true)]),
    ) as unknown as AccountWriter;
  }

  async #call(operation: Operation, args: readonly unknown[], write: boolean): Promise<unknown> {
    const index = this.#started++;
    const nth = this.#perOperation.get(operation) ?? 0;
    this.#perOperation.set(operation, nth + 1);
    const requestId = `R-${String(index).padStart(4, '0')}`;
    // an answer is never there at once: callers that forget to wait must not get away with it
    await Promise.resolve();
    const fault = this.faults.find((item) => hits(item, index, operation, nth));
    let tookEffect = false;
    let answer = 'ok';
    try {
      const value = this.#answer(operation, args, write, requestId, fault, () => {
        tookEffect = true;
      });
      return write ? { requestId } : structuredClone(value);
    } catch (error) {
      answer = error instanceof ServiceError ? error.serviceCode || error.kind : 'broken';
      throw error;
    } finally {
      const logged = structuredClone([...args]);
      const call = { index, operation, args: logged, write, requestId, tookEffect, answer };
      this.calls.push(call);
      this.onCall(call);
    }
  }

  #answer(
    operation: Operation,
    args: readonly unknown[],
    write: boolean,
    requestId: string,
    fault: Fault | undefined,
    effect: () => void,
  ): unknown {
    const kind = fault?.kind;
    if (fault !== undefined && kind !== 'stale' && (kind !== 'unclear-after' || !write)) {
      throw faultError(fault, operation, requestId);
    }
    if (write) {
      const before = structuredClone(this.world);
      call(writesOf(this.world, operation, requestId), operation, args);
      this.#beforeLastWrite = before;
      effect();
    }
    if (fault?.kind === 'stale' || fault?.kind === 'unclear-after') {
      this.#staleWorld = this.#beforeLastWrite;
      this.#staleReads = fault.reads ?? 0;
    }
    if (fault?.kind === 'unclear-after') throw faultError(fault, operation, requestId);
    if (write) return undefined;
    const stale = this.#staleReads > 0;
    if (stale) this.#staleReads -= 1;
    return call(readsOf(stale ? this.#staleWorld : this.world, operation, requestId), operation, args);
  }
}

function call(table: Reads | Writes, operation: Operation, args: readonly unknown[]): unknown {
  return (table as Record<string, (...args: readonly unknown[]) => unknown>)[operation]?.(...args);
}

function hits(fault: Fault, index: number, operation: Operation, nth: number): boolean {
  const times = fault.times ?? 1;
  if ('at' in fault) return index >= fault.at && index < fault.at + times;
  const first = fault.nth ?? 0;
  return operation === fault.on && nth >= first && nth < first + times;
}

const FAULT_ERRORS: Record<string, { kind: ServiceErrorKind; serviceCode: string; status?: number }> = {
  throttled: { kind: 'throttled', serviceCode: 'Throttling.User', status: 400 },
  unreachable: { kind: 'unreachable', serviceCode: '' },
  denied: { kind: 'denied', serviceCode: 'NoPermission', status: 403 },
  'unclear-before': { kind: 'unclear', serviceCode: '' },
  'unclear-after': { kind: 'unclear', serviceCode: '' },
};

function faultError(fault: Fault, operation: string, requestId: string): ServiceError {
  const fields = fault.kind === 'reject' ? { kind: fault.as, serviceCode: fault.code } : FAULT_ERRORS[fault.kind]!;
  const said = fields.serviceCode === '' ? fields.kind : fields.serviceCode;
  // without a code there was no answer, so there is no request id either
  const id = fields.serviceCode === '' ? {} : { requestId };
  return new ServiceError({
    ...fields,
    ...id,
    operation: `RAM ${operation}`,
    message: `RAM ${operation} failed: ${said}`,
  });
}

/** A clock whose sleep resolves at once, moves `now` on by as much, and is written down in `slept` (milliseconds). */
export function fakeClock(start = '2026-06-01T00:00:00Z'): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  let time = Date.parse(start);
  return {
    slept,
    now: () => new Date(time),
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      slept.push(ms);
      time += ms;
      await Promise.resolve();
      signal?.throwIfAborted();
    },
  };
}

/**
 * Faults that tests switch on and off while the emulator runs. A rule counts the calls that it matches, from 1, and
 * fires on `calls` (default: on every one) at most `times` times.
 */
export interface FaultRule {
  /** `RAM CreateUser`, `CreateUser` (any service), or absent: every operation */
  readonly operation?: string;
  readonly calls?: readonly number[];
  readonly times?: number;
  readonly fault: Fault;
}

export type Fault =
  /** 400 Throttling.User, before anything happened; `retryAfterMs` goes into the header x-acs-retry-after */
  | { readonly kind: 'throttle'; readonly retryAfterMs?: number }
  /** an error, in JSON or XML; `takesEffect`: the call was carried out first */
  | {
      readonly kind: 'error';
      readonly format?: 'json' | 'xml';
      readonly status: number;
      readonly code: string;
      readonly message?: string;
      readonly takesEffect?: boolean;
    }
  /** an HTML page of a gateway, status 502 */
  | { readonly kind: 'html'; readonly takesEffect?: boolean }
  /** status 200 without a body */
  | { readonly kind: 'empty'; readonly takesEffect?: boolean }
  /** the connection is cut without an answer */
  | { readonly kind: 'reset'; readonly takesEffect?: boolean }
  | { readonly kind: 'delay'; readonly ms: number }
  /** the right status and length of a JSON answer whose text ends in the middle */
  | { readonly kind: 'cut-json' }
  /** a list page says that it is truncated, and gives no marker, or the one that leads to the same page */
  | { readonly kind: 'cut-page'; readonly marker: 'none' | 'repeated' }
  /** TotalCount is larger than the rows that will ever come */
  | { readonly kind: 'total-count'; readonly extra: number }
  /** after every write the next `reads` reads see the account as it was before it; `calls` and `times` have no say */
  | { readonly kind: 'stale'; readonly reads: number }
  /** HTTP 200 with IsSuccess false, as Container Registry fails */
  | { readonly kind: 'is-success-false'; readonly code?: string };

interface ActiveRule {
  readonly rule: FaultRule;
  seen: number;
  fired: number;
  staleReadsLeft: number;
}

export class Faults {
  private active: ActiveRule[] = [];

  constructor(rules: readonly FaultRule[] = []) {
    for (const rule of rules) this.add(rule);
  }

  /** Switches a fault on; the returned function switches it off. */
  add(rule: FaultRule): () => void {
    const active: ActiveRule = { rule, seen: 0, fired: 0, staleReadsLeft: 0 };
    this.active.push(active);
    return () => {
      this.active = this.active.filter((other) => other !== active);
    };
  }

  clear(): void {
    this.active = [];
  }

  /** Faults of this call, in the order in which they were added; counts the call. */
  of(operation: string): readonly Fault[] {
    const faults: Fault[] = [];
    for (const active of this.active) {
      const { rule } = active;
      if (rule.fault.kind === 'stale' || !isFor(rule, operation)) continue;
      active.seen++;
      if (rule.calls !== undefined && !rule.calls.includes(active.seen)) continue;
      if (rule.times !== undefined && active.fired >= rule.times) continue;
      active.fired++;
      faults.push(rule.fault);
    }
    return faults;
  }

  /** True when a copy of the account must be kept before a write. */
  get keepsOldStore(): boolean {
    return this.active.some(({ rule }) => rule.fault.kind === 'stale');
  }

  afterWrite(): void {
    for (const active of this.active) {
      if (active.rule.fault.kind === 'stale') active.staleReadsLeft = active.rule.fault.reads;
    }
  }

  /** True when this read is to be answered from the account before the last write; uses up one such read. */
  takeStaleRead(operation: string): boolean {
    const active = this.active.find((candidate) => candidate.staleReadsLeft > 0 && isFor(candidate.rule, operation));
    if (active === undefined) return false;
    active.staleReadsLeft--;
    return true;
  }
}

const isFor = ({ operation: wanted }: FaultRule, operation: string): boolean =>
  wanted === undefined || wanted === operation || wanted === operation.slice(operation.indexOf(' ') + 1);

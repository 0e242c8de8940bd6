import { throttled } from './api-error.ts';

/** Counts calls per operation and second, as the service does for one account; throws Throttling.User above the limit. */
export class Throttle {
  private second = -1;
  private readonly counts = new Map<string, number>();

  take(operation: string, perSecond: number, now: Date): void {
    const second = Math.floor(now.getTime() / 1000);
    if (second !== this.second) {
      this.second = second;
      this.counts.clear();
    }
    const count = (this.counts.get(operation) ?? 0) + 1;
    this.counts.set(operation, count);
    if (count > perSecond) throw throttled();
  }
}

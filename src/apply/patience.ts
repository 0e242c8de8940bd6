import type { Clock } from '../ports.ts';

/** What waiting needs: time, chance for the jitter, and the signal that ends it early. */
export interface Waiting {
  readonly clock: Clock;
  /** a number from 0 to below 1 */
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/** Pauses in milliseconds before a write is read back again: its answer was lost, its effect is seen soon or never. */
export const READ_BACK_PAUSES: readonly number[] = [500, 1000, 2000];

/**
 * Pauses in milliseconds while the service does not see yet what this run wrote just before. RAM documents no figure;
 * other tools retry deletions after detaching, so the lag exists.
 */
export const LAG_PAUSES: readonly number[] = [500, 1000, 2000, 4000, 8000];

/**
 * A function that waits the next pause each time it is called, shortened by up to half at random so that steps side
 * by side do not come back together. It gives false, without waiting, when the pauses are used up or the run is stopped.
 */
export function patience({ clock, random, signal }: Waiting, pauses: readonly number[]): () => Promise<boolean> {
  let next = 0;
  return async () => {
    const pause = pauses[next++];
    if (pause === undefined || signal.aborted) return false;
    try {
      await clock.sleep(Math.round(pause * (0.5 + random() / 2)), signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return !signal.aborted;
  };
}

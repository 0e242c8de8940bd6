import { setFlagsFromString } from 'node:v8';

/** Plans of small accounts are done before; of large ones most is still to be read. */
const LATER_MS = 500;

/**
 * Lets the heap grow slowly, from a moment after the start on. What a plan of a large account holds at any time is some
 * 20 MB; without this Node lets garbage pile up to ten times that before it looks, which is what small runners run out of.
 * Costs a quarter of the computing time, little of it felt beside the reads; so it is for live accounts only. And changed
 * flags make Node compile each of its own modules anew that is loaded after, a tenth of a short run: hence not at once.
 * Measured in bench/plan-time.bench.ts and bench/action-time.bench.ts.
 */
export function keepHeapSmall(): void {
  setTimeout(() => setFlagsFromString('--optimize-for-size'), LATER_MS).unref();
}

import { setFlagsFromString } from 'node:v8';

/**
 * Lets the heap grow slowly. What a plan of a large account holds at any time is some 20 MB; without this Node lets garbage
 * pile up to ten times that before it looks, which is what small runners run out of. Costs a quarter of the computing time,
 * little of it felt beside the reads; so it is for live accounts only. Only the start of the run is early enough: set
 * 150 ms later, the flag saved nothing. Measured in bench/plan-time.bench.ts.
 */
export const keepHeapSmall = (): void => setFlagsFromString('--optimize-for-size');

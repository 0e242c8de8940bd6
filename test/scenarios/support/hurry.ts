import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

/**
 * Loaded before a bundle: its pauses are a hundred times shorter, and what they would have been is written down, in
 * milliseconds, a line each.
 */
const { setTimeout: sleep } = timers;
const FASTER = 100;

timers.setTimeout = ((ms: number, ...rest: [unknown?, { signal?: AbortSignal }?]) => {
  appendFileSync(process.env.WAITS_FILE!, `${ms}\n`);
  return sleep(ms / FASTER, ...rest);
}) as typeof sleep;
syncBuiltinESMExports();

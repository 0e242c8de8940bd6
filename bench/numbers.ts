/** One measured number, what it must not exceed, and what it is compared with, measured or counted in the same run. */
export interface BenchNumber {
  readonly name: string;
  readonly value: string;
  readonly target: string;
  readonly reference: string;
  readonly met: boolean;
}

/** Prints a number as one line that `run.ts` understands, and makes the script exit 1 when it is missed. */
export function printNumber({ name, value, target, reference, met }: BenchNumber): void {
  if (!met) process.exitCode = 1;
  console.log([name, value, target, reference, met ? 'met' : 'MISSED'].join(' | '));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
export const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

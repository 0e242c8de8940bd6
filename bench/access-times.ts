/**
 * Milliseconds by the clock, and those in which this thread had the processor. Comparing waits for nothing, so they are the
 * same on an idle machine; the second is judged, because it does not count what other programs do.
 */
export function timesOf(work: () => unknown): { readonly wall: number; readonly cpu: number } {
  const started = performance.now();
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return { wall: performance.now() - started, cpu: (user + system) / 1000 };
}

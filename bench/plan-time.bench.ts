import { type Call, countCalls, measure, requireExit, toolName, withEmulator } from './emulated.ts';
import { median, megabytes, printNumber, seconds } from './numbers.ts';
import { driftedWorld } from './worlds.ts';

/** Time and memory of a plan of a large account, from the start of the process to its end. */
const MOST_TIMES = 2;
const MOST_BYTES = 200e6;
const ROUNDS = 5;
const LATENCY_MS = 20;
const SIDE_BY_SIDE = 16;
const PER_SECOND = 100;
const SIZE = { users: 1000, policies: 400, attachments: 5000 };

const runs = await withEmulator(driftedWorld(SIZE), { latencyMs: LATENCY_MS }, async (tool) => {
  const all = [];
  for (let round = 0; round < ROUNDS; round++) all.push(await tool('plan', '--json'));
  return all;
});
for (const run of runs) requireExit(run, 0);
const bare = [];
for (let round = 0; round < ROUNDS; round++) bare.push(await measure(['-e', '0']));

const bound = timeNeeded(runs[0]!.calls);
const ms = median(runs.map((run) => run.ms));
const peak = median(runs.map((run) => run.peakBytes));
console.log(
  `A plan at ${SIZE.users} users, ${SIZE.policies} managed policies, ${SIZE.attachments} attachments; ${toolName}`,
);
console.log(`each answer takes ${LATENCY_MS} ms; median of ${ROUNDS} runs`);
for (const line of bound.lines) console.log(`  ${line}`);
const cpu = median(runs.map((run) => run.cpuMs));
console.log(`  of the processor: ${seconds(cpu)}; starting Node alone: ${seconds(median(bare.map((run) => run.ms)))}`);
printNumber({
  name: 'time of a plan of a large account',
  value: `${seconds(ms)} (${(ms / bound.ms).toFixed(2)} x)`,
  target: `at most ${seconds(bound.ms * MOST_TIMES)} (${MOST_TIMES} x)`,
  reference: `${seconds(bound.ms)} for the calls`,
  met: ms <= bound.ms * MOST_TIMES,
});
printNumber({
  name: 'peak memory of that plan',
  value: megabytes(peak),
  target: `below ${megabytes(MOST_BYTES)}`,
  reference: `${megabytes(median(bare.map((run) => run.peakBytes)))} for node -e 0`,
  met: peak < MOST_BYTES,
});

/**
 * The least time in which these calls can be made. In any second an API takes 100 calls, so n calls of one API need
 * (n - 1) / 100 whole seconds: the first 100 may go at once. All together need their latency, 16 side by side. Whichever is
 * longer counts, and the longest chain of calls that wait for each other comes on top.
 */
function timeNeeded(calls: readonly Call[]): { ms: number; lines: readonly string[] } {
  const counts = countCalls(calls);
  const [busiest, most] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
  const limitMs = Math.floor((most - 1) / PER_SECOND) * 1000;
  const latencyMs = (calls.length * LATENCY_MS) / SIDE_BY_SIDE;
  const markers = ['RAM ListUsers', 'RAM ListGroups', 'RAM ListRoles', 'RAM ListPolicies'];
  const lists = Math.max(2, ...markers.map((name) => counts.get(name) ?? 0));
  const chainMs = (1 + lists + 1) * LATENCY_MS;
  return {
    ms: Math.max(limitMs, latencyMs) + chainMs,
    lines: [
      `${most} x ${busiest} at ${PER_SECOND} a second: ${seconds(limitMs)}`,
      `${calls.length} calls, ${SIDE_BY_SIDE} side by side: ${seconds(latencyMs)}`,
      `identity, then lists (${lists} pages one after the other), then documents: ${seconds(chainMs)}`,
    ],
  };
}

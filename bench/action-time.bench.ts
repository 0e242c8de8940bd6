import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { withJob } from './action-job.ts';
import { median, printNumber, seconds } from './numbers.ts';

/** The whole action, from the start of the process to its end, in units of what starting Node alone takes; and its size. */
const MOST_TIMES = 8;
const MOST_BYTES = 2.5e6;
const ROUNDS = 21;
/** Not measured: the account and GitHub, which are served here, answer slowly at first. */
const WARM_UP_ROUNDS = 3;

const dist = process.env.ACR_ACCESS_DIST ?? join(import.meta.dirname, '../dist');
const bundle = join(dist, 'sync/index.js');

const times = await withJob(async (run, pullRequest) => {
  const [bare, validate, plan, whole]: [number[], number[], number[], number[]] = [[], [], [], []];
  // In turns, so that whatever else the machine does meets all of them.
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    const times = [
      await run(['-e', '0']),
      await run([bundle], { INPUT_COMMAND: 'validate' }),
      await run([bundle], { INPUT_COMMAND: 'plan' }),
      await run([bundle], pullRequest.variables),
    ];
    pullRequest.forget();
    if (round >= 0) for (const [at, list] of [bare, validate, plan, whole].entries()) list.push(times[at]!);
  }
  return { bare: median(bare), validate: median(validate), plan: median(plan), whole: median(whole) };
});
const { size } = await stat(bundle);
const ratio = (ms: number): string => `${seconds(ms)} (${(ms / times.bare).toFixed(1)} x)`;

console.log(`The action on examples/quickstart, account and GitHub on this machine; median of ${ROUNDS} runs each`);
console.log(`  command: validate, which calls nothing: ${ratio(times.validate)}`);
console.log(`  command: plan, without GitHub: ${ratio(times.plan)}`);
printNumber({
  name: 'time of the whole action (plan of a pull request, comment and check)',
  value: ratio(times.whole),
  target: `at most ${seconds(times.bare * MOST_TIMES)} (${MOST_TIMES} x)`,
  reference: `${seconds(times.bare)} for node -e 0`,
  met: times.whole <= times.bare * MOST_TIMES,
});
printNumber({
  name: "size of the action's one file",
  value: `${(size / 1e6).toFixed(2)} MB`,
  target: `at most ${MOST_BYTES / 1e6} MB`,
  reference: 'minified',
  met: size <= MOST_BYTES,
});

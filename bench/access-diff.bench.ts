import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { globDifference } from '../src/policy/access/glob-difference.ts';
import type { Compared } from './access-process.ts';
import { timesOf } from './access-times.ts';
import { accountFile, type Edit, holders, hostilePairs, list, pattern } from './access-worlds.ts';
import { measure, requireExit, type ToolRun, toolName } from './emulated.ts';
import { median, megabytes, printNumber, seconds } from './numbers.ts';

/** The access difference: sets of patterns, whole accounts, hostile documents, and the program that people run. */
const MOST_BYTES = 300e6;
/** 4 is linear */
const MOST_GROWTH = 5;
const MOST_HOSTILE_MS = 10_000;
const MOST_TOOL_MS = 4000;

const milliseconds = (ms: number): string => `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;

for (const [size, rounds, mostMs] of [
  [30, 1000, 1],
  [1000, 10, 100],
] as const) {
  const pairs = list(rounds, () => [list(size, pattern), list(size, pattern)] as const);
  const copy = timesOf(() => JSON.parse(JSON.stringify(pairs))).cpu / rounds;
  const inclusion = timesOf(() => pairs.map(([a, b]) => new Set(a).isSubsetOf(new Set(b)))).cpu / rounds;
  const { cpu, wall } = timesOf(() => pairs.map(([a, b]) => globDifference(a, b)));
  console.log(
    `${size} patterns against ${size}, mean of ${rounds}: ${milliseconds(wall / rounds)} by the clock; ` +
      `comparing the texts alone ${milliseconds(inclusion)}`,
  );
  printNumber({
    name: `difference of ${size} and ${size} patterns`,
    value: milliseconds(cpu / rounds),
    target: `below ${milliseconds(mostMs)}`,
    reference: `${milliseconds(copy)} for JSON and back`,
    met: cpu / rounds < mostMs,
  });
}

await compareAccounts(200, 20, 2000);
const largest = await compareAccounts(1000, 10, 4000);
printNumber({
  name: 'peak memory of comparing 1,000 principals',
  value: megabytes(largest.peakBytes),
  target: `below ${megabytes(MOST_BYTES)}`,
  reference: `${megabytes((await measured(['-e', '0'])).peakBytes)} for node -e 0`,
  met: largest.peakBytes < MOST_BYTES,
});
await growAccounts();
await compareHostile();
await runTool();

/** @throws when the run failed */
async function measured(words: readonly string[]): Promise<ToolRun> {
  const run = { ...(await measure(words)), calls: [] };
  requireExit(run, 0);
  return run;
}

async function compare(...words: string[]): Promise<Compared & { readonly peakBytes: number }> {
  const run = await measured([join(import.meta.dirname, 'access-process.ts'), ...words]);
  return { ...(JSON.parse(run.stdout) as Compared), peakBytes: run.peakBytes };
}

async function compareAccounts(principals: number, statements: number, mostMs: number): ReturnType<typeof compare> {
  const name = `${principals.toLocaleString('en')} principals x ${statements} statements`;
  const under = async (edit: Edit) => {
    const one = await compare(String(principals), String(statements), edit);
    console.log(
      `${name}, ${edit}: ${seconds(one.wall)}, of the processor ${seconds(one.cpu)}, ${megabytes(one.peakBytes)}; ` +
        `${one.changed} principals changed, ${one.rows} rows`,
    );
    return one;
  };
  const judged = await under('a fifth of the statements new');
  await under('half of the statements new');
  await under('one statement more');
  printNumber({
    name: `access of ${name}, a fifth new`,
    value: seconds(judged.cpu),
    target: `below ${seconds(mostMs)}`,
    reference: `${seconds(judged.copyCpu)} for JSON and back`,
    met: judged.cpu < mostMs,
  });
  return judged;
}

async function growAccounts(): Promise<void> {
  const rounds: Compared[][] = [];
  for (let round = 0; round < 3; round++) {
    const sizes: Compared[] = [];
    for (const times of [1, 2, 4])
      sizes.push(await compare(String(times * 500), '10', 'a fifth of the statements new'));
    rounds.push(sizes);
  }
  const growth = (times: number, of: 'cpu' | 'copyCpu' = 'cpu') =>
    median(rounds.map((sizes) => sizes[times]![of] / sizes[0]![of]));
  printNumber({
    name: 'growth with 2 x and 4 x the principals',
    value: `${growth(1).toFixed(1)} x, ${growth(2).toFixed(1)} x`,
    target: `at most ${MOST_GROWTH} x`,
    reference: `${growth(2, 'copyCpu').toFixed(1)} x for JSON and back`,
    met: growth(2) <= MOST_GROWTH,
  });
}

/** Each must end in time, with the right answer or with "unknown". */
async function compareHostile(): Promise<void> {
  const runs = [];
  for (const { name, relation } of hostilePairs) {
    const one = await compare(name);
    const honest = one.certainty === 'unknown' || one.relation === relation;
    console.log(
      `hostile: ${name}: ${seconds(one.wall)}, of the processor ${seconds(one.cpu)}, ${megabytes(one.peakBytes)}; ` +
        `${one.relation}, ${one.certainty}${honest ? '' : ', which is WRONG'}`,
    );
    runs.push({ ...one, honest });
  }
  const slowest = Math.max(...runs.map(({ cpu }) => cpu));
  printNumber({
    name: `slowest of ${runs.length} hostile documents`,
    value: seconds(slowest),
    target: `below ${seconds(MOST_HOSTILE_MS)}`,
    reference: `${runs.filter(({ certainty }) => certainty !== 'unknown').length} exact, the others unknown`,
    met: slowest < MOST_HOSTILE_MS && runs.every(({ honest }) => honest),
  });
  // Not judged: most of it is garbage that Node has not collected yet, what is held is about 70 MB.
  console.log(
    `hostile: most memory ${megabytes(Math.max(...runs.map(({ peakBytes }) => peakBytes)))}, ` +
      `median ${megabytes(median(runs.map(({ peakBytes }) => peakBytes)))}`,
  );
}

/** `diff BEFORE AFTER`, from the start of the process to its end, with reading the files. */
async function runTool(): Promise<void> {
  const root = join(import.meta.dirname, '..');
  const bundle = join(root, 'dist/cli/index.js');
  const entry = existsSync(bundle) ? bundle : join(root, 'src/cli.ts');
  const folder = await mkdtemp(join(tmpdir(), 'acr-access-bench-'));
  try {
    const files = ['before', 'after'].map((name) => join(folder, `${name}.json`));
    const all = holders(1000, 10, 'a fifth of the statements new');
    await writeFile(files[0]!, JSON.stringify(accountFile(all.map(({ before }) => before))));
    await writeFile(files[1]!, JSON.stringify(accountFile(all.map(({ after }) => after))));
    const [run, bare] = [await measured([entry, 'diff', ...files]), await measured(['-e', '0'])];
    console.log(
      `diff BEFORE AFTER, ${toolName}: ${seconds(run.ms)}, of the processor ${seconds(run.cpuMs)} on all threads, ` +
        `${megabytes(run.peakBytes)}, ${run.stdout.length} characters of output`,
    );
    // The clock counts what other programs do, the processor counts threads that run side by side.
    const ms = Math.min(run.ms, run.cpuMs);
    printNumber({
      name: 'diff of account files of 1,000 principals x 10',
      value: seconds(ms),
      target: `below ${seconds(MOST_TOOL_MS)}`,
      reference: `${seconds(bare.ms)} for node -e 0`,
      met: ms < MOST_TOOL_MS,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

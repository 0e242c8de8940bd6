import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startEmulator } from '../src/emulator/emulator.ts';
import { parseAccountFile } from '../src/state/account-file.ts';
import { median, printNumber, seconds } from './numbers.ts';

/** The whole action, from the start of the process to its end, in units of what starting Node alone takes; and its size. */
const MOST_TIMES = 8;
const MOST_BYTES = 2.5e6;
const ROUNDS = 11;

const root = join(import.meta.dirname, '..');
const bundle = join(process.env.ACR_ACCESS_DIST ?? join(root, 'dist'), 'sync/index.js');
const example = join(root, 'examples/quickstart');

const times = await withJob(async (run) => {
  const [bare, plan, validate]: number[][] = [[], [], []];
  // In turns, so that whatever else the machine does meets all of them.
  for (let round = 0; round < ROUNDS; round++) {
    bare!.push(await run(['-e', '0'], ''));
    plan!.push(await run([bundle], 'plan'));
    validate!.push(await run([bundle], 'validate'));
  }
  return { bare: median(bare!), plan: median(plan!), validate: median(validate!) };
});
const { size } = await stat(bundle);
const ratio = (ms: number): string => `${(ms / times.bare).toFixed(1)} x`;

console.log(`The action on examples/quickstart, emulator and job on this machine; median of ${ROUNDS} runs each`);
console.log(`  command: validate, which calls nothing: ${seconds(times.validate)} (${ratio(times.validate)})`);
printNumber({
  name: 'time of the whole action (command: plan)',
  value: `${seconds(times.plan)} (${ratio(times.plan)})`,
  target: `at most ${seconds(times.bare * MOST_TIMES)} (${MOST_TIMES} x)`,
  reference: `${seconds(times.bare)} for node -e 0`,
  met: times.plan <= times.bare * MOST_TIMES,
});
printNumber({
  name: "size of the action's one file",
  value: `${(size / 1e6).toFixed(2)} MB`,
  target: `at most ${MOST_BYTES / 1e6} MB`,
  reference: 'minified',
  met: size <= MOST_BYTES,
});

/** Hands `work` a function that runs Node as a step of a job would, and resolves with the milliseconds that it took. */
async function withJob<T>(
  work: (run: (words: string[], command: string) => Promise<number>) => Promise<T>,
): Promise<T> {
  const parsed = parseAccountFile({ file: 'account.yaml', bytes: await readFile(join(example, 'account.yaml')) });
  if (!parsed.ok) throw new Error('the account of the example is not valid');
  const emulator = await startEmulator({ account: parsed.value });
  const folder = await mkdtemp(join(tmpdir(), 'acr-access-bench-'));
  try {
    await copyFile(join(example, 'acr-access.yaml'), join(folder, 'acr-access.yaml'));
    const env = await jobVariables(folder, emulator.url);
    return await work((words, command) => timeOf(words, folder, { ...env, INPUT_COMMAND: command }));
  } finally {
    await emulator.close();
    await rm(folder, { recursive: true });
  }
}

async function jobVariables(folder: string, emulator: string): Promise<Record<string, string>> {
  const files = ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY', 'GITHUB_STATE', 'GITHUB_ENV'];
  const paths = Object.fromEntries(files.map((name) => [name, join(folder, name)]));
  for (const path of Object.values(paths)) await writeFile(path, '');
  return {
    ...paths,
    PATH: process.env.PATH ?? '',
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'org/repo',
    GITHUB_WORKSPACE: folder,
    GITHUB_EVENT_NAME: 'workflow_dispatch',
    GITHUB_REF: 'refs/heads/main',
    RUNNER_TEMP: folder,
    ACR_ACCESS_EMULATOR: emulator,
  };
}

/** @throws when the run did not end well: a time of a run that failed is worth nothing */
async function timeOf(words: readonly string[], cwd: string, env: Record<string, string>): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, words, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(([code]) => ({
    code: code as number | null,
    ms: performance.now() - started,
  }));
  const [{ code, ms }, output] = await Promise.all([ended, text(child.stdout)]);
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}:\n${output.slice(-2000)}`);
  return ms;
}

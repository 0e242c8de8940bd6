import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { EmulatorOptions } from '../src/emulator/emulator.ts';
import type { JournalEntry } from '../src/emulator/journal.ts';
import { CONFIG_FILE, type World } from './worlds.ts';

export type EmulatorSetup = Pick<EmulatorOptions, 'account' | 'latencyMs' | 'limits'>;
export type Call = Pick<JournalEntry, 'operation' | 'code' | 'status' | 'at'>;

/** One run of the tool as people run it: a process of its own, from start to exit. */
export interface ToolRun {
  readonly ms: number;
  /** most memory that the process held at any time */
  readonly peakBytes: number;
  readonly cpuMs: number;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** what the emulator was asked, in order */
  readonly calls: readonly Call[];
}

const root = join(import.meta.dirname, '..');
const bundle = join(root, 'dist/cli/index.js');
const entry = existsSync(bundle) ? bundle : join(root, 'src/cli.ts');

/** What is measured: the bundle that ships when it is built, else the sources. */
export const toolName = existsSync(bundle) ? 'the bundle dist/cli/index.js' : 'the sources (no bundle is built)';

/** Serves the world's account from another process while `work` runs the tool against it. */
export async function withEmulator<T>(
  world: World,
  options: Omit<EmulatorSetup, 'account'>,
  work: (run: (...words: string[]) => Promise<ToolRun>) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'acr-access-bench-'));
  const setup: EmulatorSetup = { account: world.account, ...options };
  await writeFile(join(folder, 'setup.json'), JSON.stringify(setup));
  await writeFile(join(folder, CONFIG_FILE), world.configText);
  const emulator = fork(join(import.meta.dirname, 'emulator-process.ts'), [join(folder, 'setup.json')]);
  try {
    const url = await answerOf(emulator);
    return await work(async (...words) => {
      const env = { PATH: process.env.PATH, ACR_ACCESS_EMULATOR: String(url) };
      const run = await measure([entry, ...words], { cwd: folder, env });
      emulator.send('journal');
      return { ...run, calls: (await answerOf(emulator)) as Call[] };
    });
  } finally {
    emulator.disconnect();
    await rm(folder, { recursive: true });
  }
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const failed = once(child, 'exit').then(() => Promise.reject(new Error('the emulator ended')));
  const [message] = (await Promise.race([once(child, 'message'), failed])) as [unknown];
  return message;
}

/**
 * Says on the way out what the process used. VmHWM is of this program alone; where there is no /proc, maxRSS may also count
 * what the parent held when it forked.
 */
const REPORT = `import fs from 'node:fs';
process.on('exit', () => {
  let peak = process.resourceUsage().maxRSS;
  try { peak = Number(/VmHWM:\\s+(\\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]); } catch {}
  const { user, system } = process.cpuUsage();
  fs.writeSync(3, JSON.stringify({ peakBytes: peak * 1024, cpuMs: (user + system) / 1000 }));
});`;

/** Runs this Node with `words` and measures it. */
export async function measure(
  words: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Omit<ToolRun, 'calls'>> {
  const started = performance.now();
  const hook = ['--import', `data:text/javascript,${encodeURIComponent(REPORT)}`];
  const child = spawn(process.execPath, [...hook, ...words], { ...options, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const exit = once(child, 'exit').then(([code]) => ({ code: code as number | null, ms: performance.now() - started }));
  const [, out, errors, report] = child.stdio;
  const [{ code, ms }, stdout, stderr, used] = await Promise.all([
    exit,
    text(out!),
    text(errors!),
    text(report as NonNullable<typeof out>),
  ]);
  return { ms, exitCode: code ?? -1, stdout, stderr, ...(JSON.parse(used) as { peakBytes: number; cpuMs: number }) };
}

/** How often each operation was called, by name. */
export function countCalls(calls: readonly Call[]): ReadonlyMap<string, number> {
  return new Map([...Map.groupBy(calls, ({ operation }) => operation)].map(([name, { length }]) => [name, length]));
}

/** @throws when the run did not end as expected: a number of a run that failed is worth nothing */
export function requireExit(run: ToolRun, exitCode: number): void {
  if (run.exitCode === exitCode) return;
  throw new Error(
    `the tool ended with ${run.exitCode}, not ${exitCode}:\n${run.stderr.slice(-2000)}${run.stdout.slice(-2000)}`,
  );
}

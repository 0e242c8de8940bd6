import { spawn } from 'node:child_process';
import type { StageRun } from '../support/runner/runner.ts';

/** A `run` step: bash as the runner calls it (`bash -e`), with no programs but those of `programs` before the machine's. */
export async function runScript(
  script: string,
  { cwd, env, programs = '' }: { cwd: string; env: Readonly<Record<string, string>>; programs?: string | undefined },
): Promise<StageRun> {
  const PATH = `${programs}:${process.env.PATH ?? ''}`;
  const child = spawn('bash', ['-e', '-c', script], { cwd, env: { ...env, PATH }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((done, fail) => {
    child.once('error', fail);
    child.once('close', (exitCode, by) => done([exitCode, by]));
  });
  const log = stdout + stderr;
  return { code, signal, log, stdout, stderr, commands: [], masks: [], outputs: {}, summary: '' };
}

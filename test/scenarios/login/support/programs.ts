import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunnerJob } from '../../../support/runner/runner.ts';

export interface Ran {
  readonly code: number;
  readonly text: string;
}

/** Runs a program as a later step of the job: with what earlier steps exported, and an empty home. */
export async function laterStep(job: RunnerJob, program: string, ...words: string[]): Promise<Ran> {
  const home = join(job.temp, 'home');
  const runtime = join(home, 'run');
  await mkdir(runtime, { recursive: true });
  const exported = Object.fromEntries(Object.entries(job.env).filter(([, value]) => value !== ''));
  const env = { PATH: process.env.PATH ?? '', HOME: home, TMPDIR: home, XDG_RUNTIME_DIR: runtime, ...exported };
  return new Promise((resolve) => {
    execFile(program, words, { env, cwd: job.workspace, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, text: stdout + stderr });
    });
  });
}

/** Options of podman and buildah that keep their images inside of the job's temporary folder. */
export const storageIn = ({ temp }: RunnerJob): string[] => [
  '--storage-driver=vfs',
  `--root=${join(temp, 'storage')}`,
  `--runroot=${join(temp, 'storage-run')}`,
];

import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '../..');

export interface Block {
  readonly language: string;
  readonly lines: string;
}

/** The commands of a page and what they are said to print. */
export const blocksOf = (page: string): readonly Block[] =>
  [...page.matchAll(/^```(sh|text)\n([\s\S]*?)^```$/gm)].map(([, language = '', lines = '']) => ({ language, lines }));

/**
 * Runs lines in bash, in something like a clone: a repository of GitHub with what was installed, built and written. What is
 * left in the background is ended. `{TMP}` stands for a folder outside of the clone.
 */
export async function inClone(script: string, folder = '.'): Promise<{ code: number | null; output: string }> {
  const parent = await mkdtemp(join(tmpdir(), 'acr-access-clone-'));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  const clone = join(parent, 'clone');
  spawnSync('git', ['init', '--quiet', clone]);
  spawnSync('git', ['-C', clone, 'remote', 'add', 'origin', 'https://github.com/org/acr-access.git']);
  for (const name of ['node_modules', 'dist']) await symlink(join(root, name), join(clone, name));
  spawnSync('cp', ['-r', join(root, 'examples'), clone]);
  const lines = [
    'set -e',
    'shopt -s expand_aliases',
    'exec 2>&1',
    `trap 'kill $(jobs -p) 2>/dev/null || true' EXIT`,
    script.replaceAll('{TMP}', parent),
  ];
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn('bash', ['-c', lines.join('\n')], { cwd: join(clone, folder), env: { PATH, HOME } });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { output: await text(child.stdout), code: await ended };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

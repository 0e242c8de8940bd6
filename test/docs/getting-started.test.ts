import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

test('the page about getting started can be followed word by word, in a shell', async () => {
  const page = await readFile(join(root, 'docs/getting-started.md'), 'utf8');
  const blocks = [...page.matchAll(/^```(sh|text)\n([\s\S]*?)^```$/gm)].map(([, language, lines = '']) => ({
    language,
    lines,
  }));
  const port = await freePort();
  // What was installed is there already, and another run of this test may have the page's port.
  const commands = blocks.map(({ language, lines }, at) =>
    language === 'text' ? '' : `echo "@@${at}"\n${lines.replace(/^npm ci$/m, '').replaceAll('8787', String(port))}`,
  );
  const { code, output } = await inClone(commands.join('\n'));
  expect({ code }, output).toEqual({ code: 0 });
  let said = '';
  for (const [at, { language, lines }] of blocks.entries()) {
    if (language === 'sh') said = output.split(`@@${at}\n`)[1]!.split('@@')[0]!;
    else expect(said).toContain(lines.trim());
  }
  expect(blocks.filter(({ language }) => language === 'sh')).toHaveLength(6);
  expect(said).toContain('user:carol');
}, 60_000);

/** Runs lines in a folder that has what they need of a clone, and ends what they left in the background. */
async function inClone(script: string): Promise<{ code: number | null; output: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'acr-access-clone-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const name of ['node_modules', 'dist', 'examples']) await symlink(join(root, name), join(folder, name));
  const lines = ['set -e', 'shopt -s expand_aliases', 'exec 2>&1', `trap 'kill $(jobs -p)' EXIT`, script];
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn('bash', ['-c', lines.join('\n')], { cwd: folder, env: { PATH, HOME } });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { output: await text(child.stdout), code: await ended };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

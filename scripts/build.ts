// Builds the bundles that ship: TypeScript 7 emits lib/, ncc makes one file of each entry with the licences beside it, esbuild
// makes it small. ncc cannot compile with TypeScript 7 itself, and one chunk per entry keeps its list of licences complete.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { leaveOut } from './bundle/left-out.ts';

const root = join(import.meta.dirname, '..');
const output = resolve(process.argv[2] ?? join(root, 'dist'));
const ENTRIES = ['cli', 'sync', 'login'];

const run = (words: readonly [string, ...string[]], env: NodeJS.ProcessEnv = {}): void => {
  const [tool, ...rest] = words;
  execFileSync(join(root, 'node_modules/.bin', tool), rest, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
};

rmSync(join(root, 'lib'), { recursive: true, force: true });
run(['tsc', '-p', 'tsconfig.build.json']);
const TS_NODE_PROJECT = leaveOut(join(root, 'lib/left-out'));
for (const entry of ENTRIES) {
  const folder = join(output, entry);
  rmSync(folder, { recursive: true, force: true });
  run(['ncc', 'build', `lib/${entry}.js`, '--license', 'licenses.txt', '--out', folder], { TS_NODE_PROJECT });
  // ncc's own --minify takes the parentheses away that stand around the functions of modules: they tell V8 to compile them at
  // once, instead of reading them twice. esbuild keeps them, and writes one byte a character, which is read faster too.
  const file = join(folder, 'index.js');
  run([
    'esbuild',
    file,
    '--minify',
    '--target=node24',
    '--tsconfig-raw={}', // not that of the folder above, wherever the bundles are built
    '--legal-comments=none',
    '--log-level=warning',
    '--allow-overwrite',
    `--outfile=${file}`,
  ]);
}

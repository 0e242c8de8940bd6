// Builds the bundles that ship: TypeScript 7 emits lib/, ncc makes one minified file of each entry. ncc cannot compile
// with TypeScript 7 itself, and one chunk per entry keeps its list of licences complete.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { leaveOut } from './bundle/left-out.ts';
import { quickStart } from './bundle/quick-start.ts';

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
  run(['ncc', 'build', `lib/${entry}.js`, '--minify', '--license', 'licenses.txt', '--out', folder], {
    TS_NODE_PROJECT,
  });
  const file = join(folder, 'index.js');
  writeFileSync(file, quickStart(readFileSync(file, 'utf8')));
}

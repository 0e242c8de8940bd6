// Builds the bundles that ship: TypeScript 7 emits lib/, ncc makes one minified file of each entry. ncc cannot compile
// with TypeScript 7 itself, and one chunk per entry keeps its list of licences complete.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const output = process.argv[2] ?? join(root, 'dist');
const ENTRIES = ['cli', 'sync', 'login'];

const run = (tool: string, ...words: string[]): void => {
  execFileSync(join(root, 'node_modules/.bin', tool), words, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
};

rmSync(join(root, 'lib'), { recursive: true, force: true });
run('tsc', '-p', 'tsconfig.build.json');
for (const entry of ENTRIES) {
  const folder = join(output, entry);
  rmSync(folder, { recursive: true, force: true });
  run('ncc', 'build', `lib/${entry}.js`, '--minify', '--license', 'licenses.txt', '--out', folder);
}

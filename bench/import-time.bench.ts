import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure, requireExit, toolName } from './emulated.ts';
import { grownAccount } from './import-worlds.ts';
import { median, printNumber, seconds } from './numbers.ts';

/** `import` of an account that grew by hand: all that is not waiting for the API, and how much of it is readable then. */
const MOST_MS = 5000;
const LEAST_SHARE = 0.8;
const ROUNDS = 3;
const SIZE = { users: 200, policies: 50, attachments: 600 };

const root = join(import.meta.dirname, '..');
const bundle = join(root, 'dist/cli/index.js');
const entry = existsSync(bundle) ? bundle : join(root, 'src/cli.ts');
const { text, typical } = grownAccount(SIZE);
const folder = await mkdtemp(join(tmpdir(), 'acr-access-bench-'));
try {
  await writeFile(join(folder, 'account.yaml'), text);
  const runs = [];
  for (let round = 0; round < ROUNDS; round++) {
    const words = ['import', '--against', 'account.yaml', '--json', '--output', `file-${round}.yaml`];
    const run = { ...(await measure([entry, ...words], { cwd: folder })), calls: [] };
    requireExit(run, 0);
    runs.push(run);
  }
  const bare = await measure(['-e', '0']);
  const result = JSON.parse(runs[0]!.stdout) as Result;
  if (result.blocking.length > 0) throw new Error('the plan of the imported file would be refused');
  const size = (await readFile(join(folder, 'file-0.yaml'), 'utf8')).length;
  console.log(
    `import of ${SIZE.users} users, ${SIZE.policies} policies, ${SIZE.attachments} attachments; ${toolName}: ` +
      `${result.grants.length} grants, ${result.leftAlone.length} left alone, ${size} characters`,
  );
  const ms = median(runs.map((run) => Math.min(run.ms, run.cpuMs)));
  printNumber({
    name: 'import beyond the API, with process start',
    value: seconds(ms),
    target: `below ${seconds(MOST_MS)}`,
    reference: `${seconds(bare.ms)} for node -e 0`,
    met: ms < MOST_MS,
  });
  printShare(result);
} finally {
  await rm(folder, { recursive: true });
}

interface Result {
  readonly grants: readonly { readonly kind: string; readonly replaces: readonly string[] }[];
  readonly leftAlone: readonly unknown[];
  readonly blocking: readonly unknown[];
}

/** A document counts when all of it became levels: one that needs statements beside them does not. */
function printShare({ grants }: Result): void {
  const replaced = (kinds: (kind: string) => boolean): ReadonlySet<string> =>
    new Set(grants.filter(({ kind }) => kinds(kind)).flatMap(({ replaces }) => replaces));
  const [all, inStatements] = [replaced(() => true), replaced((kind) => kind !== 'level')];
  const held = typical.filter((name) => all.has(name));
  const expressed = held.filter((name) => !inStatements.has(name));
  const share = expressed.length / typical.length;
  printNumber({
    name: 'typical documents as can + on',
    value: `${Math.round(share * 100)} % (${expressed.length} of ${typical.length})`,
    target: `at least ${LEAST_SHARE * 100} %`,
    reference: `${held.length - expressed.length} need statements too`,
    met: share >= LEAST_SHARE,
  });
}

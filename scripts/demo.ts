// The main job on a fresh machine, with the program that ships: serve an account, plan, apply, plan again, and see a
// refusal. Everything happens on loopback and in a folder that is removed at the end.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const program = join(root, 'dist/cli/index.js');
const folder = mkdtempSync(join(tmpdir(), 'acr-access-demo-'));
const file = join(folder, 'acr-access.yaml');
cpSync(join(root, 'examples/quickstart'), folder, { recursive: true });

let emulator: ChildProcess | undefined;
try {
  say('An account, served by the emulator (acr-access emulate --account account.yaml)');
  const url = await serve();

  say('What would change? (acr-access plan)');
  expectExit(0, acrAccess(url, 'plan'));

  say('Apply exactly that plan (acr-access apply --digest sha256:...)');
  const reviewed = JSON.parse(acrAccess(url, 'plan', '--json').stdout) as { digest: string };
  expectExit(0, acrAccess(url, 'apply', '--digest', reviewed.digest));

  say('And again: nothing is left to do (acr-access plan --exit-code)');
  expectExit(0, acrAccess(url, 'plan', '--exit-code'));

  say('Somebody merges a file that lost its grants: refused, nothing is written');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^grants:[\s\S]*?(?=^settings:)/m, 'grants: {}\n'));
  expectExit(3, acrAccess(url, 'apply', '--yes'));
  console.log('\nDone. Next: README.md, "On your own account".');
} finally {
  emulator?.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
}

function say(text: string): void {
  console.log(`\n── ${text}\n`);
}

/** Starts the emulator on a free port and resolves with its address. */
function serve(): Promise<string> {
  const child = spawn(process.execPath, [program, 'emulate', '--account', join(folder, 'account.yaml')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  emulator = child;
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the emulator ended with ${code}`)));
    child.stdout.once('data', (line: Buffer) => resolve(line.toString().trim().replace('ACR_ACCESS_EMULATOR=', '')));
  });
}

function acrAccess(url: string, ...words: string[]): { status: number | null; stdout: string } {
  const quiet = words.includes('--json');
  const { status, stdout } = spawnSync(process.execPath, [program, ...words], {
    cwd: folder,
    env: { ...process.env, ACR_ACCESS_EMULATOR: url },
    encoding: 'utf8',
    stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'ignore' : 'inherit'],
  });
  return { status, stdout };
}

function expectExit(wanted: number, { status }: { status: number | null }): void {
  if (status !== wanted) throw new Error(`expected exit code ${wanted}, got ${status}`);
}

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The stories of test/workflows through act (github.com/nektos/act), which reads the example workflows, their expressions
 * and our action.yml with code that is not ours. `ACT` names the program, else it is looked for on PATH.
 * `ACR_ACCESS_DIST` names another folder of bundles. Exits 1 when a story fails, and without act.
 */
const root = join(import.meta.dirname, '../..');
const program = process.env.ACT ?? 'act';
const asked = spawnSync(program, ['--version'], {
  encoding: 'utf8',
  env: { ...process.env, ACT_DISABLE_VERSION_CHECK: '1' },
});
const version = /^act version (\S+)/.exec(asked.stdout ?? '')?.[1];

if (version !== undefined) process.exitCode = runStories(version);
else {
  process.stdout.write(`${program} does not answer as act does: ${asked.error ?? asked.stderr}\n`);
  process.exitCode = 1;
}

function runStories(version: string): number {
  const folder = mkdtempSync(join(tmpdir(), 'acr-access-act-'));
  const tally = join(folder, 'tally');
  writeFileSync(tally, '');
  try {
    const { status } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', join(import.meta.dirname, 'vitest.config.ts')],
      { cwd: root, stdio: 'inherit', env: { ...process.env, ACT: program, ACR_ACCESS_ACT_TALLY: tally } },
    );
    const workflows = readFileSync(tally, 'utf8').split('\n').filter(Boolean);
    const jobs = workflows.flatMap((line) => line.split(' ').slice(1));
    const count = (result: string): number => jobs.filter((job) => job === result).length;
    process.stdout.write(
      `act ${version} ran ${workflows.length} workflows: ${count('success')} jobs succeeded, ` +
        `${count('failure')} failed, ${count('skipped')} skipped by their condition\n`,
    );
    // Without a run of act the stories went another way, and say nothing about it.
    return status === 0 && count('success') > 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

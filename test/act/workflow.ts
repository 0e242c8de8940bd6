import { spawn } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { JobRun, Surroundings, WorkflowEvent } from '../workflows/workflow.ts';
import { exportAction } from './action-folder.ts';
import { jobRuns } from './log.ts';
import { workflowForAct } from './surrounded.ts';

export {
  exampleWorkflow,
  type JobIdentity,
  type JobRun,
  readmeWorkflow,
  type WorkflowEvent,
} from '../workflows/workflow.ts';

/**
 * Runs a workflow file on an event through act, on this machine, without containers. Stands in for `runWorkflow` of
 * test/workflows/workflow.ts. What act does not know (permissions, environments, forks) comes from `surroundings`.
 */
export async function runWorkflow(
  file: string,
  event: WorkflowEvent,
  surroundings: Surroundings,
): Promise<readonly JobRun[]> {
  const folder = await mkdtemp(join(tmpdir(), 'acr-access-act-run-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const files = surroundings.filesAt(event.sha);
  const { text, actions, variables, jobs } = workflowForAct(files[file] ?? '', event, surroundings);
  const repository = join(folder, 'repository');
  await writeAll(repository, files);
  await writeAll(folder, { 'workflow.yml': text, 'event.json': JSON.stringify(event.payload) });
  const action = await exportAction(join(folder, 'action'));
  const { GITHUB_TOKEN_VALUE: token, ...others } = variables;
  const env = {
    ...others,
    GITHUB_REF: event.ref,
    SHA_REF: event.sha,
    GITHUB_RUN_ID: '1234567',
    GITHUB_WORKFLOW_REF: `${surroundings.repository}/${file}@${event.ref}`,
  };
  // biome-ignore format: an option and its value belong on one line
  const words = [
    event.name, '-C', repository, '-W', join(folder, 'workflow.yml'), '-e', join(folder, 'event.json'),
    '-P', 'ubuntu-latest=-self-hosted', '-s', `GITHUB_TOKEN=${token}`, '--json', '--no-cache-server',
    '--action-cache-path', join(folder, 'cache'),
    ...actions.flatMap((name) => ['--local-repository', `${name}=${action}`]),
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
  ];
  const { code, output } = await act(folder, words, surroundings.programs);
  const runs = jobRuns(output, jobs);
  if (
    (code === 0) !== runs.every(({ result }) => result !== 'failure') ||
    runs.every(({ result }) => result === 'skipped')
  )
    throw new Error(`act ended with ${code}:\n${output}`);
  await appendFile(process.env.ACR_ACCESS_ACT_TALLY!, `${[file, ...runs.map(({ result }) => result)].join(' ')}\n`);
  return runs;
}

async function writeAll(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  }
}

/** act hands its own variables to every step, so it gets none but these; the first `node` on PATH runs the actions. */
async function act(
  home: string,
  words: readonly string[],
  programs: string | undefined,
): Promise<{ code: number | null; output: string }> {
  const path = [programs, dirname(process.execPath), process.env.PATH].filter((part) => part !== undefined);
  const child = spawn(process.env.ACT!, words, {
    cwd: home,
    env: { PATH: path.join(':'), HOME: home, ACT_DISABLE_VERSION_CHECK: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
  return { code, output };
}

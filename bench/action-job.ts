import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '../src/emulator/emulator.ts';
import { parseAccountFile } from '../src/state/account-file.ts';
import { type FakeGitHub, startGitHub } from '../test/support/github/server.ts';
import { timeOf } from './timed-run.ts';

const example = join(import.meta.dirname, '../examples/quickstart');
const CONFIG_FILE = 'acr-access.yaml';
const REPOSITORY = 'org/repo';
const [BASE, HEAD] = ['a'.repeat(40), 'b'.repeat(40)];

/** Runs Node with these words as a step of a job would, and resolves with the milliseconds that it took. */
export type TimedRun = (words: readonly string[], variables?: Readonly<Record<string, string>>) => Promise<number>;

/** What a step of a pull request's job is told; every run of it writes its comment and its check anew. */
export interface PullRequestJob {
  readonly variables: Readonly<Record<string, string>>;
  readonly forget: () => void;
}

/** Hands `work` the example's account, its file in a checkout, and GitHub with a pull request that brings the file. */
export async function withJob<T>(work: (run: TimedRun, pullRequest: PullRequestJob) => Promise<T>): Promise<T> {
  const parsed = parseAccountFile({ file: 'account.yaml', bytes: await readFile(join(example, 'account.yaml')) });
  if (!parsed.ok) throw new Error('the account of the example is not valid');
  const config = await readFile(join(example, CONFIG_FILE), 'utf8');
  const [emulator, github] = [
    await startEmulator({ account: parsed.value }),
    await startGitHub(repositoryWith(config)),
  ];
  const folder = await mkdtemp(join(tmpdir(), 'acr-access-bench-'));
  try {
    await copyFile(join(example, CONFIG_FILE), join(folder, CONFIG_FILE));
    const job = await jobVariables(folder, emulator.url);
    const pullRequest = await pullRequestJob(folder, github);
    return await work((words, more) => timeOf(words, folder, { ...job, ...more }), pullRequest);
  } finally {
    await Promise.all([emulator.close(), github.close()]);
    await rm(folder, { recursive: true });
  }
}

const repositoryWith = (config: string) => ({
  repository: REPOSITORY,
  commits: {
    [BASE]: { files: { [CONFIG_FILE]: `${config}# before\n` } },
    [HEAD]: { files: { [CONFIG_FILE]: config } },
  },
  branches: { main: BASE },
  pullRequests: [
    { number: 7, title: 'x', headSha: HEAD, headRef: 'x', baseRef: 'main', mergedAt: null, mergedCommits: [] },
  ],
});

async function jobVariables(folder: string, emulator: string): Promise<Record<string, string>> {
  const files = ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY', 'GITHUB_STATE', 'GITHUB_ENV'];
  const paths = Object.fromEntries(files.map((name) => [name, join(folder, name)]));
  for (const path of Object.values(paths)) await writeFile(path, '');
  return {
    ...paths,
    PATH: process.env.PATH ?? '',
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_WORKSPACE: folder,
    GITHUB_EVENT_NAME: 'workflow_dispatch',
    GITHUB_REF: 'refs/heads/main',
    RUNNER_TEMP: folder,
    ACR_ACCESS_EMULATOR: emulator,
  };
}

async function pullRequestJob(folder: string, github: FakeGitHub): Promise<PullRequestJob> {
  const path = join(folder, 'event.json');
  const repo = { full_name: REPOSITORY };
  const event = {
    action: 'synchronize',
    number: 7,
    repository: { ...repo, default_branch: 'main' },
    pull_request: {
      number: 7,
      head: { sha: HEAD, ref: 'x', repo },
      base: { sha: BASE, ref: 'main', repo },
      user: { login: 'dev' },
    },
  };
  await writeFile(path, JSON.stringify(event));
  return {
    variables: {
      ...github.env,
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: path,
      GITHUB_REF: 'refs/pull/7/merge',
      GITHUB_SHA: 'c'.repeat(40),
      GITHUB_RUN_ID: '42',
      GITHUB_WORKFLOW_REF: `${REPOSITORY}/.github/workflows/acr-access.yml@refs/pull/7/merge`,
      INPUT_COMMAND: 'auto',
      'INPUT_GITHUB-TOKEN': github.token,
    },
    forget: () => {
      const { comments, checkRuns } = github.state;
      if (comments.length !== checkRuns.length) throw new Error('a run wrote no comment or no check');
      comments.length = checkRuns.length = 0;
    },
  };
}

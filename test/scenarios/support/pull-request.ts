import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { connectAlibaba } from '../../../src/edges/alibaba/connect.ts';
import { systemClock } from '../../../src/edges/local/clock.ts';
import type { Emulator } from '../../../src/emulator/emulator.ts';
import type { AccountWriter } from '../../../src/ports.ts';
import { type FakeGitHub, startGitHub } from '../../support/github/server.ts';
import type { GitHubState, Identity } from '../../support/github/state.ts';
import { RunnerJob, type StageRun } from '../../support/runner/runner.ts';
import { type Scene, scene } from './world.ts';

export const REPOSITORY = 'org/repo';
const WORKFLOW = '.github/workflows/acr-access.yml';
const HURRY = fileURLToPath(new URL('./hurry.ts', import.meta.url));

/** A hash that looks like a commit's. */
export const commitOf = (name: string): string => createHash('sha1').update(name).digest('hex');

/** A repository on GitHub, an emulated account, and runs of the action that see both. */
export class Repository {
  readonly github: FakeGitHub;
  readonly emulator: Emulator;
  /** path of the file in the repository */
  readonly path: string;
  readonly #scene: Scene;

  private constructor(github: FakeGitHub, here: Scene, path: string) {
    this.github = github;
    this.path = path;
    this.emulator = here.emulator;
    this.#scene = here;
  }

  static async create(
    options: Parameters<typeof scene>[0] & { github?: Partial<GitHubState>; path?: string } = {},
  ): Promise<Repository> {
    const { github: known = {}, path = 'acr-access.yaml', ...rest } = options;
    const github = await startGitHub({ repository: REPOSITORY, ...known });
    onTestFinished(() => github.close());
    return new Repository(github, await scene(rest), path);
  }

  /** A commit with this text as its file; undefined = without the file. */
  commit(name: string, file: string | undefined): string {
    const sha = commitOf(name);
    this.github.state.commits[sha] = { files: file === undefined ? {} : { [this.path]: file } };
    return sha;
  }

  /** Puts the default branch on a commit. */
  moveMain(sha: string): void {
    this.github.state.branches.main = sha;
  }

  /** Opens a pull request, or pushes to it. */
  openPullRequest(number: number, headSha: string): void {
    const { pullRequests } = this.github.state;
    const open = pullRequests.find((one) => one.number === number);
    if (open === undefined) {
      pullRequests.push({
        number,
        title: 'change',
        headSha,
        headRef: 'change',
        baseRef: 'main',
        mergedAt: null,
        mergedCommits: [],
      });
    } else open.headSha = headSha;
  }

  /** Merges a pull request as the commit `sha`, the new tip of the default branch. */
  merge(number: number, sha: string): void {
    const pull = this.github.state.pullRequests.find((one) => one.number === number)!;
    pull.mergedAt = '2026-01-01T00:00:00Z';
    pull.mergedCommits = [sha];
    this.moveMain(sha);
  }

  /** What the token of the workflow may do; a test takes rights away. */
  get permissions(): Identity['permissions'] {
    return this.github.state.identities[this.github.token]!.permissions;
  }

  /** The folder of the checkout. */
  get workspace(): string {
    return this.#scene.cwd;
  }

  /** Pauses of the runs so far, in milliseconds, as they would have been. */
  async waits(): Promise<number[]> {
    const text = await readFile(join(this.#scene.cwd, 'waits'), 'utf8').catch(() => '');
    return text.split('\n').filter(Boolean).map(Number);
  }

  /** The account as somebody changes it in the console, who leaves no journal. */
  async byHand(change: (writer: AccountWriter) => Promise<unknown>): Promise<void> {
    const { journal, url } = this.emulator;
    const known = journal.length;
    const { writer } = await connectAlibaba({
      env: { ACR_ACCESS_EMULATOR: url },
      inputs: {},
      clock: systemClock,
      random: () => 0,
      reporter: { progress: () => {}, note: () => {}, warn: () => {} },
    });
    await change(writer());
    journal.length = known;
  }

  comments(number: number): string[] {
    return this.github.state.comments.filter(({ issue }) => issue === number).map(({ body }) => body);
  }

  /** `METHOD /path` of every request since the last time it was asked. */
  requests(): string[] {
    const lines = this.github.journal.map(({ method, path, operation }) => `${method} ${operation ?? path}`);
    this.github.journal.length = 0;
    return lines;
  }

  onPullRequest(
    number: number,
    inputs: Record<string, string> = {},
    { payload = {}, ...more }: { payload?: object; env?: Record<string, string>; workflow?: string } = {},
  ): Promise<StageRun> {
    const pull = this.github.state.pullRequests.find((one) => one.number === number)!;
    const base = { ref: 'main', sha: this.github.state.branches.main, repo: { full_name: REPOSITORY } };
    const event = {
      action: 'synchronize',
      number,
      pull_request: {
        number,
        head: { sha: pull.headSha, ref: pull.headRef, repo: { full_name: REPOSITORY } },
        base,
        user: { login: 'dev' },
        ...payload,
      },
    };
    const file = this.#fileAt(pull.headSha);
    return this.run('pull_request', {
      event,
      sha: commitOf('merge'),
      ref: `refs/pull/${number}/merge`,
      file,
      inputs,
      ...more,
    });
  }

  /** The merge queue asks for its checks on the commit `headSha`, made on top of the default branch. */
  onMergeGroup(headSha: string, inputs: Record<string, string> = {}): Promise<StageRun> {
    const merge_group = { head_sha: headSha, base_sha: this.github.state.branches.main };
    const ref = 'refs/heads/gh-readonly-queue/main/pr-7';
    const event = { action: 'checks_requested', merge_group };
    return this.run('merge_group', { event, sha: headSha, ref, file: this.#fileAt(headSha), inputs });
  }

  /** A push that moved the default branch from `before` to its tip. */
  onPush(
    before: string,
    inputs: Record<string, string> = {},
    { sha = this.github.state.branches.main!, commits = [sha], ...more }: PushOptions = {},
  ): Promise<StageRun> {
    const listed = commits.map((id) => ({ id, message: 'Merge change (#7)' }));
    const event = { ref: 'refs/heads/main', before, after: sha, commits: listed, head_commit: listed.at(-1) };
    return this.run('push', { event, sha, ref: 'refs/heads/main', file: this.#fileAt(sha), inputs, ...more });
  }

  onSchedule(inputs: Record<string, string> = {}): Promise<StageRun> {
    const sha = this.github.state.branches.main!;
    const event = { schedule: '17 3 * * *' };
    return this.run('schedule', { event, sha, ref: 'refs/heads/main', file: this.#fileAt(sha), inputs });
  }

  #fileAt(sha: string): string | undefined {
    return this.github.state.commits[sha]?.files[this.path] as string | undefined;
  }

  /** One job with one step, on any event. Without `file` there is none in the checkout. */
  async run(name: string, options: RunOptions): Promise<StageRun> {
    const { event, sha, ref, file, inputs = {}, env = {}, workflow = WORKFLOW, cancelWhen } = options;
    const { cwd } = this.#scene;
    await this.#checkOut(file);
    const job = await RunnerJob.start(cwd, {
      ...this.github.env,
      ...this.#scene.env,
      NODE_OPTIONS: `--import=${HURRY}`,
      WAITS_FILE: join(cwd, 'waits'),
      GITHUB_TOKEN_VALUE: this.github.token,
      GITHUB_EVENT_NAME: name,
      GITHUB_SHA: sha,
      GITHUB_REF: ref,
      GITHUB_RUN_ID: '42',
      GITHUB_WORKFLOW_REF: `${REPOSITORY}/${workflow}@${ref}`,
    });
    const path = join(job.temp, 'event.json');
    const payload = { repository: { full_name: REPOSITORY, default_branch: 'main' }, ...event };
    await writeFile(path, JSON.stringify(payload));
    const given = this.path === 'acr-access.yaml' ? inputs : { config: this.path, ...inputs };
    return job.step({ with: given, env: { GITHUB_EVENT_PATH: path, ...env }, ...(cancelWhen && { cancelWhen }) });
  }

  async #checkOut(file: string | undefined): Promise<void> {
    const path = join(this.#scene.cwd, this.path);
    const there = await readFile(path, 'utf8').catch(() => undefined);
    // Runs at the same time share the folder: what is right already is left alone.
    if (there === file) return;
    if (file === undefined) return rm(path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file);
  }
}

export interface RunOptions {
  readonly event: object;
  readonly sha: string;
  readonly ref: string;
  readonly file?: string | undefined;
  readonly inputs?: Record<string, string>;
  readonly env?: Record<string, string>;
  /** path of the workflow file */
  readonly workflow?: string;
  readonly cancelWhen?: (stdout: string) => boolean;
}

type PushOptions = Pick<RunOptions, 'env' | 'workflow' | 'cancelWhen'> & {
  readonly sha?: string;
  /** oldest first */
  readonly commits?: readonly string[];
};

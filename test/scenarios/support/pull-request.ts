import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Emulator } from '../../../src/emulator/emulator.ts';
import { type FakeGitHub, startGitHub } from '../../support/github/server.ts';
import type { GitHubState } from '../../support/github/state.ts';
import { RunnerJob, type StageRun } from '../../support/runner/runner.ts';
import { type Scene, scene } from './world.ts';

export const REPOSITORY = 'org/repo';
const WORKFLOW = `${REPOSITORY}/.github/workflows/acr-access.yml`;

/** A hash that looks like a commit's. */
export const commitOf = (name: string): string => createHash('sha1').update(name).digest('hex');

/** A repository on GitHub, an emulated account, and runs of the action that see both. */
export class Repository {
  readonly github: FakeGitHub;
  readonly emulator: Emulator;
  readonly #scene: Scene;

  private constructor(github: FakeGitHub, here: Scene) {
    this.github = github;
    this.emulator = here.emulator;
    this.#scene = here;
  }

  static async create(
    options: Parameters<typeof scene>[0] & { github?: Partial<GitHubState> } = {},
  ): Promise<Repository> {
    const { github: known = {}, ...rest } = options;
    const github = await startGitHub({ repository: REPOSITORY, ...known });
    onTestFinished(() => github.close());
    return new Repository(github, await scene(rest));
  }

  /** A commit with this text as its file; undefined = without the file. */
  commit(name: string, file: string | undefined): string {
    const sha = commitOf(name);
    this.github.state.commits[sha] = { files: file === undefined ? {} : { 'acr-access.yaml': file } };
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

  comments(number: number): string[] {
    return this.github.state.comments.filter(({ issue }) => issue === number).map(({ body }) => body);
  }

  /** `METHOD /path` of every request since the last time it was asked. */
  requests(): string[] {
    const lines = this.github.journal.map(({ method, path, operation }) => `${method} ${operation ?? path}`);
    this.github.journal.length = 0;
    return lines;
  }

  onPullRequest(number: number, inputs: Record<string, string> = {}, payload: object = {}): Promise<StageRun> {
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
    return this.run('pull_request', { event, sha: commitOf('merge'), ref: `refs/pull/${number}/merge`, file, inputs });
  }

  /** A push that moved the default branch from `before` to its tip. */
  onPush(
    before: string,
    inputs: Record<string, string> = {},
    sha = this.github.state.branches.main!,
  ): Promise<StageRun> {
    const event = { ref: 'refs/heads/main', before, after: sha, commits: [{ id: sha }], head_commit: { id: sha } };
    return this.run('push', { event, sha, ref: 'refs/heads/main', file: this.#fileAt(sha), inputs });
  }

  onSchedule(inputs: Record<string, string> = {}): Promise<StageRun> {
    const sha = this.github.state.branches.main!;
    const event = { schedule: '17 3 * * *' };
    return this.run('schedule', { event, sha, ref: 'refs/heads/main', file: this.#fileAt(sha), inputs });
  }

  #fileAt(sha: string): string | undefined {
    return this.github.state.commits[sha]?.files['acr-access.yaml'] as string | undefined;
  }

  /** One job with one step, on any event. */
  async run(
    name: string,
    options: {
      event: object;
      sha: string;
      ref: string;
      file?: string | undefined;
      inputs?: Record<string, string>;
      env?: Record<string, string>;
      cancelWhen?: (stdout: string) => boolean;
    },
  ): Promise<StageRun> {
    const { event, sha, ref, file, inputs = {}, env = {}, cancelWhen } = options;
    const { cwd } = this.#scene;
    if (file !== undefined) await writeFile(join(cwd, 'acr-access.yaml'), file);
    const job = await RunnerJob.start(cwd, {
      ...this.github.env,
      ...this.#scene.env,
      GITHUB_TOKEN_VALUE: this.github.token,
      GITHUB_EVENT_NAME: name,
      GITHUB_SHA: sha,
      GITHUB_REF: ref,
      GITHUB_RUN_ID: '42',
      GITHUB_WORKFLOW_REF: `${WORKFLOW}@${ref}`,
    });
    const path = join(job.temp, 'event.json');
    const payload = { repository: { full_name: REPOSITORY, default_branch: 'main' }, ...event };
    await writeFile(path, JSON.stringify(payload));
    return job.step({ with: inputs, env: { GITHUB_EVENT_PATH: path, ...env }, ...(cancelWhen && { cancelWhen }) });
  }
}

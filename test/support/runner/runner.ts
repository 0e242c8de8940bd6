import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { CommandReader, type RunnerCommand } from './commands.ts';
import { fileCommands, readPairs, readSummary } from './file-commands.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** The bundles as they ship; another folder of bundles can be named, to test a build before it is committed. */
const DIST = process.env.ACR_ACCESS_DIST;

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: { readonly main: string; readonly post?: string };
}

/** What one stage of a step did. */
export interface StageRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** both streams as the runner shows them: commands carried out, masks applied */
  readonly log: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly commands: readonly RunnerCommand[];
  readonly masks: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

export interface StepOptions {
  /** folder of the action in the repository: '' or `login` */
  readonly action?: string;
  readonly with: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** asked again and again with what was printed so far; at the first true the job is cancelled */
  readonly cancelWhen?: (stdout: string) => boolean;
}

/**
 * A job of GitHub's runner, as far as an action can tell: variables, inputs with their defaults, file commands, commands on
 * both streams, masks, state, environment for later steps, post steps in reverse order, and what a cancel sends
 * (actions/runner: ActionRunner, FileCommandManager, ActionCommandManager, ProcessInvoker).
 */
export class RunnerJob {
  readonly workspace: string;
  readonly temp: string;
  /** what steps exported for later ones */
  readonly env: Record<string, string> = {};
  readonly #variables: Readonly<Record<string, string>>;
  readonly #masks = new Set<string>();
  readonly #posts: (() => Promise<StageRun>)[] = [];

  private constructor(workspace: string, temp: string, variables: Readonly<Record<string, string>>) {
    this.workspace = workspace;
    this.temp = temp;
    this.#variables = variables;
  }

  /** @param variables GITHUB_* and others that differ from job to job; `GITHUB_TOKEN_VALUE` is `github.token` */
  static async start(workspace: string, variables: Readonly<Record<string, string>> = {}): Promise<RunnerJob> {
    const folder = await mkdtemp(join(tmpdir(), 'acr-access-runner-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const temp = join(folder, 'temp');
    await mkdir(temp);
    return new RunnerJob(workspace, temp, variables);
  }

  /** Runs the main stage of an action; its post stage runs with `finish`. */
  async step(options: StepOptions): Promise<StageRun> {
    const folder = join(ROOT, options.action ?? '');
    const { inputs, runs } = parse(await readFile(join(folder, 'action.yml'), 'utf8')) as ActionFile;
    const { GITHUB_TOKEN_VALUE: token = '', ...variables } = this.#variables;
    const known = Object.entries(inputs).map(([name, { default: value = '' }]) => {
      const given = options.with[name] ?? String(value).replace(/\$\{\{ *github\.token *\}\}/, token);
      return [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, given] as const;
    });
    const env = { ...variables, ...this.env, ...options.env, ...Object.fromEntries(known) };
    if (token !== '') this.#masks.add(token);
    const state: Record<string, string> = {};
    const bundle = (file: string): string => {
      const path = resolve(folder, file);
      return DIST === undefined ? path : path.replace(join(ROOT, 'dist'), DIST);
    };
    if (runs.post !== undefined) {
      const stateEnv = (): Record<string, string> =>
        Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]));
      this.#posts.push(() => this.#stage(bundle(runs.post!), { ...env, ...this.env, ...stateEnv() }, state));
    }
    return this.#stage(bundle(runs.main), env, state, options.cancelWhen);
  }

  /** The post stages, the last step's first. */
  async finish(): Promise<readonly StageRun[]> {
    const runs: StageRun[] = [];
    for (const post of this.#posts.splice(0).reverse()) runs.push(await post());
    return runs;
  }

  async #stage(
    bundle: string,
    env: Readonly<Record<string, string>>,
    state: Record<string, string>,
    cancelWhen?: (stdout: string) => boolean,
  ): Promise<StageRun> {
    const files = await fileCommands(this.temp);
    const child = spawn(process.execPath, [bundle], {
      cwd: this.workspace,
      env: { ...this.#runnerVariables(), ...env, ...files },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [reader, stdout, stderr] = [new CommandReader(), new Lines(), new Lines()];
    const timers: NodeJS.Timeout[] = [];
    child.stdout
      .setEncoding('utf8')
      .on('data', (text: string) => stdout.add(text, (line) => this.#readLine(line, reader)));
    const watch = setInterval(() => {
      if (cancelWhen === undefined || timers.length > 0 || !cancelWhen(stdout.text)) return;
      child.kill('SIGINT');
      timers.push(
        setTimeout(() => child.kill('SIGTERM'), 7500),
        setTimeout(() => child.kill('SIGKILL'), 10_000),
      );
    }, 20);
    child.stderr
      .setEncoding('utf8')
      .on('data', (text: string) => stderr.add(text, (line) => this.#readLine(line, reader)));
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((done, fail) => {
      child.once('error', fail);
      child.once('close', (exitCode, by) => done([exitCode, by]));
    });
    clearInterval(watch);
    for (const timer of timers) clearTimeout(timer);
    for (const lines of [stdout, stderr]) lines.end((line) => this.#readLine(line, reader));
    Object.assign(state, await readPairs(files.GITHUB_STATE));
    Object.assign(this.env, await readPairs(files.GITHUB_ENV));
    const masked = (text: string): string => [...this.#masks].reduce((all, mask) => all.replaceAll(mask, '***'), text);
    return {
      code,
      signal,
      stdout: stdout.text,
      stderr: stderr.text,
      log: masked(stdout.text + stderr.text),
      commands: reader.commands,
      masks: [...this.#masks],
      outputs: await readPairs(files.GITHUB_OUTPUT),
      summary: await readSummary(files.GITHUB_STEP_SUMMARY),
    };
  }

  #readLine(line: string, reader: CommandReader): void {
    const before = reader.commands.length;
    reader.read(line);
    for (const { name, data } of reader.commands.slice(before)) {
      if (name !== 'add-mask') continue;
      for (const part of [data, ...data.split('\n').map((each) => each.trim())]) if (part !== '') this.#masks.add(part);
    }
  }

  #runnerVariables(): Record<string, string> {
    return {
      PATH: process.env.PATH ?? '',
      HOME: this.temp,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: this.workspace,
      GITHUB_REPOSITORY: 'org/repo',
      RUNNER_TEMP: this.temp,
      RUNNER_OS: 'Linux',
      RUNNER_ARCH: 'X64',
    };
  }
}

/** Whole lines of a stream, as they become whole. */
class Lines {
  text = '';
  #open = '';

  add(text: string, use: (line: string) => void): void {
    this.text += text;
    const lines = (this.#open + text).split(/\r?\n/);
    this.#open = lines.pop() ?? '';
    for (const line of lines) use(line);
  }

  end(use: (line: string) => void): void {
    if (this.#open !== '') use(this.#open);
  }
}

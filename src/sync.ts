import { readFileSync } from 'node:fs';
import { readEvent } from './action/event.ts';
import type { ActionHost } from './action/host.ts';
import { runAction } from './action/run-action.ts';
import { connectAlibaba, missingCredentials } from './edges/alibaba/connect.ts';
import { Redactor } from './edges/alibaba/redact.ts';
import { connectGitHub } from './edges/github/connect.ts';
import { systemClock } from './edges/local/clock.ts';
import { writeText } from './edges/local/files.ts';
import { locateInRepository } from './edges/local/repository.ts';
import { keepHeapSmall } from './edges/local/small-heap.ts';
import { readWorkspaceFile } from './edges/local/workspace-file.ts';
import { idTokenOfJob } from './edges/runner/id-token.ts';
import { runnerToolkit } from './edges/runner/toolkit.ts';
import { AcrAccessError, stoppedBy } from './errors.ts';
import { errorText } from './render/error-text.ts';
import { logText } from './render/escape.ts';

const { env } = process;
const runner = runnerToolkit(env, (text) => void process.stdout.write(text));
const redactor = new Redactor();
const onSecret = (secret: string): void => {
  runner.mask(secret);
  redactor.add(secret);
};
for (const name of ['access-key-id', 'access-key-secret', 'security-token', 'github-token']) {
  const secret = runner.input(name);
  if (secret !== '') onSecret(secret);
}
keepHeapSmall();
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(stoppedBy(signal)));

/** The runner masks too, but line by line and only what it was told; texts that are posted go through `redact` as well. */
const shown = (text: string): string => logText(redactor.redact(text));
const log = (text: string): void => runner.info(shown(text));
const reporter = {
  progress: (text: string) => runner.debug(shown(text)),
  note: log,
  warn: (text: string) => runner.warning(shown(text)),
};
const tools = { env, clock: systemClock, random: Math.random, reporter };
const workspace = env.GITHUB_WORKSPACE ?? process.cwd();

const host = (): ActionHost => ({
  ...tools,
  event: readEvent(env, env.GITHUB_EVENT_PATH ? JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8')) : {}),
  signal: stop.signal,
  input: runner.input,
  github: (token) => connectGitHub({ ...tools, token }),
  setOutput: runner.setOutput,
  summarize: async (markdown) => runner.summarize(redactor.redact(markdown)),
  annotate: (level, message, source) => runner[level](shown(message), source ?? undefined),
  log,
  redact: (text) => redactor.redact(text),
  temporaryFolder: env.RUNNER_TEMP ?? '.',
  readFile: (path) => readWorkspaceFile(path, workspace),
  writeFile: writeText,
  locate: (path) => locateInRepository(path, { env, cwd: process.cwd() }),
  connect: (inputs, options) =>
    connectAlibaba({ ...tools, inputs, getIdToken: idTokenOfJob(env, onSecret), ...options, onSecret }),
  missingCredentials: (inputs) => missingCredentials(env, inputs),
});

try {
  process.exitCode = await runAction(host());
} catch (error) {
  runner.error(redactor.redact(errorText(error).trimEnd()));
  process.exitCode = error instanceof AcrAccessError ? error.exitCode : 1;
}

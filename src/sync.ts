import { readFileSync } from 'node:fs';
import * as core from '@actions/core';
import { readEvent } from './action/event.ts';
import type { ActionHost } from './action/host.ts';
import { runAction } from './action/run-action.ts';
import { errorText } from './render/error-text.ts';
import { connectAlibaba, missingCredentials } from './edges/alibaba/connect.ts';
import { Redactor } from './edges/alibaba/redact.ts';
import { connectGitHub } from './edges/github/connect.ts';
import { systemClock } from './edges/local/clock.ts';
import { writeText } from './edges/local/files.ts';
import { locateInRepository } from './edges/local/repository.ts';
import { keepHeapSmall } from './edges/local/small-heap.ts';
import { readWorkspaceFile } from './edges/local/workspace-file.ts';
import { AcrAccessError, stoppedBy } from './errors.ts';
import { logText } from './render/escape.ts';

const { env } = process;
const redactor = new Redactor();
const onSecret = (secret: string): void => {
  core.setSecret(secret);
  redactor.add(secret);
};
for (const name of ['access-key-id', 'access-key-secret', 'security-token', 'github-token']) {
  const secret = core.getInput(name);
  if (secret !== '') onSecret(secret);
}
keepHeapSmall();
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(stoppedBy(signal)));

/** The runner masks too, but line by line and only what it was told; texts that are posted go through `redact` as well. */
const shown = (text: string): string => logText(redactor.redact(text));
const log = (text: string): void => core.info(shown(text));
const reporter = {
  progress: (text: string) => core.debug(shown(text)),
  note: log,
  warn: (text: string) => core.warning(shown(text)),
};
const annotations = { error: core.error, warning: core.warning, notice: core.notice };
const tools = { env, clock: systemClock, random: Math.random, reporter };
const workspace = env.GITHUB_WORKSPACE ?? process.cwd();

const host = (): ActionHost => ({
  ...tools,
  event: readEvent(env, env.GITHUB_EVENT_PATH ? JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8')) : {}),
  signal: stop.signal,
  input: (name) => core.getInput(name),
  github: (token) => connectGitHub({ ...tools, token }),
  setOutput: core.setOutput,
  summarize: async (markdown) => void (await core.summary.addRaw(redactor.redact(markdown), true).write()),
  annotate: (level, message, source) =>
    annotations[level](
      shown(message),
      source === null ? {} : { file: source.file, startLine: source.line, startColumn: source.column },
    ),
  log,
  redact: (text) => redactor.redact(text),
  temporaryFolder: env.RUNNER_TEMP ?? '.',
  readFile: (path) => readWorkspaceFile(path, workspace),
  writeFile: writeText,
  locate: (path) => locateInRepository(path, { env, cwd: process.cwd() }),
  connect: (inputs, options) => connectAlibaba({ ...tools, inputs, getIdToken: core.getIDToken, ...options, onSecret }),
  missingCredentials: (inputs) => missingCredentials(env, inputs),
});

try {
  process.exitCode = await runAction(host());
} catch (error) {
  core.error(redactor.redact(errorText(error).trimEnd()));
  process.exitCode = error instanceof AcrAccessError ? error.exitCode : 1;
}

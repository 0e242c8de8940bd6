import * as core from '@actions/core';
import type { ActionHost } from './action/host.ts';
import { runAction } from './action/run-action.ts';
import { errorText } from './commands/run-command.ts';
import { connectAlibaba } from './edges/alibaba/connect.ts';
import { systemClock } from './edges/local/clock.ts';
import { readBytes, writeText } from './edges/local/files.ts';
import { locateInRepository } from './edges/local/repository.ts';
import { keepHeapSmall } from './edges/local/small-heap.ts';
import { AcrAccessError, stoppedBy } from './errors.ts';
import { logText } from './render/escape.ts';

const { env } = process;
for (const name of ['access-key-secret', 'security-token']) {
  const secret = core.getInput(name);
  if (secret !== '') core.setSecret(secret);
}
keepHeapSmall();
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(stoppedBy(signal)));

const log = (text: string): void => core.info(logText(text));
const reporter = { progress: core.debug, note: log, warn: (text: string) => core.warning(logText(text)) };

const annotations = { error: core.error, warning: core.warning, notice: core.notice };

const host: ActionHost = {
  clock: systemClock,
  random: Math.random,
  reporter,
  signal: stop.signal,
  input: (name) => core.getInput(name),
  setOutput: core.setOutput,
  summarize: async (markdown) => void (await core.summary.addRaw(markdown, true).write()),
  annotate: (level, message, source) =>
    annotations[level](
      logText(message),
      source === null ? {} : { file: source.file, startLine: source.line, startColumn: source.column },
    ),
  log,
  temporaryFolder: env.RUNNER_TEMP ?? '.',
  readFile: readBytes,
  writeFile: writeText,
  locate: (path) => locateInRepository(path, { env, cwd: process.cwd() }),
  connect: (inputs, options) => {
    const tools = { clock: systemClock, random: Math.random, reporter, getIdToken: core.getIDToken };
    return connectAlibaba({ env, inputs, ...tools, ...options, onSecret: core.setSecret });
  },
};

try {
  process.exitCode = await runAction(host);
} catch (error) {
  core.error(errorText(error).trimEnd());
  process.exitCode = error instanceof AcrAccessError ? error.exitCode : 1;
}

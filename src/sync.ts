import { readFileSync } from 'node:fs';
import { readEvent } from './action/event.ts';
import type { ActionHost } from './action/host.ts';
import { runAction } from './action/run-action.ts';
import { connectAlibaba, missingCredentials } from './edges/alibaba/connect.ts';
import { connectGitHub } from './edges/github/connect.ts';
import { systemClock } from './edges/local/clock.ts';
import { writeText } from './edges/local/files.ts';
import { locateInRepository } from './edges/local/repository.ts';
import { keepHeapSmall } from './edges/local/small-heap.ts';
import { readWorkspaceFile } from './edges/local/workspace-file.ts';
import { idTokenOfJob } from './edges/runner/id-token.ts';
import { jobVoice } from './edges/runner/job-voice.ts';
import { AcrAccessError, stoppedBy } from './errors.ts';
import { errorText } from './render/error-text.ts';

const { env } = process;
const SECRETS = ['access-key-id', 'access-key-secret', 'security-token', 'github-token'];
const { runner, onSecret, redact, shown, log, warn, debug } = jobVoice(env, SECRETS);
keepHeapSmall();
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(stoppedBy(signal)));

const reporter = { progress: debug, note: log, warn };
const tools = { env, clock: systemClock, random: Math.random, reporter };
const workspace = env.GITHUB_WORKSPACE ?? process.cwd();

const host = (): ActionHost => ({
  ...tools,
  event: readEvent(env, env.GITHUB_EVENT_PATH ? JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8')) : {}),
  signal: stop.signal,
  input: runner.input,
  github: (token) => connectGitHub({ ...tools, token }),
  setOutput: runner.setOutput,
  summarize: async (markdown) => runner.summarize(redact(markdown)),
  annotate: (level, message, source) => runner[level](shown(message), source ?? undefined),
  log,
  redact,
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
  runner.error(redact(errorText(error).trimEnd()));
  process.exitCode = error instanceof AcrAccessError ? error.exitCode : 1;
}
// An answer that nobody waits for any more must not keep the job waiting; what was said is written first.
process.stdout.write('', () => process.exit());

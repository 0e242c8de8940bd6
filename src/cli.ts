#!/usr/bin/env node
import { createInterface } from 'node:readline/promises';
import { runCommand } from './commands/run-command.ts';
import type { Surroundings } from './commands/surroundings.ts';
import { connectAlibaba } from './edges/alibaba/connect.ts';
import { systemClock } from './edges/local/clock.ts';
import { readBytes, writeText } from './edges/local/files.ts';
import { locateInRepository } from './edges/local/repository.ts';
import { keepHeapSmall } from './edges/local/small-heap.ts';
import { terminalReporter } from './edges/local/terminal-reporter.ts';
import { stoppedBy } from './errors.ts';

const { env, stdin, stdout, stderr } = process;
/** These read live accounts; the others compute, and are better off quick. */
if (['plan', 'apply', 'drift', 'snapshot', 'import'].includes(process.argv[2] ?? '')) keepHeapSmall();

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(stoppedBy(signal)));

const reporter = terminalReporter(stderr, Date.now);
const paints = (stream: { isTTY?: boolean }): boolean => stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';

// A closed pipe or a full disk must not end an apply in the middle of its writes: it is said, and no success.
let lostOutput = false;
stdout.on('error', ({ code = 'unknown reason' }: NodeJS.ErrnoException) => {
  if (!lostOutput) stderr.write(`acr-access: cannot write to stdout: ${code}\n`);
  lostOutput = true;
  process.exitCode ||= 1;
});
stderr.on('error', () => {});

const surroundings: Surroundings = {
  clock: systemClock,
  random: Math.random,
  reporter,
  signal: stop.signal,
  stdout: (text) => {
    reporter.clear();
    stdout.write(text);
  },
  stderr: (text) => {
    reporter.clear();
    stderr.write(text);
  },
  useColour: { stdout: paints(stdout), stderr: paints(stderr) },
  isInteractive: stdin.isTTY === true && stdout.isTTY === true,
  ask: async (question) => {
    const terminal = createInterface({ input: stdin, output: stdout });
    // A terminal that reads lines takes Ctrl-C for itself; an end of input (Ctrl-D) is no answer.
    terminal.once('SIGINT', () => stop.abort(stoppedBy('SIGINT')));
    const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
    const answer = terminal.question(question, { signal: stop.signal }).catch(() => '');
    const text = await Promise.race([answer, closed]).finally(() => terminal.close());
    stop.signal.throwIfAborted();
    return text;
  },
  readFile: readBytes,
  writeFile: writeText,
  locate: (path) => locateInRepository(path, { env, cwd: process.cwd() }),
  logins: async () => {
    const { loginTools } = await import(/* webpackMode: "eager" */ './edges/acr/login-tools.ts');
    return loginTools(env);
  },
  connect: (signal) => connectAlibaba({ env, inputs: {}, clock: systemClock, random: Math.random, reporter, signal }),
};

if (Number.parseInt(process.versions.node, 10) < 24) {
  stderr.write(`acr-access needs Node 24 or later; this is ${process.version}\n`);
  process.exit(1);
}
const exitCode = await runCommand(process.argv.slice(2), surroundings);
process.exitCode = exitCode || Number(lostOutput);
reporter.end();

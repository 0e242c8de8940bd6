import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { EOL } from 'node:os';
import { AcrAccessError } from '../../errors.ts';

/** What a step of a job says to its runner. */
export interface Toolkit {
  /** trimmed; '' when it was not given */
  readonly input: (name: string) => string;
  /** what the main stage saved; '' when it saved nothing of that name */
  readonly state: (name: string) => string;
  /** from now on the runner shows `***` instead */
  readonly mask: (secret: string) => void;
  /** a line for the log; it has to be safe, as the runner reads commands in it */
  readonly info: (text: string) => void;
  /** seen in debug runs only */
  readonly debug: (text: string) => void;
  readonly warning: (text: string) => void;
  readonly error: (text: string) => void;
  readonly setOutput: (name: string, value: string) => void;
  /** for this process and for later steps */
  readonly exportVariable: (name: string, value: string) => void;
  readonly saveState: (name: string, value: string) => void;
}

/**
 * The runner's protocol, byte for byte as `@actions/core` 3 speaks it. That toolkit also brings an HTTP client that takes
 * longer to load than a whole login. Unlike it this one never falls back to commands on the log when a file is missing:
 * outputs hold a password.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function runnerToolkit(env: NodeJS.ProcessEnv, write: (text: string) => void): Toolkit {
  const command = (name: string, data: string): void => write(`::${name}::${escapeData(data)}${EOL}`);
  return {
    input: (name) => (env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '').trim(),
    state: (name) => env[`STATE_${name}`] ?? '',
    mask: (secret) => command('add-mask', secret),
    info: (text) => write(text + EOL),
    debug: (text) => command('debug', text),
    warning: (text) => command('warning', text),
    error: (text) => command('error', text),
    setOutput: (name, value) => appendPair(env, 'GITHUB_OUTPUT', name, value),
    exportVariable: (name, value) => {
      env[name] = value;
      appendPair(env, 'GITHUB_ENV', name, value);
    },
    saveState: (name, value) => appendPair(env, 'GITHUB_STATE', name, value),
  };
}

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** The end of a value cannot be guessed, so that no value can hold it and go on with a pair of its own. */
function appendPair(env: NodeJS.ProcessEnv, variable: string, name: string, value: string): void {
  const file = env[variable];
  if (!file) {
    throw new AcrAccessError('failed', `${variable} is not set`, { hint: 'This program is a step of GitHub Actions.' });
  }
  const end = `ghadelimiter_${randomUUID()}`;
  appendFileSync(file, `${name}<<${end}${EOL}${value}${EOL}${end}${EOL}`);
}

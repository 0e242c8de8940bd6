import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { EOL } from 'node:os';
import { AcrAccessError } from '../../errors.ts';

/** Where an annotation stands; lines and columns from 1 on. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

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
  readonly notice: Annotate;
  readonly warning: Annotate;
  readonly error: Annotate;
  /** adds to the summary of the job */
  readonly summarize: (markdown: string) => void;
  readonly setOutput: (name: string, value: string) => void;
  /** for this process and for later steps */
  readonly exportVariable: (name: string, value: string) => void;
  readonly saveState: (name: string, value: string) => void;
}

type Annotate = (text: string, place?: Place) => void;

/**
 * The runner's protocol, byte for byte as `@actions/core` 3 speaks it. That toolkit also brings an HTTP client that takes
 * longer to load than a whole login. Unlike it this one never falls back to commands on the log when a file is missing:
 * outputs hold a password.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function runnerToolkit(env: NodeJS.ProcessEnv, write: (text: string) => void): Toolkit {
  const command = (name: string, data: string): void => write(`::${name}::${escapeData(data)}${EOL}`);
  const annotate =
    (level: string): Annotate =>
    (text, place) =>
      command(place === undefined ? level : `${level} ${propertiesOf(place)}`, text);
  return {
    input: (name) => (env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '').trim(),
    state: (name) => env[`STATE_${name}`] ?? '',
    mask: (secret) => command('add-mask', secret),
    info: (text) => write(text + EOL),
    debug: (text) => command('debug', text),
    notice: annotate('notice'),
    warning: annotate('warning'),
    error: annotate('error'),
    summarize: (markdown) => append(env, 'GITHUB_STEP_SUMMARY', markdown + EOL),
    setOutput: (name, value) => append(env, 'GITHUB_OUTPUT', pair(name, value)),
    exportVariable: (name, value) => {
      env[name] = value;
      append(env, 'GITHUB_ENV', pair(name, value));
    },
    saveState: (name, value) => append(env, 'GITHUB_STATE', pair(name, value)),
  };
}

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const propertiesOf = ({ file, line, column }: Place): string =>
  `file=${escapeProperty(file)},line=${line},col=${column}`;

const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** The end of a value cannot be guessed, so that no value can hold it and go on with a pair of its own. */
function pair(name: string, value: string): string {
  const end = `ghadelimiter_${randomUUID()}`;
  return `${name}<<${end}${EOL}${value}${EOL}${end}${EOL}`;
}

function append(env: NodeJS.ProcessEnv, variable: string, text: string): void {
  const file = env[variable];
  if (!file) {
    throw new AcrAccessError('failed', `${variable} is not set`, { hint: 'This program is a step of GitHub Actions.' });
  }
  appendFileSync(file, text);
}

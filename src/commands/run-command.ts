import { nearest } from '../config/nearest.ts';
import { AcrAccessError } from '../errors.ts';
import { errorText } from '../render/error-text.ts';
import { VERSION } from '../version.ts';
import { apply } from './apply.ts';
import { COMMAND_NAMES, type CommandName, parseOptions } from './arguments.ts';
import { can, whoCan } from './can.ts';
import { diff } from './diff.ts';
import { emulate } from './emulate.ts';
import { explain } from './explain.ts';
import { fmt } from './fmt.ts';
import { HELP, OVERVIEW } from './help.ts';
import { importAccount } from './import.ts';
import { login, logout } from './login.ts';
import { drift, plan } from './plan.ts';
import { snapshot } from './snapshot.ts';
import type { Surroundings } from './surroundings.ts';
import { validate } from './validate.ts';

/** Runs one command line and returns its exit code. Every error ends here, as a sentence and a hint on stderr. */
export async function runCommand(words: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    return await dispatch(words, surroundings);
  } catch (error) {
    surroundings.stderr(errorText(error));
    return error instanceof AcrAccessError ? error.exitCode : 1;
  }
}

async function dispatch(words: readonly string[], surroundings: Surroundings): Promise<number> {
  const [command, ...rest] = words;
  if (command === undefined || command === '--help' || command === '-h' || command === 'help') {
    surroundings.stdout(OVERVIEW);
    return command === undefined ? 64 : 0;
  }
  if (command === '--version') {
    surroundings.stdout(`${VERSION}\n`);
    return 0;
  }
  if (!isCommand(command)) {
    const close = nearest(command, COMMAND_NAMES);
    const guess = close === undefined ? '' : `; did you mean "${close}"?`;
    throw new AcrAccessError('usage', `there is no command "${command}"${guess}`, {
      hint: 'acr-access --help lists the commands.',
    });
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    surroundings.stdout(HELP[command]);
    return 0;
  }
  return run(command, rest, surroundings);
}

const isCommand = (word: string): word is CommandName => (COMMAND_NAMES as readonly string[]).includes(word);

function run(command: CommandName, given: readonly string[], surroundings: Surroundings): Promise<number> {
  switch (command) {
    case 'validate':
      return validate(parseOptions(command, given).options, surroundings);
    case 'fmt':
      return fmt(parseOptions(command, given).options, surroundings);
    case 'plan':
      return plan(parseOptions(command, given).options, surroundings);
    case 'apply':
      return apply(parseOptions(command, given).options, surroundings);
    case 'drift':
      return drift(parseOptions(command, given).options, surroundings);
    case 'can': {
      const { options, words } = parseOptions(command, given);
      return can(options, words, surroundings);
    }
    case 'who-can': {
      const { options, words } = parseOptions(command, given);
      return whoCan(options, words, surroundings);
    }
    case 'explain': {
      const { options, words } = parseOptions(command, given);
      return explain(options, words, surroundings);
    }
    case 'diff': {
      const { options, words } = parseOptions(command, given);
      return diff(options, words, surroundings);
    }
    case 'snapshot':
      return snapshot(parseOptions(command, given).options, surroundings);
    case 'import':
      return importAccount(parseOptions(command, given).options, surroundings);
    case 'login':
      return login(parseOptions(command, given).options, surroundings);
    case 'logout':
      return logout(parseOptions(command, given).options, surroundings);
    case 'emulate':
      return emulate(parseOptions(command, given).options, surroundings);
  }
}

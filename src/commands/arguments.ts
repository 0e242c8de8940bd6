import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { AcrAccessError } from '../errors.ts';

/** Options that every command has. */
const COMMON = {
  config: { type: 'string', default: 'acr-access.yaml' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const satisfies ParseArgsOptionsConfig;

const OPTIONS = {
  validate: { ...COMMON },
  fmt: { ...COMMON, check: { type: 'boolean', default: false } },
  plan: {
    ...COMMON,
    against: { type: 'string' },
    adopt: { type: 'string', multiple: true },
    'exit-code': { type: 'boolean', default: false },
  },
  apply: {
    ...COMMON,
    adopt: { type: 'string', multiple: true },
    digest: { type: 'string' },
    yes: { type: 'boolean', default: false },
  },
  drift: { ...COMMON, against: { type: 'string' } },
  // Without --config these go without a file where there is none; saved accounts stand for themselves.
  can: { ...COMMON, config: { type: 'string' }, against: { type: 'string' }, requests: { type: 'string' } },
  'who-can': { ...COMMON, config: { type: 'string' }, against: { type: 'string' } },
  explain: { ...COMMON, config: { type: 'string' }, against: { type: 'string' } },
  diff: { ...COMMON, config: { type: 'string' } },
  snapshot: { ...COMMON, output: { type: 'string' }, region: { type: 'string', multiple: true } },
  // A new file (--output) or one that is added to.
  import: {
    ...COMMON,
    config: { type: 'string' },
    against: { type: 'string' },
    only: { type: 'string', multiple: true },
    registry: { type: 'string', multiple: true },
    region: { type: 'string', multiple: true },
    groups: { type: 'boolean', default: false },
    output: { type: 'string' },
  },
  login: {
    ...COMMON,
    registry: { type: 'string', multiple: true },
    'instance-id': { type: 'string' },
    region: { type: 'string' },
    network: { type: 'string' },
    hosts: { type: 'string' },
    verify: { type: 'string' },
    'expires-in-hours': { type: 'string' },
    timeout: { type: 'string' },
  },
  logout: { ...COMMON, registry: { type: 'string', multiple: true } },
  emulate: { ...COMMON, account: { type: 'string' }, port: { type: 'string', default: '0' } },
} as const satisfies Record<string, ParseArgsOptionsConfig>;

export type CommandName = keyof typeof OPTIONS;
export const COMMAND_NAMES = Object.keys(OPTIONS) as readonly CommandName[];

export type Options<Name extends CommandName> = ReturnType<
  typeof parseArgs<{ options: (typeof OPTIONS)[Name] }>
>['values'];

/** Commands that take words beside their options. */
const TAKES_WORDS: readonly CommandName[] = ['can', 'who-can', 'explain', 'diff'];

/** The options of a command, or a usage error (exit 64) that names the word and where help is. */
export function parseOptions<Name extends CommandName>(
  command: Name,
  words: readonly string[],
): { options: Options<Name>; words: readonly string[] } {
  const allowPositionals = TAKES_WORDS.includes(command);
  try {
    const parsed = parseArgs({ args: [...words], options: OPTIONS[command], strict: true, allowPositionals });
    return { options: parsed.values as Options<Name>, words: parsed.positionals };
  } catch (error) {
    // parseArgs explains in several sentences; the first one names the word.
    const [sentence] = (error as Error).message.split('. ');
    throw new AcrAccessError('usage', `${command}: ${sentence}`, {
      hint: `acr-access ${command} --help lists the options.`,
    });
  }
}

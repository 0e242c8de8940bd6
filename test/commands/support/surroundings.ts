import { runCommand } from '../../../src/commands/run-command.ts';
import type { Surroundings } from '../../../src/commands/surroundings.ts';
import { AcrAccessError } from '../../../src/errors.ts';
import type { AccountReader } from '../../../src/ports.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type Files = Readonly<Record<string, string | Uint8Array | object>>;

/**
 * Runs one command line over files from a map and, if it asks for one, a live account. Objects are files of JSON; what it
 * writes goes to `written`.
 */
export async function run(
  words: readonly string[],
  files: Files = {},
  live?: AccountReader,
  written: Record<string, string> = {},
): Promise<Ran> {
  const out: string[] = [];
  const errors: string[] = [];
  const surroundings: Surroundings = {
    clock: { now: () => new Date('2026-06-01T12:00:00Z'), sleep: async () => {} },
    random: () => 0.5,
    reporter: { progress: () => {}, note: () => {}, warn: (text) => void errors.push(`${text}\n`) },
    signal: new AbortController().signal,
    stdout: (text) => void out.push(text),
    stderr: (text) => void errors.push(text),
    useColour: { stdout: false, stderr: false },
    isInteractive: false,
    ask: async () => '',
    readFile: async (path, hint) => bytesOf(path, files, hint),
    writeFile: async (path, text) => {
      written[path] = text;
    },
    locate: async (path) => ({ repositoryPath: path, repository: undefined }),
    logins: () => Promise.reject(new AcrAccessError('failed', 'there are no logins here')),
    connect: async () => {
      if (live === undefined) throw new AcrAccessError('failed', 'there are no credentials');
      return {
        reader: live,
        credentialsSource: 'test',
        writer: () => Promise.reject(new Error('can never writes')) as never,
      };
    },
  };
  const code = await runCommand(words, surroundings);
  return { code, stdout: out.join(''), stderr: errors.join('') };
}

function bytesOf(path: string, files: Files, hint = 'a hint about --config'): Uint8Array {
  const file = files[path];
  if (file === undefined) {
    const cause = Object.assign(new Error(path), { code: 'ENOENT' });
    throw new AcrAccessError('usage', `cannot read ${path}: there is no such file`, { cause, hint });
  }
  if (file instanceof Uint8Array) return file;
  return new TextEncoder().encode(typeof file === 'string' ? file : JSON.stringify(file));
}

/** Every line of standard output as JSON. */
export const linesOf = ({ stdout }: Ran): readonly Record<string, unknown>[] =>
  stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

import { runCommand } from '../../src/commands/run-command.ts';
import type { Surroundings } from '../../src/commands/surroundings.ts';
import { AcrAccessError } from '../../src/errors.ts';
import { loadConfig, type PlanRequest } from '../../src/pipeline.ts';
import { fakeClock, type MemoryAccount } from './memory-account.ts';

export interface Imported {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** the file as it is afterwards; undefined: there is none */
  readonly text: string | undefined;
}

/** Runs `acr-access import` on an account in memory, in a folder that holds these files. */
export async function importFrom(
  account: Pick<MemoryAccount, 'reader' | 'writer'> | undefined,
  words: readonly string[] = [],
  files: Record<string, string> = {},
): Promise<Imported> {
  const said = { stdout: '', stderr: '' };
  const target = words[words.indexOf('--output') + 1];
  const file = words.includes('--output') ? target! : 'acr-access.yaml';
  const surroundings: Surroundings = {
    clock: fakeClock(),
    random: () => 0.5,
    reporter: { progress() {}, note() {}, warn() {} },
    signal: new AbortController().signal,
    stdout: (text) => {
      said.stdout += text;
    },
    stderr: (text) => {
      said.stderr += text;
    },
    useColour: { stdout: false, stderr: false },
    isInteractive: false,
    ask: async () => '',
    readFile: async (path) => {
      const text = files[path];
      if (text === undefined) throw missing(path);
      return new TextEncoder().encode(text);
    },
    writeFile: async (path, text) => {
      files[path] = text;
    },
    locate: async (path) => ({
      repositoryPath: path,
      repository: 'org/repo',
      ...(path.startsWith('/') ? { outside: true } : {}),
    }),
    connect: async () => ({ reader: account!.reader, writer: () => account!.writer, credentialsSource: 'a test' }),
    logins: async () => {
      throw new Error('nobody logs in');
    },
  };
  const code = await runCommand(['import', ...words], surroundings);
  return { code, ...said, text: files[file] };
}

const missing = (path: string): AcrAccessError =>
  new AcrAccessError('usage', `cannot read ${path}: there is no such file`, {
    cause: Object.assign(new Error('missing'), { code: 'ENOENT' }),
  });

/** The plan that the text asks for, in the repository that `importFrom` works in. */
export const requestFor = (text: string): PlanRequest => {
  const input = { file: 'acr-access.yaml', repositoryPath: 'acr-access.yaml', repository: 'org/repo' };
  const { config } = loadConfig({ ...input, bytes: new TextEncoder().encode(text) });
  return { config, input, adopt: [] };
};

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const src = join(root, 'src');

/** A folder of src, or the file itself for what lies at the top. */
const areaOf = (file: string): string => relative(src, file).split('/')[0]!;

interface SourceFile {
  readonly path: string;
  readonly area: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const files: readonly SourceFile[] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => {
    const path = join(src, name);
    const text = readFileSync(path, 'utf8');
    const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*(?:\/\*[^*]*\*\/\s*)?'([^']+)'/g)].map(
      (match) => match[1]!,
    );
    return { path, area: areaOf(path), text, imports };
  });

/** What each folder may import from src; `errors.ts` may be used everywhere. Data flows one way. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  policy: [],
  config: ['policy'],
  state: ['policy', 'config', 'ports.ts'],
  plan: ['policy', 'config', 'state'],
  lint: ['policy', 'config', 'state', 'plan'],
  adopt: ['policy', 'config', 'state', 'plan', 'lint'],
  render: ['policy', 'config', 'state', 'plan', 'lint', 'apply', 'version.ts'],
  apply: ['policy', 'config', 'state', 'plan', 'ports.ts'],
  'ports.ts': ['policy', 'state'],
  'pipeline.ts': ['config', 'state', 'plan', 'lint', 'apply', 'ports.ts'],
  commands: [
    'policy',
    'config',
    'state',
    'plan',
    'lint',
    'render',
    'apply',
    'ports.ts',
    'pipeline.ts',
    'version.ts',
    'emulator',
    'login',
    'adopt',
  ],
  action: ['config', 'plan', 'apply', 'render', 'commands', 'ports.ts', 'pipeline.ts'],
  login: ['policy', 'config', 'state', 'ports.ts', 'render'],
  emulator: ['policy', 'config', 'state'],
  edges: ['policy', 'config', 'state', 'ports.ts', 'render', 'commands', 'action', 'login', 'version.ts'],
};
const ENTRIES = ['cli.ts', 'sync.ts', 'login.ts', 'logout.ts'];
/** No input, output, clock, chance or service in here: everything is passed in. */
const PURE = ['policy', 'config', 'state', 'plan', 'lint', 'adopt', 'render'];
/** Only types may be taken from these: a port's shape, never an implementation. */
const TYPES_ONLY: Record<string, readonly string[]> = {
  state: ['ports.ts'],
  render: ['apply'],
  edges: ['commands', 'action'],
};

const targets = (file: SourceFile): readonly string[] =>
  file.imports.filter((name) => name.startsWith('.')).map((name) => areaOf(resolve(dirname(file.path), name)));

describe('the layers', () => {
  it.each(files.filter(({ area }) => !ENTRIES.includes(area)).map((file) => [relative(src, file.path), file] as const))(
    '%s imports only what its layer may',
    (_name, file) => {
      const allowed = [file.area, 'errors.ts', ...(MAY_IMPORT[file.area] ?? [])];
      expect(targets(file).filter((target) => !allowed.includes(target))).toEqual([]);
    },
  );

  it('takes only types across the borders that are for types', () => {
    const wrong = files.flatMap((file) =>
      (TYPES_ONLY[file.area] ?? []).flatMap((target) =>
        [...file.text.matchAll(/^import (?!type )[^;]*?'([^']+)';/gms)]
          .filter((match) => match[1]!.startsWith('.') && areaOf(resolve(dirname(file.path), match[1]!)) === target)
          // A port's own error class is part of its shape: adapters throw it.
          .filter((match) => !/^import \{( (type \w+|GitHubError),?)+ \}/.test(match[0]))
          .map((match) => `${relative(src, file.path)}: ${match[1]}`),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps the core free of input, output, clock and chance', () => {
    const wrong = files
      .filter(({ area }) => PURE.includes(area))
      .flatMap((file) => {
        const outside = file.imports.filter(
          (name) => !name.startsWith('.') && !['node:crypto', 'yaml', 'zod/mini'].includes(name),
        );
        const ambient = ['Date.now', 'new Date()', 'Math.random', 'process.', 'setTimeout', 'fetch('].filter((word) =>
          withoutComments(file.text).includes(word),
        );
        return [...outside, ...ambient].map((word) => `${relative(src, file.path)}: ${word}`);
      });
    expect(wrong).toEqual([]);
  });

  it('lets plan reach no writer', () => {
    const wrong = files.filter(({ area, text }) => ['state', 'plan'].includes(area) && text.includes('AccountWriter'));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it('lets only the entries and the edges themselves import edges', () => {
    const wrong = files.filter(
      (file) => !ENTRIES.includes(file.area) && file.area !== 'edges' && targets(file).includes('edges'),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

describe('the sizes', () => {
  it.each(files.map((file) => [relative(src, file.path), file] as const))(
    '%s is at most 250 lines',
    (_name, { text }) => {
      expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(250);
    },
  );

  it('keeps entries at a screen', () => {
    const long = files.filter(({ area, text }) => ENTRIES.includes(area) && text.split('\n').length > 80);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it('has no drawer for everything', () => {
    expect(
      files.filter(({ path }) => /\/(utils?|helpers?|misc|common)\.ts$/.test(path)).map(({ path }) => path),
    ).toEqual([]);
  });
});

describe('the runtime', () => {
  it('runs on Node 24, as the action does', () => {
    expect(process.version).toMatch(/^v24\./);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}

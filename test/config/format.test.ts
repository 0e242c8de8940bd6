import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lexer, Parser, stringify } from 'yaml';
import { formatConfig } from '../../src/config/format.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { anyFile } from '../support/arbitraries.ts';

const root = join(import.meta.dirname, '../..');

/** What a text says, without where it says it. */
function meaningOf(text: string): unknown {
  const parsed = parseConfig({ file: 'acr-access.yaml', bytes: new TextEncoder().encode(text) });
  if (!parsed.ok) throw new Error(`${parsed.issues.map(({ message }) => message).join('; ')}\n${text}`);
  return JSON.parse(JSON.stringify(parsed.value, (key, value) => (key === 'source' ? undefined : value)));
}

/** The comments of a text, without order: they move with what they are about. */
function commentsOf(text: string): readonly string[] {
  const found: string[] = [];
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) collect(one);
    else if (typeof value === 'object' && value !== null) {
      const { type, source } = value as { type?: string; source?: string };
      if (type === 'comment') found.push(source!.trim());
      for (const one of Object.values(value)) collect(one);
    }
  };
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) collect([...parser.next(lexeme)]);
  collect([...parser.end()]);
  return found.sort();
}

function expectSame(text: string): string {
  const formatted = formatConfig(text);
  expect(meaningOf(formatted)).toEqual(meaningOf(text));
  expect(commentsOf(formatted)).toEqual(commentsOf(text));
  expect(formatConfig(formatted)).toBe(formatted);
  return formatted;
}

const HEADER = 'version: 1\naccount: "1234567890123456"\n';
const PROD = '\nregistries:\n  prod: { instance: cri-prod000000000001, region: cn-hangzhou }\n';
const GRANT = `${HEADER}${PROD}\ngrants:\n  read:\n    can: pull\n    on: prod:a/*\n    to: user:alice\n`;

describe('a file in the one style', () => {
  const examples = readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('acr-access.yaml'))
    .map((name) => `examples/${name}`);
  it.each(examples)('is %s', (file) => {
    const text = readFileSync(join(root, file), 'utf8');
    expect(expectSame(text)).toBe(text);
  });

  it('is what is left of every key, with its comments', async () => {
    const text = readFileSync(join(root, 'test/config/good/every-key.yaml'), 'utf8');
    await expect(expectSame(text)).toMatchFileSnapshot('good/every-key.formatted.yaml');
  });

  it.each([
    [
      'sections and keys in the order of the reference, comments beside what they are about',
      `# yaml-language-server: $schema=x
grants:
  # about read
  read:
    # who
    to: user:alice   # alice
    # what
    can: pull
    on: prod:a/*
# the account
account: "1234567890123456"
registries:
  prod: { region: cn-hangzhou, instance: cri-prod000000000001 }
version: 1
# the end
`,
      `# yaml-language-server: $schema=x
version: 1
# the account
account: "1234567890123456"

registries:
  prod: { instance: cri-prod000000000001, region: cn-hangzhou }

grants:
  # about read
  read:
    # what
    can: pull
    on: prod:a/*
    # who
    to: user:alice # alice

# the end
`,
    ],
    [
      'JSON written as YAML',
      JSON.stringify({
        grants: { read: { to: ['user:alice'], can: 'pull', on: 'prod:a/*' } },
        registries: { prod: { instance: 'cri-prod000000000001', region: 'cn-hangzhou' } },
        account: '1234567890123456',
        version: 1,
      }),
      GRANT.replace('user:alice', '[user:alice]'),
    ],
    [
      'short lists in one line, lists of mappings in lines, one blank line between sections',
      `${HEADER}\n\n\n${PROD}expect:\n- who: 'user:alice'\n  can: pull\n  on: "prod:a/*"\n  allowed: true\nsettings:\n\n  protect:\n    - role:ci\n\n    - "user:*"\n`,
      `${HEADER}${PROD}\nexpect:\n  - { who: user:alice, can: pull, on: prod:a/*, allowed: true }\n\nsettings:\n  protect: [role:ci, user:*]\n`,
    ],
    [
      'what holds comments in lines',
      `${HEADER}settings:\n  protect: [role:ci, # it\n    user:x]\n`,
      `${HEADER}\nsettings:\n  protect:\n    - role:ci # it\n    - user:x\n`,
    ],
    [
      'quotes where they are needed',
      `${HEADER.replaceAll('"', "'")}users:\n  'alice': { "comments": 'it''s', displayName: "yes" }\n  "007": { comments: 'a \\ b' }\n`,
      `${HEADER}\nusers:\n  alice: { displayName: "yes", comments: "it's" }\n  "007": { comments: 'a \\ b' }\n`,
    ],
    ['empty sections', `${HEADER}users:   {}\ngroups: []\n`, `${HEADER}\nusers: {}\n\ngroups: []\n`],
  ])('has %s', (_title, text, formatted) => {
    expect(expectSame(text)).toBe(formatted);
  });

  it('keeps the order where aliases depend on it', () => {
    const text = `${HEADER}\ngrants:\n  read:\n    to: &people [user:alice]\n    can: pull\n    on: prod:a/*\n  more: { can: push, on: prod:b/*, to: *people }\n${PROD}`;
    const formatted = expectSame(text);
    expect(formatted).toContain('    to: &people [user:alice]\n    can: pull\n');
    expect(formatted).toContain('    to: *people\n');
  });

  it('has long values in lines of their own', () => {
    const names = Array.from({ length: 12 }, (_one, at) => `user:somebody-${at}`);
    const formatted = expectSame(GRANT.replace('user:alice', `[${names.join(', ')}]`));
    expect(formatted).toContain(`    to:\n${names.map((name) => `      - ${name}\n`).join('')}`);
  });

  it('keeps text over several lines', () => {
    const formatted = expectSame(GRANT.replace('  read:\n', '  read:\n    reason: >-\n      one\n      two\n'));
    expect(formatted).toContain('reason: >-\n');
    expect(meaningOf(formatted)).toMatchObject({ grants: [{ reason: 'one two' }] });
  });
});

describe('any file', () => {
  /** The same value, written in many ways; with comments between its lines and at their ends. */
  const written = fc
    .record({
      file: anyFile,
      indent: fc.constantFrom(2, 4),
      collectionStyle: fc.constantFrom('any' as const, 'block' as const),
      defaultStringType: fc.constantFrom('PLAIN' as const, 'QUOTE_DOUBLE' as const, 'QUOTE_SINGLE' as const),
      reversed: fc.boolean(),
      comments: fc.array(fc.record({ at: fc.nat(), isLine: fc.boolean() }), { maxLength: 4 }),
    })
    .map(({ file, reversed, comments, ...options }) => {
      const value = reversed ? Object.fromEntries(Object.entries(file).toReversed()) : file;
      const lines = stringify(value, { ...options, lineWidth: 0 })
        .trimEnd()
        .split('\n');
      for (const [number, { at, isLine }] of comments.entries()) {
        const position = at % lines.length;
        const margin = /^ */.exec(lines[position]!)![0];
        lines[position] = isLine ? `${margin}# c${number}\n${lines[position]}` : `${lines[position]} # c${number}`;
      }
      return { file, text: `${lines.join('\n')}\n`, hasComments: comments.length > 0 };
    });

  it('means the same, keeps its comments, and is formatted once and for all', () => {
    let changed = 0;
    fc.assert(
      fc.property(written, ({ file, text, hasComments }) => {
        const formatted = expectSame(text);
        if (formatted !== text) changed += 1;
        if (!hasComments) expect(formatConfig(JSON.stringify(file))).toBe(formatted);
      }),
      { numRuns: 250 },
    );
    expect(changed).toBeGreaterThan(120);
  });
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatIssue } from '../../src/config/issues.ts';
import { parseConfig } from '../../src/config/parse.ts';

const GOOD = readFileSync(new URL('good/every-key.yaml', import.meta.url));

/** Parses, formats whatever is wrong, and checks that every place exists in the file. */
function survives(bytes: Uint8Array): void {
  const parsed = parseConfig({ file: 'f.yaml', bytes });
  if (parsed.ok) return;
  expect(parsed.issues.length).toBeGreaterThan(0);
  const lines = new TextDecoder().decode(bytes).split('\n');
  for (const issue of parsed.issues) {
    expect(formatIssue(issue, 'f.yaml')).toContain(issue.message);
    expect(issue.line).toBeLessThanOrEqual(lines.length);
    expect(issue.column).toBeGreaterThanOrEqual(1);
    expect(issue.message).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    expect(issue.excerpt.split('\n')).toHaveLength(2);
  }
}

test('a good file that is cut off anywhere never throws', () => {
  for (let length = 0; length < GOOD.length; length += 1) survives(GOOD.subarray(0, length));
});

test('random bytes never throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), survives), { numRuns: 500 });
});

test('text made of YAML punctuation never throws', () => {
  const piece = fc.constantFrom(
    '- ',
    '? ',
    ': ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '&a ',
    '*a',
    '!x ',
    '|\n',
    '"',
    "'",
    '#',
    '\n',
    '\n  ',
    '%',
    '---\n',
    'a',
    '1',
    '~',
    '<<',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => survives(Buffer.from(pieces.join('')))),
    { numRuns: 1_000 },
  );
});

test('a good file with bytes changed, removed or inserted never throws', () => {
  const edit = fc.record({ at: fc.nat(GOOD.length - 1), remove: fc.nat(20), insert: fc.uint8Array({ maxLength: 8 }) });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      let bytes = new Uint8Array(GOOD);
      for (const { at, remove, insert } of edits) {
        bytes = new Uint8Array([...bytes.subarray(0, at), ...insert, ...bytes.subarray(at + remove)]);
      }
      survives(bytes);
    }),
    { numRuns: 1_000 },
  );
});

test('a good file with its words exchanged never throws', () => {
  const words = GOOD.toString().split(/(\s+|[[\]{},:"])/);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(words.length - 1), fc.nat(words.length - 1)), { minLength: 1, maxLength: 6 }),
      (swaps) => {
        const changed = [...words];
        for (const [a, b] of swaps) [changed[a], changed[b]] = [changed[b] ?? '', changed[a] ?? ''];
        survives(Buffer.from(changed.join('')));
      },
    ),
    { numRuns: 1_000 },
  );
});

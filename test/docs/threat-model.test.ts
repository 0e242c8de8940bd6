import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DOCS } from './page.ts';

const TESTS = join(import.meta.dirname, '..');

const rows = [...readFileSync(join(DOCS, 'threat-model.md'), 'utf8').matchAll(/^\| (\d\d) \|(.*)\|$/gm)].map(
  ([, number = '', rest = '']) => {
    const [attack = '', by = '', answer = '', remains = ''] = rest.split('|').map((cell) => cell.trim());
    return { number, attack, by: by.split(', '), answer, remains };
  },
);

/** Numbers of the threats that a test's title begins with. */
const proven = new Set(
  readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .flatMap((name) => [...readFileSync(join(TESTS, name), 'utf8').matchAll(/['"`]threat (\d\d): \S/g)])
    .map(([, number]) => number),
);

describe('the page about threats', () => {
  it('counts them from 01 to 27', () => {
    const numbers = Array.from({ length: 27 }, (_, index) => String(index + 1).padStart(2, '0'));
    expect(rows.map(({ number }) => number)).toEqual(numbers);
  });

  it.each(rows)('$number says who answers, and what is left where somebody else has to', ({ by, remains }) => {
    expect(by.every((who) => ['code', 'you', 'GitHub'].includes(who))).toBe(true);
    if (by.includes('you')) expect(remains).not.toBe('–');
  });

  it.each(rows.filter(({ by }) => by.includes('code')))('$number has a test: $attack', ({ number }) => {
    expect(proven).toContain(number);
  });

  it('names no threat in a test that it does not have', () => {
    expect([...proven].filter((number) => !rows.some((row) => row.number === number))).toEqual([]);
  });
});

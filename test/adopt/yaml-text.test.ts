import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { comment, flow, member, type YamlValue } from '../../src/adopt/yaml-text.ts';

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^[a-z0-9:*?#,[\]{}&!|>'"%@` ./-]{0,20}$/),
  fc.constantFrom(
    'yes',
    'on',
    'null',
    '~',
    '1',
    '1.0',
    '0x1f',
    '1e3',
    '12:30:00',
    '2026-12-31',
    '',
    ' ',
    '-',
    '- a',
    '? b',
    'a: b',
    'a #b',
    'a:',
    '---',
    '...',
    '<<',
    '=',
    'x, y',
    '##[group]',
    '::error::',
  ),
);
/** Lone surrogates are no text that a file can hold. */
const wellFormed = text.filter((one) => one.isWellFormed());
const value: fc.Arbitrary<YamlValue> = fc.letrec<{ value: YamlValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    wellFormed,
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      wellFormed.filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
})).value;
const options = { version: '1.2', schema: 'core' } as const;

test('what is written in one line reads back as the same value', () => {
  fc.assert(
    fc.property(value, (one) => {
      expect(parse(`- ${flow(one)}`, options)).toEqual([one]);
    }),
    { numRuns: 500 },
  );
});

test('what is written in lines reads back as the same value, at any margin', () => {
  fc.assert(
    fc.property(value, fc.constantFrom(0, 2, 6), (one, indent) => {
      const lines = [...member('key', one, indent), ...member('next', 'x', indent)];
      expect(parse(lines.join('\n'), options)).toEqual({ key: one, next: 'x' });
      for (const line of lines) expect(line).not.toMatch(/[\r\n]/);
    }),
    { numRuns: 500 },
  );
});

test('a comment is nothing but comment, whatever it holds', () => {
  fc.assert(
    fc.property(text, fc.constantFrom(0, 2), (one, indent) => {
      const lines = comment(one, indent, 2);
      expect(parse([...lines, 'a: b'].join('\n'), options)).toEqual({ a: 'b' });
      for (const line of lines) expect(line).toMatch(/^ *#[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u);
    }),
    { numRuns: 500 },
  );
});

describe('names of the field', () => {
  test.each([
    'prod:juzhong/*',
    'user:alice',
    'cr:Get*',
    'acs:cr:*:*:repository/cri-x/*',
    'cn-hangzhou',
    'Read access to juzhong',
  ])('%s needs no quotes', (name) => expect(member('key', name, 0)).toEqual([`key: ${name}`]));
  test('* does', () => expect(flow('*')).toBe('"*"'));
});

import { describe, expect, it } from 'vitest';
import { canonicalDocument, compareDocuments, sameMeaning } from '../../src/policy/canonical.ts';

const allow = (fields: object = {}) => ({ Effect: 'Allow', Action: 'cr:GetScan', Resource: '*', ...fields });
const document = (...statements: unknown[]) => ({ Version: '1', Statement: statements });

describe('hostile values', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a function', () => 1],
    ['a date', document(allow({ Resource: new Date(0) }))],
    ['a bigint', 1n],
    ['not a number', document(allow({ Condition: { NumericEquals: { k: Number.NaN } } }))],
    ['a hole in a list', [undefined]],
    ['more text than any policy', 'x'.repeat(500_001)],
    ['a list that contains itself', cycle()],
    ['aliases that expand without end', aliases(64)],
  ])('equal nothing, not even themselves: %s', (_name, value) => {
    expect(canonicalDocument(value)).toBeUndefined();
    expect(sameMeaning(value, value)).toBe(false);
    expect(compareDocuments(value, value)).toBe('different');
  });

  it('may be nested as deep as a parser allows', () => {
    const deep = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    expect(compareDocuments(deep(50_000), deep(50_000))).toBe('same-text');
    expect(compareDocuments(deep(50_000), deep(50_001))).toBe('different');
  });

  it('without prototype are plain data', () => {
    expect(compareDocuments(Object.assign(Object.create(null), document(allow())), document(allow()))).toBe(
      'same-text',
    );
  });

  it('with very many entries are compared', () => {
    const many = Array.from({ length: 30_000 }, (_, index) => `r${index}`);
    const half = many.length / 2;
    const one = document(allow({ Resource: many.slice(0, half) }), allow({ Resource: many.slice(half) }));
    expect(compareDocuments(one, document(allow({ Resource: many })))).toBe('same-meaning');
  });

  it('too long to be merged are still compared, statement by statement', () => {
    const names = (prefix: string) => Array.from({ length: 1_000 }, (_, index) => `${prefix}${index}`);
    const wide = allow({ Action: names('cr:a'), Resource: names('r') });
    const single = names('r').map((Resource, index) => allow({ Action: `cr:b${index}`, Resource }));
    const one = document(wide, ...single);
    expect(canonicalDocument(one)).toHaveProperty('Statement.length', 1_001);
    expect(compareDocuments(one, document(...single, wide, wide))).toBe('same-meaning');
    expect(compareDocuments(one, document(...single.slice(1), wide))).toBe('different');
  });
});

function cycle(): unknown[] {
  const list: unknown[] = [];
  list.push(list);
  return list;
}

function aliases(depth: number): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < depth; level += 1) value = [value, value];
  return value;
}

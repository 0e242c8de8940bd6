import { describe, expect, it } from 'vitest';
import { canonicalDocument, compareDocuments, sameMeaning } from '../../src/policy/canonical.ts';

const allow = (fields: object = {}) => ({ Effect: 'Allow', Action: 'cr:GetScan', Resource: '*', ...fields });
const document = (...statements: unknown[]) => ({ Version: '1', Statement: statements });

describe('compareDocuments tells apart', () => {
  it('the same text', () => {
    expect(compareDocuments(document(allow()), document(allow()))).toBe('same-text');
  });

  it('the same meaning in other words', () => {
    expect(compareDocuments(document(allow()), document(allow({ Action: ['cr:GetScan'] })))).toBe('same-meaning');
    expect(compareDocuments({ Statement: [allow()], Version: '1' }, document(allow()))).toBe('same-meaning');
  });

  it('anything else', () => {
    expect(compareDocuments(document(allow()), document(allow({ Action: 'cr:PutScan' })))).toBe('different');
  });
});

describe('the same meaning', () => {
  const ip = { 'acs:SourceIp': ['192.0.2.0/24', '198.51.100.0/24'] };

  it.each<[string, unknown[], unknown[]]>([
    ['a string or a list of one', [allow({ Resource: ['*'] })], [allow()]],
    ['order of entries', [allow({ Action: ['cr:A', 'cr:B'] })], [allow({ Action: ['cr:B', 'cr:A'] })]],
    ['duplicate entries', [allow({ Resource: ['a', 'b', 'a'] })], [allow({ Resource: ['a', 'b'] })]],
    [
      'duplicate statements, however many',
      [allow(), allow(), allow({ Effect: 'Deny' })],
      [allow({ Effect: 'Deny' }), allow()],
    ],
    ['case of actions', [allow({ Action: 'CR:getscan' })], [allow()]],
    [
      'case of excepted actions',
      [allow({ Action: undefined, NotAction: 'CR:getscan' })],
      [{ Effect: 'Allow', NotAction: 'cr:GetScan', Resource: '*' }],
    ],
    ['an empty condition', [allow({ Condition: {} })], [allow()]],
    [
      'order, duplicates and single values in conditions',
      [allow({ Condition: { IpAddress: ip, Bool: { 'acs:MFAPresent': ['true'] } } })],
      [
        allow({
          Condition: {
            Bool: { 'acs:MFAPresent': 'true' },
            IpAddress: { 'acs:SourceIp': ['198.51.100.0/24', '192.0.2.0/24', '192.0.2.0/24'] },
          },
        }),
      ],
    ],
    [
      'numbers and booleans in conditions',
      [allow({ Condition: { Bool: { 'acs:MFAPresent': true }, NumericLessThan: { 'x:y': [5, -0.5] } } })],
      [allow({ Condition: { Bool: { 'acs:MFAPresent': 'true' }, NumericLessThan: { 'x:y': ['-0.5', '5'] } } })],
    ],
    [
      'actions on the same resource in two statements',
      [allow({ Action: 'cr:A' }), allow({ Action: 'cr:B' })],
      [allow({ Action: ['cr:A', 'cr:B'] })],
    ],
    [
      'resources of the same action in two statements',
      [allow({ Resource: 'a' }), allow({ Resource: 'b' })],
      [allow({ Resource: ['a', 'b'] })],
    ],
    [
      'resources of the same exception in two statements',
      [
        { Effect: 'Deny', NotAction: ['cr:B', 'cr:A'], Resource: 'a' },
        { Effect: 'Deny', NotAction: ['cr:A', 'cr:B'], Resource: 'b' },
      ],
      [{ Effect: 'Deny', NotAction: ['cr:A', 'cr:B'], Resource: ['a', 'b'] }],
    ],
    [
      'two cuts of the same pairs of actions and resources',
      [allow({ Action: ['cr:A', 'cr:B'], Resource: 'a' }), allow({ Action: 'cr:A', Resource: 'b' })],
      [allow({ Action: 'cr:A', Resource: ['a', 'b'] }), allow({ Action: 'cr:B', Resource: 'a' })],
    ],
  ])('%s', (_name, a, b) => {
    expect(compareDocuments(document(...a), document(...b))).toBe('same-meaning');
  });
});

describe('not surely the same meaning', () => {
  const when = (Condition: object) => [allow({ Condition })];

  it.each<[string, unknown[], unknown[]]>([
    ['effect', [allow()], [allow({ Effect: 'Deny' })]],
    ['an action more', [allow()], [allow({ Action: ['cr:GetScan', 'cr:PutScan'] })]],
    ['Action and NotAction', [allow()], [{ Effect: 'Allow', NotAction: 'cr:GetScan', Resource: '*' }]],
    [
      'an action beside an exception on the same resource',
      [allow({ Action: 'cr:A' }), { Effect: 'Allow', NotAction: 'cr:B', Resource: '*' }],
      [allow({ Action: 'cr:C' }), { Effect: 'Allow', NotAction: 'cr:B', Resource: '*' }],
    ],
    [
      'an exception beside an action on the same resource',
      [{ Effect: 'Allow', NotAction: 'cr:B', Resource: '*' }, allow({ Action: 'cr:A' })],
      [{ Effect: 'Allow', NotAction: 'cr:B', Resource: '*' }, allow({ Action: 'cr:C' })],
    ],
    [
      'two exceptions are not their union',
      [
        { Effect: 'Allow', NotAction: 'cr:A', Resource: '*' },
        { Effect: 'Allow', NotAction: 'cr:B', Resource: '*' },
      ],
      [{ Effect: 'Allow', NotAction: ['cr:A', 'cr:B'], Resource: '*' }],
    ],
    [
      'case of resources',
      [allow({ Resource: 'acs:cr:*:*:repository/A' })],
      [allow({ Resource: 'acs:cr:*:*:repository/a' })],
    ],
    ['a letter that only Unicode folds', [allow({ Action: 'cr:Get\u212a' })], [allow({ Action: 'cr:Getk' })]],
    [
      'the pairs that two statements do not make',
      [allow({ Action: 'cr:A', Resource: 'a' }), allow({ Action: 'cr:B', Resource: 'b' })],
      [allow({ Action: ['cr:A', 'cr:B'], Resource: ['a', 'b'] })],
    ],
    ['a condition', [allow()], when({ Bool: { 'acs:MFAPresent': 'true' } })],
    [
      'a condition on one of two statements',
      [allow({ Resource: 'a' }), ...when({ Bool: { k: 'true' } })],
      [allow({ Resource: ['a', '*'] })],
    ],
    ['a condition value', when({ Bool: { k: 'true' } }), when({ Bool: { k: 'false' } })],
    ['case of a condition value', when({ StringEquals: { k: 'a' } }), when({ StringEquals: { k: 'A' } })],
    [
      'case of a condition key',
      when({ Bool: { 'acs:ResourceTag/a': 'true' } }),
      when({ Bool: { 'acs:ResourceTag/A': 'true' } }),
    ],
    ['a condition operator', when({ StringEquals: { k: 'a' } }), when({ StringLike: { k: 'a' } })],
    ['an element that nobody knows', [allow()], [allow({ Sid: 'x' })]],
    ['its value', [allow({ Sid: { a: ['x'] } })], [allow({ Sid: { a: ['y'] } })]],
    ['NotResource', [allow({ NotResource: 'a' })], [allow({ NotResource: 'b' })]],
    [
      'numbers that lost digits',
      when({ NumericEquals: { k: 2 ** 53 } }),
      when({ NumericEquals: { k: String(2 ** 53) } }),
    ],
  ])('%s', (_name, a, b) => {
    expect(compareDocuments(document(...a), document(...b))).toBe('different');
    expect(compareDocuments(document(...b), document(...a))).toBe('different');
  });
});

describe('a document that breaks the grammar', () => {
  const broken: [string, unknown][] = [
    ['no object', 'text'],
    ['null', null],
    ['a list', [document(allow())]],
    ['no version', { Statement: [allow()] }],
    ['a version that is a number', { Version: 1, Statement: [allow()] }],
    ['an unknown element', { ...document(allow()), Id: 'x' }],
    ['a single statement', { Version: '1', Statement: allow() }],
    ['no statement', document()],
    ['a statement that is a string', document('x')],
    ['an unknown effect', document(allow({ Effect: 'allow' }))],
    ['Action and NotAction', document(allow({ NotAction: 'cr:PutScan' }))],
    ['neither', document({ Effect: 'Allow', Resource: '*' })],
    ['no action in the list', document(allow({ Action: [] }))],
    ['an action that is null', document(allow({ Action: null }))],
    ['no resource', document({ Effect: 'Allow', Action: 'cr:GetScan' })],
    ['a resource that is a number', document(allow({ Resource: ['*', 1] }))],
    ['a condition that is a list', document(allow({ Condition: [] }))],
    ['an operator without keys', document(allow({ Condition: { Bool: {} } }))],
    ['an operator that is a string', document(allow({ Condition: { Bool: 'true' } }))],
    ['a key without values', document(allow({ Condition: { Bool: { k: [] } } }))],
    ['a key with an object', document(allow({ Condition: { Bool: { k: {} } } }))],
    ['an own property named __proto__', JSON.parse('{"Version":"1","Statement":[],"__proto__":{"a":1}}')],
  ];

  it.each(broken)('equals its copy, whatever the order of keys: %s', (_name, value) => {
    expect(compareDocuments(value, structuredClone(value))).toBe('same-text');
    expect(sameMeaning(value, reverseKeys(value))).toBe(true);
  });

  it('equals no other document', () => {
    for (const [a, one] of broken) {
      expect(sameMeaning(one, document(allow())), a).toBe(false);
      for (const [b, other] of broken) expect(sameMeaning(one, other), `${a} / ${b}`).toBe(a === b);
    }
  });

  it.each<[string, (statement: object) => unknown]>([
    ['an unknown element', (statement) => document({ ...statement, Sid: 'x' })],
    ['a version that is a number', (statement) => ({ Version: 1, Statement: [statement] })],
    ['an operator without keys', (statement) => document({ ...statement, Condition: { Bool: {} } })],
  ])('is not put in other words: %s', (_name, broken) => {
    expect(compareDocuments(broken(allow()), broken(allow({ Resource: ['*'] })))).toBe('different');
  });

  it('has its JSON text with sorted keys as canonical form', () => {
    expect(canonicalDocument({ b: 1, a: [true, null] })).toBe('{"a":[true,null],"b":1}');
  });
});

function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, entry]) => [key, reverseKeys(entry)]),
  );
}

import { expect, it } from 'vitest';
import { documentAsOf } from '../../src/state/document-as-of.ts';

const NOW = new Date('2026-06-01T12:00:00Z');
const statement = (Condition?: object, over: object = {}) => ({
  Effect: 'Allow',
  Action: 'cr:*',
  Resource: '*',
  ...(Condition === undefined ? {} : { Condition }),
  ...over,
});
const document = (...list: readonly object[]) => ({ Version: '1', Statement: list });
const time = (operator: string, value: unknown, key = 'acs:CurrentTime') => statement({ [operator]: { [key]: value } });

it.each([
  ['an end in the past', time('DateLessThan', '2026-01-01T00:00:00Z')],
  ['an end at this moment', time('DateLessThan', '2026-06-01T12:00:00Z')],
  ['an end in another zone', time('DateLessThan', '2026-06-01T14:00:00+08:00')],
  ['an inclusive end', time('DateLessThanEquals', '2026-06-01T11:59:59Z')],
  ['a key in other letters', time('DateLessThan', '2026-01-01T00:00:00Z', 'ACS:currenttime')],
  ['several ends, all past', time('DateLessThan', ['2025-01-01T00:00:00Z', '2026-01-01T00:00:00Z'])],
])('a statement with %s is gone, the others stay', (_what, ended) => {
  expect(documentAsOf(document(ended, statement()), NOW)).toEqual(document(statement()));
});

it.each([
  ['an end to come', document(time('DateLessThan', '2026-06-01T12:00:01Z'))],
  ['an inclusive end at this moment', document(time('DateLessThanEquals', '2026-06-01T12:00:00Z'))],
  ['one of several ends to come', document(time('DateLessThan', ['2025-01-01T00:00:00Z', '2027-01-01T00:00:00Z']))],
  ['a beginning', document(time('DateGreaterThan', '2027-01-01T00:00:00Z'))],
  ['a time that nobody can read', document(time('DateLessThan', '2020-01-01'))],
  ['another key', document(time('DateLessThan', '2020-01-01T00:00:00Z', 'acs:MFAPresent'))],
  [
    'text that only looks like it',
    document(time('StringEquals', 'acs:CurrentTime DateLessThan 2020-01-01T00:00:00Z', 'acs:UserAgent')),
  ],
  ['a document that breaks the grammar', { Version: '9', Statement: [time('DateLessThan', '2020-01-01T00:00:00Z')] }],
  ['no document', undefined],
])('%s leaves the document as it is', (_what, one) => {
  expect(documentAsOf(one, NOW)).toBe(one);
});

it('with every statement over gives nothing', () => {
  expect(documentAsOf(document(time('DateLessThan', '2020-01-01T00:00:00Z')), NOW)).toEqual(document());
});

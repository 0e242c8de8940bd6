import { describe, expect, it } from 'vitest';
import { documentProblems, parseDocument } from '../../src/policy/parse.ts';

const good = { Effect: 'Allow', Action: 'cr:*', Resource: '*' };
const codes = (document: unknown) => documentProblems(document).map(({ code }) => code);
const codesOf = (statement: unknown) => codes({ Version: '1', Statement: [statement] });
const first = (statement: unknown) => parseDocument({ Version: '1', Statement: [statement] }).statements[0];

describe('what RAM would refuse', () => {
  it.each([undefined, null, 'text', 7, []])('refuses the document %j', (document) => {
    expect(codes(document)).toEqual(['bad-document']);
    expect(parseDocument(document).statements).toMatchObject([{ effect: 'opaque', opaque: true, resources: ['*'] }]);
  });

  it.each([
    [{ Version: '1' }, ['bad-statement-list']],
    [{ Version: '1', Statement: good }, ['bad-statement-list']],
    [{ Version: '1', Statement: [good], Id: 'x' }, ['unknown-element:Id']],
    [{ Version: '1', Statement: [good, 'x', null] }, ['bad-statement', 'bad-statement']],
  ])('document %j: %j', (document, expected) => {
    expect(codes(document)).toEqual(expected);
  });

  it.each([
    [{ ...good, Action: undefined }, ['action-xor-notaction']],
    [{ ...good, Action: [5] }, ['bad-action']],
    [{ ...good, Action: ['cr:Get*', 'PullRepository'] }, ['bad-action-format']],
    [{ ...good, Action: 'cr:Pull Repository' }, ['bad-action-format']],
    [{ ...good, Action: '**' }, ['bad-action-format']],
    [{ ...good, Resource: [] }, ['bad-resource']],
    [{ ...good, Resource: ['*', 'arn:aws:s3:::x'] }, ['bad-arn-prefix']],
    [{ ...good, NotResource: '*' }, ['unknown-element:NotResource']],
    [{ ...good, Condition: 'x' }, ['bad-condition']],
    [{ ...good, Condition: { Bool: {} } }, ['bad-condition']],
    [{ ...good, Condition: { Bool: 'true' } }, ['bad-condition']],
    [{ ...good, Condition: { Bool: { 'acs:SecureTransport': true } } }, ['bad-condition']],
    [{ ...good, Condition: { BoolIfExists: { 'acs:SecureTransport': 'true' } } }, ['unknown-operator']],
    [{ ...good, Condition: {} }, []],
    [{ Effect: 'Deny', NotAction: ['cr:Get*', 'ram:*'], Resource: ['acs:cr:*'] }, []],
  ])('statement %j: %j', (statement, expected) => {
    expect(codesOf(statement)).toEqual(expected);
  });

  it('says where and quotes names so that they cannot forge a log line', () => {
    const [problem] = documentProblems({ Version: '1', Statement: [good, { ...good, 'x\n::error::': 1 }] });
    expect(problem).toMatchObject({ path: 'Statement[1].x\n::error::' });
    expect(problem?.message).not.toContain('\n');
  });
});

describe('lenient reading', () => {
  it('makes every statement of a document opaque that breaks the grammar anywhere', () => {
    const { statements } = parseDocument({ Version: '1', Statement: [good, { ...good, Sid: 'x' }] });
    expect(statements.map(({ opaque, index }) => [opaque, index])).toEqual([
      [true, 1],
      [true, 2],
    ]);
  });

  it('keeps what can be read, and takes what cannot for anything', () => {
    expect(first({ ...good, Sid: 'x', Action: 'cr:Pull*' })).toMatchObject({ actions: ['cr:Pull*'], opaque: true });
    expect(first({ ...good, Action: [] })).toMatchObject({ actions: undefined, notActions: undefined });
    expect(first({ ...good, Resource: 5 })).toMatchObject({ resources: ['*'] });
    expect(first({ ...good, Action: 'cr:Pull*', NotResource: 'acs:x' })).toMatchObject({
      actions: undefined,
      resources: ['*'],
    });
    expect(first({ ...good, Effect: 'allow' })).toMatchObject({ effect: 'opaque' });
  });

  it('has no statements where there are none', () => {
    expect(parseDocument({ Version: '1', Statement: [] }).statements).toEqual([]);
  });

  it('is not opaque for an operator that RAM does not have', () => {
    expect(first({ ...good, Condition: { BoolIfExists: { k: 'true' } } })).toMatchObject({ opaque: false });
  });

  it('reads values as a sorted list without repetition', () => {
    const condition = { StringEquals: { 'acs:K': ['b', 'a', 'b'] } };
    expect(first({ ...good, Condition: condition })?.condition).toEqual([
      { operator: 'StringEquals', key: 'acs:k', name: 'acs:K', values: ['a', 'b'] },
    ]);
  });

  it('reads a document object once', () => {
    const document = { Version: '1', Statement: [good] };
    expect(parseDocument(document)).toBe(parseDocument(document));
  });
});

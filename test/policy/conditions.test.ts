import { describe, expect, it } from 'vitest';
import { assignmentsOf, literalOf } from '../../src/policy/conditions/assignments.ts';
import { cellsOf } from '../../src/policy/conditions/cells.ts';
import { type Clause, evaluateClause, readContext } from '../../src/policy/conditions/clause.ts';
import { readDate } from '../../src/policy/conditions/date.ts';
import { readIpRange } from '../../src/policy/conditions/ip-range.ts';

function clause(operator: string, values: readonly string[], key = 'acs:Some'): Clause {
  return { operator, key: key.toLowerCase(), name: key, values };
}
const holds = (operator: string, values: readonly string[], requested: string | readonly string[]) =>
  evaluateClause(clause(operator, values), readContext({ 'ACS:some': requested }));

describe('the twenty condition operators', () => {
  it.each([
    ['StringEquals', ['a', 'b'], 'b', 'yes'],
    ['StringEquals', ['a'], 'A', 'no'],
    ['StringEquals', ['a*'], 'ab', 'no'],
    ['StringNotEquals', ['a', 'b'], 'b', 'no'],
    ['StringNotEquals', ['a', 'b'], 'c', 'yes'],
    ['StringEqualsIgnoreCase', ['Ab'], 'aB', 'yes'],
    ['StringNotEqualsIgnoreCase', ['Ab'], 'aB', 'no'],
    ['StringLike', ['docker*', '?'], 'docker/2', 'yes'],
    ['StringLike', ['Docker*'], 'docker/2', 'no'],
    ['StringNotLike', ['docker*'], 'docker/2', 'no'],
    ['NumericEquals', ['5', '7'], '7.0', 'yes'],
    ['NumericNotEquals', ['5'], '7', 'yes'],
    ['NumericLessThan', ['5'], '5', 'no'],
    ['NumericLessThanEquals', ['5'], '5', 'yes'],
    ['NumericGreaterThan', ['-5.5'], '-5', 'yes'],
    ['NumericGreaterThanEquals', ['5'], '4.99', 'no'],
    ['DateEquals', ['2027-01-01T00:00:00Z'], '2027-01-01T08:00:00+08:00', 'yes'],
    ['DateNotEquals', ['2027-01-01T00:00:00Z'], '2027-01-01T00:00:00Z', 'no'],
    ['DateLessThan', ['2027-01-01T00:00:00Z'], '2026-12-31T23:59:59Z', 'yes'],
    ['DateLessThanEquals', ['2027-01-01T00:00:00Z'], '2027-01-01T00:00:01Z', 'no'],
    ['DateEquals', ['2027-01-01T00:00:00Z'], '2026-12-31T19:00:00-05:00', 'yes'],
    ['DateGreaterThan', ['2027-01-01T00:00:00Z'], '2027-01-01T00:00:00.5Z', 'yes'],
    ['DateGreaterThanEquals', ['2027-01-01T00:00Z'], '2027-01-01T00:00:00Z', 'yes'],
    ['Bool', ['true'], 'True', 'yes'],
    ['Bool', ['true'], 'false', 'no'],
    ['IpAddress', ['10.0.0.0/8', '203.0.113.7'], '203.0.113.7', 'yes'],
    ['IpAddress', ['10.0.0.0/8'], '2001:db8::1', 'no'],
    ['IpAddress', ['2001:db8::/32'], '2001:db8:1::1', 'yes'],
    ['NotIpAddress', ['10.0.0.0/8'], '10.255.255.255', 'no'],
    ['NotIpAddress', ['10.0.0.0/8'], '11.0.0.0', 'yes'],
  ])('%s %j on %s: %s', (operator, values, requested, expected) => {
    expect(holds(operator, values, requested)).toBe(expected);
  });

  it.each([
    ['Bool', 'true', 'yes'],
    ['NumericEquals', '1', '1e0'],
    ['NumericEquals', 'one', '1'],
    ['DateLessThan', '2027-01-01', '2026-01-01T00:00:00Z'],
    ['IpAddress', 'localhost', '127.0.0.1'],
    ['IpAddress', '10.0.0.0/8', '10.0.0.0/9'],
    ['NotIpAddress', '10.0.0.0/33', '10.0.0.1'],
    ['StringEqualsIfExists', 'a', 'a'],
  ])('%s %s on %s is not documented', (operator, value, requested) => {
    expect(holds(operator, [value], requested)).toBe('unreadable');
  });

  it('holds when any requested value meets any value, and negatively when none does', () => {
    expect(holds('StringEquals', ['b'], ['a', 'b'])).toBe('yes');
    expect(holds('StringNotEquals', ['b'], ['a', 'b'])).toBe('no');
    expect(holds('StringEquals', ['b'], [])).toBe('no');
  });

  it('prefers a value that decides over one that cannot be read', () => {
    expect(holds('IpAddress', ['here', '10.0.0.0/8'], '10.0.0.1')).toBe('yes');
    expect(holds('NotIpAddress', ['here', '10.0.0.0/8'], '10.0.0.1')).toBe('no');
  });

  it('is missing when the context does not say', () => {
    expect(evaluateClause(clause('Bool', ['true']), readContext(undefined))).toBe('missing');
  });
});

describe('dates and addresses', () => {
  it.each([
    '2027-02-30T00:00:00Z',
    '2027-01-01T24:00:00Z',
    '2027-01-01T00:00:60Z',
    '2027-01-01T00:00:00',
    '2027-01-01T00:00:00+15:00',
    '2027-01-01T00:00:00+08:60',
    '1767225600',
    '',
  ])('refuses the date %s', (text) => {
    expect(readDate(text)).toBeUndefined();
  });

  it.each([
    '10.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0.1/08',
    '10.0.0.1/8/8',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '::12345',
    'g::',
    '1:2:3:4:5:6:7::8',
    '',
  ])('refuses the address %s', (text) => {
    expect(readIpRange(text)).toBeUndefined();
  });

  it('reads short and long forms of the same range', () => {
    expect(readIpRange('2001:DB8::/32')).toEqual(readIpRange('2001:db8:0:0:0:0:0:1/32'));
    expect(readIpRange('10.9.8.7/8')).toEqual(readIpRange('10.0.0.0/8'));
    expect(readIpRange('::')).toMatchObject({ family: 6, first: 0n, last: 0n });
  });
});

describe('the ways a context can be', () => {
  const cellsFor = (...clauses: readonly Clause[]) =>
    cellsOf(clauses)
      ?.map(({ holds: cell }) => cell.map((one) => (one ? 'x' : '-')).join(''))
      .toSorted();

  it('knows that a range lies in a wider one and beside another', () => {
    const [wide, narrow, other] = ['10.0.0.0/8', '10.1.0.0/16', '192.0.2.0/24'].map((range) =>
      clause('IpAddress', [range], 'acs:SourceIp'),
    );
    expect(cellsFor(wide!, narrow!, other!)).toEqual(['---', '--x', 'x--', 'xx-']);
  });

  it('looks at addresses of both families, and at either end of all of them', () => {
    expect(cellsFor(clause('IpAddress', ['2001:db8::/32', '::1']), clause('IpAddress', ['2001:db8:1::/48']))).toEqual([
      '--',
      'x-',
      'xx',
    ]);
    expect(cellsFor(clause('IpAddress', ['0.0.0.0/0'], 'acs:SourceIp'))).toEqual(['-', 'x']);
  });

  it('answers the same for thousands of conditions, one after the other', () => {
    const answers = Array.from({ length: 2100 }, (_, at) => cellsFor(clause('StringEquals', [`v${at % 1050}`])));
    expect(new Set(answers.map((cells) => cells?.join(' ')))).toEqual(new Set(['- x']));
  });

  it('knows the order of numbers and of dates', () => {
    expect(cellsFor(clause('NumericLessThan', ['5']), clause('NumericLessThan', ['7']))).toEqual(['--', '-x', 'xx']);
    const until = (year: number) => clause('DateLessThan', [`${year}-01-01T00:00:00Z`], 'acs:CurrentTime');
    expect(cellsFor(until(2026), until(2027))).toEqual(['--', '-x', 'xx']);
  });

  it('knows that a time before and a time from then on are all the time there is, and that other keys can be absent', () => {
    const edges = (family: string, value: string, key: string) => [
      clause(`${family}LessThan`, [value], key),
      clause(`${family}GreaterThanEquals`, [value], key),
    ];
    expect(cellsFor(...edges('Date', '2027-01-01T00:00:00Z', 'acs:CurrentTime'))).toEqual(['-x', 'x-']);
    expect(cellsFor(...edges('Numeric', '5', 'acs:Count'))).toEqual(['--', '-x', 'x-']);
  });

  it('knows which texts can match several patterns', () => {
    expect(
      cellsFor(clause('StringLike', ['a*']), clause('StringLike', ['*b']), clause('StringEquals', ['ab'])),
    ).toEqual(['---', '-x-', 'x--', 'xx-', 'xxx']);
  });

  it('knows spellings that differ in case', () => {
    expect(cellsFor(clause('StringEqualsIgnoreCase', ['ab']), clause('StringEquals', ['ab', 'AB', 'Ab']))).toEqual([
      '--',
      'x-',
      'xx',
    ]);
    expect(cellsFor(clause('StringEqualsIgnoreCase', ['a1']), clause('StringEquals', ['A1']))).toEqual([
      '--',
      'x-',
      'xx',
    ]);
  });

  it('takes a transport for secure or not, and a second factor for given, not given or unknown to the request', () => {
    const both = (key: string) => [clause('Bool', ['true'], key), clause('Bool', ['false'], key)];
    expect(cellsFor(...both('acs:SecureTransport'))).toEqual(['-x', 'x-']);
    expect(cellsFor(...both('acs:MFAPresent'))).toEqual(['--', '-x', 'x-']);
  });

  it('finds values that fit although the patterns mention x, y and z', () => {
    const cells = cellsOf([clause('StringEquals', ['x', 'y', 'z'])])!;
    expect(cells.map(({ value }) => value)).toContain('一');
  });

  it('leaves open what a value means that cannot be read', () => {
    expect(cellsOf([clause('IpAddress', ['here'])])).toContainEqual({ value: '203.0.113.1', holds: [undefined] });
    expect(cellsOf([clause('NumericEquals', ['many'])])).toContainEqual({ value: '0', holds: [undefined] });
    expect(cellsOf([clause('DateEquals', ['soon'])])![0]!.holds).toEqual([undefined]);
  });

  it('gives up on keys whose operators do not go together, and on too many texts', () => {
    expect(cellsOf([clause('Bool', ['true']), clause('StringEquals', ['a'])])).toBeUndefined();
    expect(cellsOf([clause('StringLike', ['a*']), clause('StringEqualsIgnoreCase', ['a'])])).toBeUndefined();
    const many = Array.from({ length: 40 }, (_, at) => `v${at}`);
    expect(cellsOf([clause('StringEqualsIgnoreCase', many)])).toBeUndefined();
    const entangled = Array.from({ length: 14 }, (_, at) =>
      clause('StringLike', [`*${String.fromCodePoint(97 + at)}*`]),
    );
    expect(cellsOf(entangled)).toBeUndefined();
  });

  it('combines keys, with a context for each combination', () => {
    const mfa = clause('Bool', ['true'], 'acs:MFAPresent');
    const ip = clause('NotIpAddress', ['10.0.0.0/8'], 'acs:SourceIp');
    const ways = assignmentsOf([mfa, ip], 100)!;
    expect(ways).toHaveLength(4);
    for (const { holds: claims, context } of ways) {
      for (const one of [mfa, ip]) {
        const { claim, negative } = literalOf(one);
        const expected = claims.get(claim) !== negative ? 'yes' : 'no';
        expect(evaluateClause(one, readContext(context))).toBe(expected);
      }
    }
  });

  it('stops at the limit, and leaves operators open that RAM does not have', () => {
    expect(assignmentsOf([clause('Bool', ['true'], 'a'), clause('Bool', ['true'], 'b')], 3)).toBeUndefined();
    expect(assignmentsOf([clause('StringEqualsIfExists', ['a'])], 3)).toEqual([{ holds: new Map(), context: {} }]);
    expect(literalOf(clause('Odd', ['a']))).toEqual({ claim: '["Odd","acs:some",["a"]]', negative: false });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CoverIndex } from '../../src/lint/cover-index.ts';
import { firstOf, type Named, pairsOf } from '../../src/lint/coverage.ts';
import { parseDocument } from '../../src/policy/parse.ts';

/** Few and short, so that patterns meet, contain and part from each other often. */
const text = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 4 }).map((parts) => parts.join(''));
const resource = fc.oneof(
  fc.constant('*'),
  text.map((end) => `acs:cr:*:*:repository/${end}`),
  fc.constant(`acs:cr:*:*:repository/${'a*'.repeat(9)}`),
);
const action = fc.constantFrom('cr:*', 'cr:Get*', 'cr:GetScan', 'cr:getscan', 'cr:PullRepository', 'cr:Ge?Scan');
const condition = fc.constantFrom(
  undefined,
  { Bool: { 'acs:MFAPresent': 'true' } },
  { Bool: { 'acs:MFAPresent': 'false' } },
);
interface Written {
  readonly actions: readonly string[];
  readonly isNotAction: boolean;
  readonly resources: readonly string[];
  readonly condition: object | undefined;
}
const PLAIN: Written = { actions: ['cr:*'], isNotAction: false, resources: ['*'], condition: undefined };
const statement: fc.Arbitrary<Written> = fc.record({
  actions: fc.array(action, { minLength: 1, maxLength: 2 }),
  isNotAction: fc.nat(9).map((one) => one === 0),
  resources: fc.array(resource, { minLength: 1, maxLength: 2 }),
  condition,
});
const named = fc.array(fc.tuple(fc.constantFrom('one', 'two', 'three'), statement), { maxLength: 8 });

const read = ({ actions, isNotAction, resources, condition }: Written) =>
  parseDocument({
    Version: '1',
    Statement: [
      {
        Effect: 'Allow',
        [isNotAction ? 'NotAction' : 'Action']: actions,
        Resource: resources,
        ...(condition === undefined ? {} : { Condition: condition }),
      },
    ],
  }).statements[0]!;

describe('CoverIndex', () => {
  it('finds what a search through all statements finds, with and without passing over a name', () => {
    fc.assert(
      fc.property(named, statement, fc.constantFrom(undefined, 'one', 'two'), (held, asked, except) => {
        const statements = held.map(([name, one]): Named => ({ name, statement: read(one) }));
        const index = new CoverIndex(statements);
        const search = firstOf(statements.filter(({ name }) => name !== except));
        for (const pair of pairsOf([read({ ...asked, isNotAction: false })])!) {
          expect(index.find(pair, except)).toBe(search(pair));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('knows whether it has statements', () => {
    expect(new CoverIndex([]).isEmpty).toBe(true);
    expect(new CoverIndex([{ name: 'one', statement: read(PLAIN) }]).isEmpty).toBe(false);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessRow } from '../../../src/policy/access/rows.ts';
import { type AccessDiff, diffAccess, type Side } from '../../../src/policy/diff-access.ts';
import type { AttachedDocument } from '../../../src/policy/evaluate.ts';
import { accountWide, attach, CONTEXTS, decide, REQUESTS, scoped, side, statement } from './support.ts';

/** Enough for every random pair: what stops at the limit has rows without a witness, and the laws are about whole answers. */
const BUDGET = 20_000_000;

const diffOf = (before: readonly AttachedDocument[], after: readonly AttachedDocument[]): AccessDiff =>
  diffAccess({ before: side(...before), after: side(...after), budget: { left: BUDGET } });

function expectWitnesses(rows: readonly AccessRow[], to: Side, from: Side): void {
  for (const { witness, certainty, actions } of rows) {
    expect(witness).toBeDefined();
    expect(actions).toContain(witness!.action);
    const [now, then] = [decide(to, witness!), decide(from, witness!)];
    if (certainty === 'unknown')
      expect([now, then]).toEqual([expect.not.stringContaining('deny'), expect.not.stringMatching('allow')]);
    else expect([now, then === 'allow']).toEqual(['allow', false]);
  }
}

describe('laws of the access difference', () => {
  it('every witness is a request that one side allows and the other does not', () => {
    fc.assert(
      fc.property(accountWide, accountWide, (before, after) => {
        const diff = diffOf(before, after);
        expectWitnesses(diff.gained, side(...after), side(...before));
        expectWitnesses(diff.lost, side(...before), side(...after));
      }),
      { numRuns: 1100 },
    );
  });

  it('every request that changes is in a row', () => {
    fc.assert(
      fc.property(
        accountWide,
        accountWide,
        fc.shuffledSubarray(CONTEXTS, { minLength: 3, maxLength: 3 }),
        (before, after, contexts) => {
          const diff = diffOf(before, after);
          const [earlier, later] = [side(...before), side(...after)];
          for (const context of contexts) {
            for (const request of REQUESTS) {
              const [then, now] = [earlier, later].map((one) => decide(one, { ...request, context }) === 'allow');
              if (then === now) continue;
              const rows = now ? diff.gained : diff.lost;
              expect(rows.some((row) => row.actions.includes(request.action))).toBe(true);
            }
          }
        },
      ),
      { numRuns: 900 },
    );
  });

  it('with resource groups, what surely changes is in a row and what is in a row may change', () => {
    fc.assert(
      fc.property(scoped, scoped, (before, after) => {
        const diff = diffOf(before, after);
        const [earlier, later] = [side(...before), side(...after)];
        for (const request of REQUESTS) {
          const asked = { ...request, context: CONTEXTS[0]! };
          const [then, now] = [decide(earlier, asked), decide(later, asked)];
          const rows =
            now === 'allow' && then.endsWith('deny')
              ? diff.gained
              : then === 'allow' && now.endsWith('deny')
                ? diff.lost
                : [];
          if (rows.length === 0)
            expect([then, now]).not.toEqual(expect.arrayContaining(['allow', expect.stringContaining('deny')]));
          else expect(rows.some((row) => row.actions.includes(request.action))).toBe(true);
        }
        expectWitnesses(diff.gained, later, earlier);
        expectWitnesses(diff.lost, earlier, later);
      }),
      { numRuns: 900 },
    );
  });

  it('nothing differs from itself', () => {
    fc.assert(
      fc.property(scoped, (attached) => {
        expect(diffOf(attached, structuredClone(attached)).relation).toBe('equivalent');
      }),
      { numRuns: 300 },
    );
  });

  it('what one direction gains the other loses', () => {
    const opposite = { equivalent: 'equivalent', more: 'less', less: 'more', incomparable: 'incomparable' };
    fc.assert(
      fc.property(scoped, scoped, (before, after) => {
        expect(diffOf(after, before).relation).toBe(opposite[diffOf(before, after).relation]);
      }),
      { numRuns: 300 },
    );
  });

  it('an Allow more never takes away, a Deny more never gives', () => {
    fc.assert(
      fc.property(scoped, statement, (attached, more) => {
        const diff = diffOf(attached, [...attached, attach([more])]);
        expect(diff[more.Effect === 'Allow' ? 'lost' : 'gained']).toEqual([]);
      }),
      { numRuns: 900 },
    );
  });

  it('order, letter case of actions, and lists of one do not matter', () => {
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 4 }), (statements) => {
        const rewritten = statements.toReversed().map((one) =>
          Object.fromEntries(
            Object.entries(one).map(([key, value]) => {
              if (!Array.isArray(value)) return [key, value];
              const list = value
                .toReversed()
                .map((entry: string) => (key === 'Resource' ? entry : entry.toUpperCase()));
              return [key, list.length === 1 ? list[0] : list];
            }),
          ),
        );
        expect(diffOf([attach(statements)], [attach(rewritten)])).toEqual(diffOf([], []));
      }),
      { numRuns: 300 },
    );
  });
});

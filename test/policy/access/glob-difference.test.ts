import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globDifference } from '../../../src/policy/access/glob-difference.ts';
import { globMatch } from '../../../src/policy/glob.ts';

const pattern = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 6 }).map((parts) => parts.join(''));
const patterns = fc.array(pattern, { maxLength: 4 });

/** Every word over the alphabet, shortest first; `·` stands for characters that no pattern mentions. */
function words(alphabet: readonly string[], longest: number): string[] {
  const all = [''];
  for (let at = 0, end = 1; at < all.length && end <= longest; ) {
    const layer = all.slice(at).flatMap((word) => alphabet.map((letter) => word + letter));
    at = all.length;
    all.push(...layer);
    end += 1;
  }
  return all;
}
const WORDS = words(['a', 'b', '·'], 6);
const matchesAny = (list: readonly string[], text: string) => list.some((one) => globMatch(one, text));

describe('glob difference', () => {
  it('finds a difference exactly where some short word shows one, and never a longer witness', () => {
    fc.assert(
      fc.property(patterns, patterns, (a, b) => {
        const answer = globDifference(a, b);
        const shown = WORDS.find((word) => matchesAny(a, word) && !matchesAny(b, word));
        if (answer === 'unknown') throw new Error('small patterns must not reach the work limit');
        if (answer === undefined) expect(shown).toBeUndefined();
        else {
          expect(matchesAny(a, answer.witness) && !matchesAny(b, answer.witness)).toBe(true);
          if (shown !== undefined) expect(answer.witness).toHaveLength(shown.length);
        }
      }),
      { numRuns: 4000 },
    );
  });

  it('is empty for patterns without ? exactly when a single pattern covers the text of each', () => {
    const plain = fc.array(
      fc.array(fc.constantFrom('a', 'b', '*'), { maxLength: 6 }).map((parts) => parts.join('')),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        const covered = a.every((one) => matchesAny(b, one.replaceAll('*', '·')));
        expect(globDifference(a, b) === undefined).toBe(covered);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives a witness although the patterns mention every character of names', () => {
    const everyLetter = Array.from('abcdefghijklmnopqrstuvwxyz0123456789', (letter) => letter);
    const answer = globDifference(['?'], everyLetter);
    expect(answer).toEqual({ witness: '一' });
    expect(globDifference(['?'], [...everyLetter, '一'])).toEqual({ witness: '丁' });
  });

  it('stops at the work limit with unknown', () => {
    const hostile = '*a'.repeat(300);
    expect(globDifference([hostile], [`*b${hostile}`], { left: 2000 })).toBe('unknown');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { residuals } from '../../../src/policy/access/residual.ts';
import { globMatch } from '../../../src/policy/glob.ts';

const textOf = (...letters: readonly string[]) =>
  fc.array(fc.constantFrom(...letters), { maxLength: 7 }).map((parts) => parts.join(''));

describe('what a pattern leaves over behind a prefix', () => {
  it('is what the pattern is for texts that begin so, and for each position once', () => {
    expect(residuals('acs:cr:*:*:repository/i/*', 'acs:cr:cn-hangzhou:123:repository/i/')).toEqual([
      '*:*:repository/i/*',
      '*:repository/i/*',
      '*',
    ]);
    expect(residuals('acs:cr:*:9:x', 'acs:cr:cn:1:')).toEqual(['*:9:x', '9:x']);
    expect(residuals('acs:oss:*', 'acs:cr:')).toEqual([]);
  });

  it('matches the rest of a text exactly when the pattern matches the whole', () => {
    fc.assert(
      fc.property(textOf('a', 'b', '*', '?'), textOf('a', 'b'), textOf('a', 'b', 'c'), (pattern, prefix, rest) => {
        const left = residuals(pattern, prefix);
        expect(left.some((one) => globMatch(one, rest))).toBe(globMatch(pattern, prefix + rest));
        expect(new Set(left).size).toBe(left.length);
      }),
      { numRuns: 4000 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithin } from '../../src/lint/coverage.ts';
import { globsOverlap, resourcesOverlap } from '../../src/lint/overlap.ts';
import { globMatch } from '../../src/policy/glob.ts';

const pattern = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 3 }).map((parts) => parts.join(''));

/** Every text of up to six letters: enough to tell two patterns of three apart, `c` standing for what neither mentions. */
const TEXTS = Array.from({ length: 7 }, (_, length) => length).flatMap((length) =>
  Array.from({ length: 3 ** length }, (_, index) =>
    Array.from(index.toString(3).padStart(length, '0'))
      .map((digit) => 'abc'[Number(digit)])
      .join('')
      .slice(0, length),
  ),
);

describe('two patterns', () => {
  it('overlap when a text matches both', () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const both = TEXTS.some((text) => globMatch(a, text) && globMatch(b, text));
        expect(globsOverlap(a, b)).toBe(both);
      }),
    );
    expect(globsOverlap('*', '')).toBe(true);
    expect(globsOverlap('?', '')).toBe(false);
    expect(globsOverlap('a*', '*b')).toBe(true);
  });

  it('of resources meet field by field', () => {
    expect(resourcesOverlap('acs:cr:*:*:repository/a/*', 'acs:cr:*:*:repository/b/*')).toBe(false);
    expect(resourcesOverlap('acs:cr:*:*:repository/a/*', 'acs:cr:cn-hangzhou:1:repository/*/b')).toBe(true);
    expect(resourcesOverlap('acs:cr:cn-beijing:*:*', 'acs:cr:cn-hangzhou:*:*')).toBe(false);
    expect(resourcesOverlap('*', 'acs:cr:*:*:repository/b/*')).toBe(true);
    expect(resourcesOverlap('acs:cr:*/b', 'acs:cr:*:*:repository/b')).toBe(true);
  });

  it('include one another unless a text says otherwise', () => {
    fc.assert(
      fc.property(pattern, pattern, (outer, inner) => {
        const outside = TEXTS.find((text) => globMatch(inner, text) && !globMatch(outer, text));
        expect(isWithin(inner, outer)).toBe(outside === undefined);
      }),
    );
    expect(isWithin('a?b*', 'a*')).toBe(true);
    expect(isWithin('a*', 'a?')).toBe(false);
    expect(isWithin('*?', '?*')).toBe(true);
  });
});

import { ANY, readWildcard, STAR, textOf, type Wildcard } from './wildcard.ts';

/** More patterns than a person reads. */
const LIMIT = 8;

/**
 * Patterns that together match what both patterns match: `team-a/*` and `*.x` give `team-a/*.x`.
 * `undefined` = it takes too many patterns to say.
 */
export function intersectionOf(a: Wildcard, b: Wildcard): readonly Wildcard[] | undefined {
  const found = new Map<string, Wildcard>();
  let steps = 2000;
  const walk = (i: number, j: number, read: readonly number[]): boolean => {
    steps -= 1;
    if (steps < 0 || found.size > LIMIT) return false;
    const [left, right] = [a.tokens[i], b.tokens[j]];
    if (left === undefined && right === undefined) {
      const wildcard = readWildcard(textOf(read));
      found.set(wildcard.text, wildcard);
      return true;
    }
    if (left === STAR && right === STAR) {
      return walk(i + 1, j, [...read, STAR]) && walk(i, j + 1, [...read, STAR]);
    }
    if (left === STAR) return walk(i + 1, j, read) && (right === undefined || walk(i, j + 1, [...read, right]));
    if (right === STAR) return walk(i, j + 1, read) && (left === undefined || walk(i + 1, j, [...read, left]));
    if (left === undefined || right === undefined) return true;
    if (left !== right && left !== ANY && right !== ANY) return true;
    return walk(i + 1, j + 1, [...read, left === ANY ? right : left]);
  };
  return walk(0, 0, []) ? [...found.values()] : undefined;
}

import type { Budget } from './budget.ts';
import { type Changes, contrast } from './contrast.ts';
import { type HeldStatement, type Line, lineKey, linesOf } from './lines.ts';
import type { Place } from './places.ts';
import { scenariosOf } from './scenarios.ts';

/** What changes in one place, in both directions. */
export interface Both {
  readonly gain: Changes;
  readonly loss: Changes;
}

/**
 * Compares what the statements about a class of actions say of places. Most classes come down to a few combinations of lines in
 * a place, so each combination is compared once.
 *
 * @returns a function that compares, given places with the same prefix; then `undefined` = nothing changes there
 */
export function lineComparison(
  budget: Budget,
): (
  statements: { readonly before: readonly HeldStatement[]; readonly after: readonly HeldStatement[] },
  places: readonly Place[],
) => ((place: Place) => Both) | undefined {
  const numbers = new Map<Line, number>();
  const numberOf = (line: Line): number => {
    const known = numbers.get(line) ?? numbers.size;
    numbers.set(line, known);
    return known;
  };
  const compared = new Map<Place['rests'], Map<string, ((place: Place) => Both) | undefined>>();
  return ({ before, after }, places) => {
    const [first] = places as readonly [Place];
    const earlier = linesOf(before, first, first.groupBefore);
    const later = linesOf(after, first, first.groupAfter);
    const here = compared.get(first.rests) ?? new Map<string, ((place: Place) => Both) | undefined>();
    compared.set(first.rests, here);
    const key = `${earlier.map(numberOf).join(' ')}|${later.map(numberOf).join(' ')}`;
    if (!here.has(key)) here.set(key, saysTheSame(earlier, later) ? undefined : compare(earlier, later, first, budget));
    return here.get(key);
  };
}

function saysTheSame(before: readonly Line[], after: readonly Line[]): boolean {
  const [left, right] = [new Set(before.map(lineKey)), new Set(after.map(lineKey))];
  return left.size === right.size && left.isSubsetOf(right);
}

function compare(
  before: readonly Line[],
  after: readonly Line[],
  { elsewhere }: Place,
  budget: Budget,
): (place: Place) => Both {
  const scenarios = scenariosOf([before, after]);
  const compareGain = contrast([after], [before], elsewhere, budget, scenarios);
  const compareLoss = contrast([before], [after], elsewhere, budget, scenarios);
  const found = new Map<Place, Both>();
  return (place) => {
    const both = found.get(place) ?? { gain: compareGain(place), loss: compareLoss(place) };
    found.set(place, both);
    return both;
  };
}

import { type Place, placesOf, type World } from './places.ts';

/** What the comparisons of all principals of two accounts have in common. */
export interface Comparison {
  readonly places: readonly Place[];
  /** places with the same prefix, so that statements say the same about them */
  readonly groups: readonly (readonly Place[])[];
  /** an instance is in another resource group afterwards */
  readonly moved: boolean;
}

const comparisons = new WeakMap<World, WeakMap<World, Comparison>>();

/** Kept by world objects, so that a thousand principals share the work. */
export function comparisonOf(before: World, after: World): Comparison {
  const known = comparisons.get(before)?.get(after);
  if (known !== undefined) return known;
  const places = placesOf(before, after);
  const moved = places.some(({ groupBefore, groupAfter }) => groupBefore !== groupAfter);
  const groups = [...Map.groupBy(places, ({ rests }) => rests).values()];
  const comparison = { places, groups, moved };
  const ofBefore = comparisons.get(before) ?? new WeakMap<World, Comparison>();
  comparisons.set(before, ofBefore.set(after, comparison));
  return comparison;
}

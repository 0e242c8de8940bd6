import { type Budget, DEFAULT_BUDGET } from './access/budget.ts';
import { actionClasses } from './access/classes.ts';
import { type Both, lineComparison } from './access/compare-lines.ts';
import { comparisonOf } from './access/comparison.ts';
import { type HeldStatement, heldStatements } from './access/lines.ts';
import type { Place, World } from './access/places.ts';
import { type AccessRow, mergeRows, rowOf, unfinishedRow } from './access/rows.ts';
import { unlistedActions } from './access/unlisted-actions.ts';
import { addVerbs } from './access/verbs-of-rows.ts';
import { UNLISTED_ACTION } from './catalogue.ts';
import type { AttachedDocument } from './evaluate.ts';

/** The registries of an account and what reaches one principal in it. */
export interface Side {
  readonly world: World;
  readonly attached: readonly AttachedDocument[];
}

export interface AccessDiff {
  readonly relation: 'equivalent' | 'more' | 'less' | 'incomparable';
  /** of the least certain row */
  readonly certainty: 'certain' | 'conditional' | 'unknown';
  readonly gained: readonly AccessRow[];
  readonly lost: readonly AccessRow[];
}

/** Steps for all the wildcards in actions of one principal. */
const ACTION_BUDGET = 100_000;

/**
 * What one principal may do afterwards and not before, and the other way round: exactly, over every request that can exist in
 * the registries of either side. What the documents leave open, or what is too much work, counts as gained and as lost, unless
 * it is the same on both sides.
 *
 * @param input.budget how much work may be done; one budget may be given for many principals
 */
export function diffAccess(input: {
  readonly before: Side;
  readonly after: Side;
  readonly budget?: Budget;
}): AccessDiff {
  const { before, after, budget = { left: DEFAULT_BUDGET } } = input;
  const comparison = comparisonOf(before.world, after.world);
  const [earlier, later] = [heldStatements(before.attached, 'before'), heldStatements(after.attached, 'after')];
  if (!comparison.moved && sameStatements(earlier, later, true)) return summarise([], []);
  const unlisted = unlistedActions(
    [...earlier, ...later].map(({ parsed }) => parsed),
    { left: ACTION_BUDGET },
  );
  const classes = actionClasses(earlier, later, unlisted ?? { named: [], invented: [] });
  const compare = lineComparison(budget);
  const [gained, lost]: [AccessRow[], AccessRow[]] = [[], []];
  for (const one of classes) {
    if (!comparison.moved && sameStatements(one.before, one.after, false)) continue;
    for (const group of comparison.groups) {
      const places = group.filter(({ kind }) => one.actions.has(kind));
      const compareIn = places.length > 0 && budget.left >= 0 ? compare(one, places) : undefined;
      if (compareIn === undefined) continue;
      for (const place of places) addRows(compareIn(place), one.actions.get(place.kind)!, place, gained, lost);
    }
  }
  const [more, fewer] = [mergeRows(gained), mergeRows(lost)];
  if (unlisted !== undefined && budget.left >= 0) {
    const [to, from] = [after.attached, before.attached];
    const gains = addVerbs(more, { direction: 'gained', classes, comparison, to, from, budget });
    const losses = addVerbs(fewer, { direction: 'lost', classes, comparison, to: from, from: to, budget });
    if (budget.left >= 0) return summarise(gains, losses);
  }
  // Whatever was not looked at may have changed in both directions.
  const unfinished = unfinishedRow(comparison.places[0]!, [UNLISTED_ACTION]);
  return summarise([...more, unfinished], [...fewer, unfinished]);
}

/** Order and repetition do not matter. Documents that could not be read have keys of their own on each side. */
function sameStatements(
  before: readonly HeldStatement[],
  after: readonly HeldStatement[],
  withActions: boolean,
): boolean {
  const keysOf = (statements: readonly HeldStatement[]) =>
    new Set(
      statements.map(({ key, parsed }) =>
        withActions ? JSON.stringify([key, parsed.actions, parsed.notActions]) : key,
      ),
    );
  const [left, right] = [keysOf(before), keysOf(after)];
  return left.size === right.size && left.isSubsetOf(right);
}

function addRows(
  { gain, loss }: Both,
  actions: readonly string[],
  place: Place,
  gained: AccessRow[],
  lost: AccessRow[],
) {
  for (const change of gain.changes) gained.push(rowOf(change, actions, place));
  for (const change of loss.changes) lost.push(rowOf(change, actions, place));
  if (!gain.exhausted && !loss.exhausted) return;
  gained.push(unfinishedRow(place, actions));
  lost.push(unfinishedRow(place, actions));
}

function summarise(gained: readonly AccessRow[], lost: readonly AccessRow[]): AccessDiff {
  const relation =
    gained.length === 0 ? (lost.length === 0 ? 'equivalent' : 'less') : lost.length === 0 ? 'more' : 'incomparable';
  const certainties = new Set([...gained, ...lost].map((row) => row.certainty));
  const certainty = certainties.has('unknown') ? 'unknown' : certainties.has('conditional') ? 'conditional' : 'certain';
  return { relation, certainty, gained, lost };
}

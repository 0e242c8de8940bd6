import type { AccessRow } from '../plan/access/types.ts';
import { VERBS, type Verb } from '../policy/verbs.ts';

/** Rows of one place, with all that can be done there. */
export interface ReadableRow {
  readonly row: AccessRow;
  readonly verbs: readonly Verb[];
}

interface MergedRow {
  row: AccessRow;
  readonly verbs: Set<Verb>;
}

/**
 * The engine answers for each kind of request; people think in places. Rows of one place, way and condition are one;
 * `log in` and `list`, which are asked on `*`, join the row that they belong to; calls that no verb stands for are shown
 * where nothing stronger came the same way.
 */
export function readableRows(rows: readonly AccessRow[]): readonly ReadableRow[] {
  const merged = new Map<string, MergedRow>();
  for (const row of rows) {
    const key = JSON.stringify([row.area, wayOf(row), row.why, row.source]);
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { row, verbs: new Set(row.verbs) });
    else {
      for (const verb of row.verbs) known.verbs.add(verb);
      const actions = [...new Set([...known.row.actions, ...row.actions])];
      known.row = { ...(known.row.kind === 'repo' ? known.row : row), actions };
    }
  }
  const all = [...merged.values()];
  const shown = joinStar(withoutImplied(all.filter((row) => !isMinor(row, all))));
  return shown.map(({ row, verbs }) => ({ row, verbs: VERBS.filter((verb) => verbs.has(verb)) }));
}

/** What has to be equal for one row to speak for another. */
const wayOf = ({ via, when, certainty, cause }: AccessRow): string => JSON.stringify([via, when, certainty, cause]);

/** The first part of an area is the registry's name; both `*` and instances have no other. */
export const registryOf = ({ area }: Pick<AccessRow, 'area'>): string => area.include[0]?.split(':')[0] ?? '';

/** Calls that no verb stands for, which come with access that one stands for: reads of the instance beside `pull`. */
function isMinor({ row, verbs }: MergedRow, all: readonly MergedRow[]): boolean {
  if (verbs.size > 0) return false;
  const speaksForIt = (other: MergedRow): boolean => other.verbs.size > 0 && wayOf(other.row) === wayOf(row);
  return row.kind !== 'repo' && all.some(speaksForIt);
}

/** Who administers all repositories of a registry is told so once: not again for the instance, namespaces, charts and `*`. */
function withoutImplied(rows: readonly MergedRow[]): readonly MergedRow[] {
  const wholes = rows.filter(
    ({ row, verbs }) =>
      row.kind === 'repo' && verbs.has('admin') && row.area.include.some((area) => /^[^:]*:\*$/.test(area)),
  );
  return rows.filter(({ row, verbs }) => {
    if (row.kind === 'repo' || !verbs.has('admin')) return true;
    return !wholes.some(
      (whole) => wayOf(whole.row) === wayOf(row) && (row.kind === 'star' || registryOf(whole.row) === registryOf(row)),
    );
  });
}

/** `log in` and `list` on `*` go to the rows that came by the same way; alone they keep a row of their own. */
function joinStar(rows: readonly MergedRow[]): readonly MergedRow[] {
  const isStar = ({ row, verbs }: MergedRow): boolean =>
    row.kind === 'star' && verbs.size > 0 && [...verbs].every((verb) => verb === 'login' || verb === 'list');
  const repositories = rows.filter(({ row }) => row.kind === 'repo');
  return rows.filter((candidate) => {
    if (!isStar(candidate)) return true;
    const homes = repositories.filter(({ row }) => wayOf(row) === wayOf(candidate.row));
    for (const home of homes) for (const verb of candidate.verbs) home.verbs.add(verb);
    return homes.length === 0;
  });
}

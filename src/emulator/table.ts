/**
 * Rows in order of creation with a unique key: look-up, insertion and one page cost the same whatever the size.
 * Plain data, so that a whole store can be copied with structuredClone (stale reads).
 */
export interface Row {
  /** grows with every row ever made in the store; rows of a table are sorted by it */
  readonly seq: number;
}

export interface Table<T extends Row> {
  readonly byKey: Map<string, T>;
  readonly rows: T[];
}

export const emptyTable = <T extends Row>(): Table<T> => ({ byKey: new Map(), rows: [] });

export function insert<T extends Row>(table: Table<T>, key: string, row: T): T {
  table.byKey.set(key, row);
  table.rows.push(row);
  return row;
}

export function remove<T extends Row>(table: Table<T>, key: string): void {
  const row = table.byKey.get(key);
  if (row === undefined) return;
  table.byKey.delete(key);
  table.rows.splice(firstAfter(table.rows, row.seq - 1), 1);
}

export function rename<T extends Row>(table: Table<T>, from: string, to: string): void {
  const row = table.byKey.get(from);
  if (row === undefined) return;
  table.byKey.delete(from);
  table.byKey.set(to, row);
}

/** Up to `size` rows whose `seq` is above `after`; `next` is the `after` of the following page when there is one. */
export function pageAfter<T extends Row>(
  table: Table<T>,
  after: number,
  size: number,
  wanted: (row: T) => boolean = () => true,
): { rows: T[]; next: number | undefined } {
  const rows: T[] = [];
  for (let at = firstAfter(table.rows, after); at < table.rows.length; at++) {
    const row = table.rows[at]!;
    if (!wanted(row)) continue;
    if (rows.length === size) return { rows, next: rows.at(-1)!.seq };
    rows.push(row);
  }
  return { rows, next: undefined };
}

/** Index of the first row with a `seq` above the given one, by halving. */
function firstAfter(rows: readonly Row[], seq: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows[middle]!.seq <= seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

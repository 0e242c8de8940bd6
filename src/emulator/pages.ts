import { afterMarker, integer, markerOf, type Params } from './params.ts';
import { pageAfter, type Row, type Table } from './table.ts';

/** One page in RAM's style: `Marker` is there only when the page is not the last. */
export function markedPage<T extends Row>(
  table: Table<T>,
  params: Params,
  limits: { max: number; absent?: number },
  wanted?: (row: T) => boolean,
): { rows: T[]; end: { IsTruncated: boolean; Marker?: string } } {
  const size = integer(params, 'MaxItems', { min: 1, max: limits.max, absent: limits.absent ?? 100 });
  const { rows, next } = pageAfter(table, afterMarker(params), size, wanted);
  return { rows, end: next === undefined ? { IsTruncated: false } : { IsTruncated: true, Marker: markerOf(next) } };
}

/** One page in ResourceManager's style: numbered from 1, with a count of all rows. */
export function numberedPage<T>(
  rows: readonly T[],
  params: Params,
): { rows: readonly T[]; end: { PageNumber: number; PageSize: number; TotalCount: number } } {
  const PageNumber = integer(params, 'PageNumber', { min: 1, max: Number.MAX_SAFE_INTEGER, absent: 1 });
  const PageSize = integer(params, 'PageSize', { min: 1, max: 100, absent: 10 });
  const from = (PageNumber - 1) * PageSize;
  return { rows: rows.slice(from, from + PageSize), end: { PageNumber, PageSize, TotalCount: rows.length } };
}

import { z } from 'zod/mini';
import { ServiceError } from '../../errors.ts';
import { AnswerError } from './errors.ts';

/**
 * Whole lists or an error. The services have no snapshots: a list that changes while it is read shows as a repeated or
 * missing row, and half a list must never pass for the account.
 */

export interface MarkerPage<T> {
  readonly items: readonly T[];
  /** `undefined` when there is no further page */
  readonly next: string | undefined;
}

/** The fields of a RAM list's answer that say whether there is more. */
export const MARKER_FIELDS = { IsTruncated: z.boolean(), Marker: z.nullish(z.string()) };

/** @throws AnswerError when there is more and the answer does not say where */
export function markerPage<T>(
  items: readonly T[],
  { IsTruncated, Marker }: { IsTruncated: boolean; Marker?: string | null | undefined },
): MarkerPage<T> {
  if (!IsTruncated) return { items, next: undefined };
  if (!Marker) throw new AnswerError('IsTruncated without a Marker');
  return { items, next: Marker };
}

/**
 * All items of a list that is paged by marker, one page after the other.
 *
 * @param operation for messages, e.g. `RAM ListUsers`
 * @throws ServiceError `bad-answer` for a repeated marker or item
 */
export async function readByMarker<T>(
  operation: string,
  fetch: (marker: string | undefined) => Promise<MarkerPage<T>>,
  keyOf: (item: T) => string,
): Promise<readonly T[]> {
  const all: T[] = [];
  const markers = new Set<string>();
  let marker: string | undefined;
  do {
    const page = await fetch(marker);
    all.push(...page.items);
    marker = page.next;
    if (marker !== undefined && markers.has(marker)) throw badList(operation, 'a Marker is repeated');
    if (marker !== undefined) markers.add(marker);
  } while (marker !== undefined);
  requireDistinct(operation, all, keyOf);
  return all;
}

export interface NumberedPage<T> {
  readonly items: readonly T[];
  /** how many items there are on all pages */
  readonly total: number;
}

/**
 * All items of a list that is paged by number: the first page says how many there are, the rest is read side by side.
 *
 * @throws ServiceError `bad-answer` when the count changes or does not match, or an item is repeated
 */
export async function readByNumber<T>(
  operation: string,
  pageSize: number,
  fetch: (page: number) => Promise<NumberedPage<T>>,
  keyOf: (item: T) => string,
): Promise<readonly T[]> {
  const first = await fetch(1);
  const missing = Math.max(0, Math.ceil(first.total / pageSize) - 1);
  const pages = [first, ...(await Promise.all(Array.from({ length: missing }, (_, index) => fetch(index + 2))))];
  const changed = pages.find((page) => page.total !== first.total);
  if (changed) throw badList(operation, `TotalCount changed from ${first.total} to ${changed.total}`);
  const all = pages.flatMap((page) => page.items);
  if (all.length !== first.total) throw badList(operation, `${all.length} items instead of ${first.total}`);
  requireDistinct(operation, all, keyOf);
  return all;
}

/** @throws ServiceError `bad-answer` when two items have the same key */
export function requireDistinct<T>(operation: string, items: readonly T[], keyOf: (item: T) => string): void {
  const keys = new Set<string>();
  for (const item of items) {
    const key = keyOf(item);
    if (keys.has(key)) throw badList(operation, `${JSON.stringify(key.slice(0, 200))} is listed twice`);
    keys.add(key);
  }
}

const badList = (operation: string, text: string): ServiceError =>
  new ServiceError({
    kind: 'bad-answer',
    operation,
    message: `${operation}: the list is not whole: ${text}`,
    hint: 'The account may have changed while it was read: run again.',
  });

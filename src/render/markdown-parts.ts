import type { SourcePosition } from '../config/types.ts';
import { codeSpan, tableRow } from './escape.ts';

/** A part that is opened with a click. `summary` is text of ours. */
export const folded = (summary: string, body: string): string =>
  `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;

/** The line of the file, behind what it says; '' when there is none. */
export const at = (source: SourcePosition | null): string =>
  source === null ? '' : ` (${codeSpan(`${source.file}:${source.line}`)})`;

/** The same in a text that names the file once, at its top. */
export const lineOfFile = (source: SourcePosition | null, config: string): string =>
  source?.file === config ? ` (line ${source.line})` : at(source);

/** The first lines of a table with these columns. */
export const tableHead = (columns: readonly string[]): string =>
  `${tableRow(columns)}\n|${'---|'.repeat(columns.length)}\n`;

/** At most this many names stand in one cell, so that a row stays one that can be read. */
const MOST_NAMES = 20;

/** `a`, `b` and 12 more */
export function names(list: readonly string[], most = MOST_NAMES): string {
  const shown = list.slice(0, most).map(codeSpan).join(', ');
  return list.length > most ? `${shown} and ${list.length - most} more` : shown;
}

export function chunks<T>(items: readonly T[], most: number): readonly (readonly T[])[] {
  if (items.length <= most) return [items];
  const count = Math.ceil(items.length / most);
  return Array.from({ length: count }, (_, index) => items.slice(index * most, (index + 1) * most));
}

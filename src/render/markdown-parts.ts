import type { SourcePosition } from '../config/types.ts';
import { codeSpan } from './escape.ts';

/** A part that is opened with a click. `summary` is text of ours. */
export const folded = (summary: string, body: string): string =>
  `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;

/** The line of the file, behind what it says; '' when there is none. */
export const at = (source: SourcePosition | null): string =>
  source === null ? '' : ` (${codeSpan(`${source.file}:${source.line}`)})`;

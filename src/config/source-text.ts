import { visibleText } from './visible-text.ts';

/** A file's text with its line index. Lines and columns are 1-based; columns count UTF-16 units, as editors do. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
  /** offset of the first character of every line */
  readonly lineStarts: readonly number[];
}

export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

export function sourceText(file: string, text: string): SourceText {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return { file, text, lineStarts };
}

export function positionAt(source: SourceText, offset: number): LineColumn {
  const bounded = Math.max(0, Math.min(offset, source.text.length));
  let low = 0;
  let high = source.lineStarts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((source.lineStarts[middle] ?? 0) <= bounded) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: bounded - (source.lineStarts[low] ?? 0) + 1 };
}

/** How many columns of a line are shown at most: what fits a comment and a terminal. */
const WINDOW = 100;
/** How much of the window lies before the column when a line is cut. */
const BEFORE = 40;

/**
 * The line and a caret under the column, two lines, ready to print:
 * ```
 *   12 |     cna: pull
 *      |     ^
 * ```
 * Unprintable characters are escaped and tabs widened, so the caret stands under what the terminal shows.
 */
export function excerptAt(source: SourceText, { line, column }: LineColumn): string {
  const start = source.lineStarts[line - 1] ?? 0;
  const next = source.lineStarts[line];
  const full = source.text.slice(start, next === undefined ? undefined : next - 1).replace(/\r$/, '');
  const from = column - 1 > WINDOW - 10 ? column - 1 - BEFORE : 0;
  const to = Math.min(full.length, from + WINDOW);
  const before = `${from > 0 ? '…' : ''}${shown(full.slice(from, column - 1))}`;
  const after = `${shown(full.slice(column - 1, to))}${to < full.length ? '…' : ''}`;
  const number = String(line).padStart(4);
  const caret = `${' '.repeat(displayWidth(before))}^`;
  return `${number} | ${before}${after}\n${' '.repeat(number.length)} | ${caret}`;
}

const shown = (text: string): string => visibleText(text.replaceAll('\t', '  '));

/** Scripts and emoji that a terminal draws two columns wide (Unicode East Asian Width, the common blocks). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const ZERO_WIDTH = /\p{M}/u;

function displayWidth(text: string): number {
  let width = 0;
  for (const char of text) width += ZERO_WIDTH.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
  return width;
}

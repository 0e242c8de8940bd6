import type { Difference } from '../plan/approval.ts';
import { codeSpan, logLine, prose, tableRow } from './escape.ts';
import { type Block, fitToSize } from './fit.ts';
import { tableHead } from './markdown-parts.ts';
import { IN_COMMENT } from './sizes.ts';

/** Half of a comment: the plan as it is now stands below. */
const HALF = 30_000;

/** What was approved, what would be done now, and why they differ, as a table. '' without differences. */
export function differencesMarkdown(differences: readonly Difference[]): string {
  const rows = differences.map(({ approved, now, why }) => {
    return { counts: 1, text: () => tableRow([sideCell(approved), sideCell(now), prose(why)]) };
  });
  const table: Block = {
    open: tableHead(['approved', 'now', 'why']),
    lists: [{ name: 'differences', one: 'difference', many: 'differences', rows }],
    close: '',
  };
  const size = { ...IN_COMMENT.size, most: HALF };
  return fitToSize([table], { size, order: [['differences', 1]], whole: 'whole in the log' }).trimEnd();
}

const sideCell = (words: string | null): string => (words === null ? 'nothing' : changeText(words));

/** Names between backticks become code as a whole; everything else goes word by word. */
const changeText = (words: string): string =>
  words
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? codeSpan(part.slice(1, -1)) : prose(part)))
    .join('');

/** The same for the log. */
export const differencesText = (differences: readonly Difference[]): string =>
  differences
    .flatMap(({ approved, now, why }) => [
      logLine(`  ${why}`),
      logLine(`    approved: ${approved ?? 'nothing'}`),
      logLine(`    now:      ${now ?? 'nothing'}`),
    ])
    .join('\n');

import { quotedName, visibleText } from './visible-text.ts';

/**
 * The candidate that `word` is most likely a misspelling of, or `undefined` when none is near: at most one edit in
 * three characters. Case does not count. Ties go to the earlier candidate.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > MAX_WORD) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates.slice(0, MAX_CANDIDATES)) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Names are at most 128 long; the distance costs the product of both lengths. */
const MAX_WORD = 130;
const MAX_CANDIDATES = 1_000;

/** `did you mean "grants"?`, or the list of what would be right, or `undefined` when there is nothing to offer. */
export function didYouMean(word: string, candidates: readonly string[], listAs: string): string | undefined {
  const near = nearest(word, candidates);
  if (near !== undefined) return `did you mean ${quotedName(near)}?`;
  if (candidates.length === 0) return undefined;
  const shown = visibleText(candidates.slice(0, 12).join(', '));
  return `${listAs}: ${shown}${candidates.length > 12 ? `, and ${candidates.length - 12} more` : ''}`;
}

/** Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`: optimal string alignment. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let least = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) least = Math.min(least, (beforeLast[column - 2] ?? 0) + 1);
      current.push(least);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}

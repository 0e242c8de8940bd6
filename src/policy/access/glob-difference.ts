import { type Budget, DEFAULT_BUDGET } from './budget.ts';
import { findText } from './search.ts';
import { buildTrie } from './trie.ts';
import { ANYTHING } from './universe.ts';
import { readWildcard } from './wildcard.ts';

/**
 * A shortest text that some pattern of `a` matches and none of `b`, over all texts; `undefined` = every text of `a` is one
 * of `b`; `unknown` = the work limit was reached.
 */
export function globDifference(
  a: readonly string[],
  b: readonly string[],
  budget: Budget = { left: DEFAULT_BUDGET },
): { readonly witness: string } | undefined | 'unknown' {
  const answer = findText(
    { universe: ANYTHING, all: [buildTrie(a.map(readWildcard))], none: buildTrie(b.map(readWildcard)) },
    budget,
  );
  if (answer === 'exhausted') return 'unknown';
  return answer === 'nothing' ? undefined : { witness: String.fromCodePoint(...answer.found) };
}

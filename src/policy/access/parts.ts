import type { Budget } from './budget.ts';
import type { Line } from './lines.ts';
import { escapesOf, type Term } from './terms.ts';
import { accepts, buildTrie, covering, type Node } from './trie.ts';
import { readWildcard, type Wildcard } from './wildcard.ts';

/** A pattern of a statement. */
export interface Choice {
  readonly pattern: Wildcard;
  readonly line: Line;
}

/** What matches one pattern of every list and none of `none`. */
export interface Part {
  readonly lists: readonly (readonly Choice[])[];
  readonly none: Node;
  /** the patterns of `none`, in its order; those of other registries' resources come behind them */
  readonly excluded: readonly Choice[];
}

/**
 * What is in one of `to` and in none of `from`, as parts. Patterns that are plainly excluded are left out, so that what is the
 * same on both sides costs nothing.
 */
export function partsOf(
  to: readonly Term[],
  from: readonly Term[],
  elsewhere: readonly string[],
  budget: Budget,
): Part[] {
  const ways = escapesOf(from);
  return to.flatMap((term) =>
    ways.flatMap(({ outside, inside }) => {
      const excludedByText = distinct([...term.deny, ...outside]);
      const left = [...term.allow, ...inside].map((lines) =>
        [...distinct(lines).values()].filter(({ pattern }) => !excludedByText.has(pattern.text)),
      );
      if (left.some((choices) => choices.length === 0)) return [];
      const excluded = [...excludedByText.values()];
      const none = buildTrie([...excluded.map(({ pattern }) => pattern), ...elsewhere.map(readWildcard)]);
      const lists: Choice[][] = [];
      for (const choices of left) {
        const open = choices.filter(({ pattern }) => !accepts(none, pattern.tokens, budget));
        if (open.length === 0) return [];
        lists.push(withoutCovered(open, budget));
      }
      return [{ lists, none, excluded }];
    }),
  );
}

/** By the text of the pattern. */
function distinct(lines: readonly Line[]): ReadonlyMap<string, Choice> {
  const choices = new Map<string, Choice>();
  for (const line of lines) {
    for (const pattern of line.patterns) if (!choices.has(pattern.text)) choices.set(pattern.text, { pattern, line });
  }
  return choices;
}

/** Without the patterns that another one of the list contains. */
export function withoutCovered(choices: readonly Choice[], budget: Budget): Choice[] {
  if (choices.length < 2) return [...choices];
  const root = buildTrie(choices.map(({ pattern }) => pattern));
  return choices.filter(({ pattern }, position) =>
    covering(root, pattern.tokens, budget).every((other) => other === position),
  );
}

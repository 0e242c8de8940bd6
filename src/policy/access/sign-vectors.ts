import { type Budget, spend } from './budget.ts';
import { advance, closure, type Node } from './trie.ts';
import { OTHER } from './wildcard.ts';

/** Which patterns a text matches, as positions in ascending order, and a shortest such text (`OTHER` may be in it). */
export interface SignVector {
  readonly matched: readonly number[];
  readonly letters: readonly number[];
}

/** Every combination of patterns of an automaton that some text matches at once; `undefined` when that is too much work. */
export function signVectors(root: Node, budget: Budget): SignVector[] | undefined {
  const vectors = new Map<string, SignVector>();
  const seen = new Set<string>();
  const queue: { readonly nodes: readonly Node[]; readonly letters: readonly number[] }[] = [];
  const visit = (nodes: readonly Node[], letters: readonly number[]) => {
    const key = nodes.map((node) => node.id).join(' ');
    if (seen.has(key)) return;
    seen.add(key);
    queue.push({ nodes, letters });
    const matched = [...new Set(nodes.flatMap((node) => node.ends ?? []))].sort((a, b) => a - b);
    const vector = matched.join(' ');
    if (!vectors.has(vector)) vectors.set(vector, { matched, letters });
  };
  visit(closure(root), []);
  for (const { nodes, letters } of queue) {
    const alphabet = new Set([OTHER]);
    for (const node of nodes) for (const letter of node.literals?.keys() ?? []) alphabet.add(letter);
    for (const letter of alphabet) {
      if (!spend(budget, 1 + nodes.length + letters.length)) return undefined;
      visit(advance(nodes, letter), [...letters, letter]);
    }
  }
  return [...vectors.values()];
}

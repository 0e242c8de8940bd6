import { ANY, STAR, type Wildcard } from './wildcard.ts';

/** A state of the automaton that reads a set of patterns at once; patterns share their beginnings. */
export interface Node {
  readonly id: number;
  /** true: stays here on every character (a `*` was read) */
  readonly loops: boolean;
  readonly literals: Map<number, Node>;
  any: Node | undefined;
  /** reached without reading anything */
  star: Node | undefined;
  /** positions, in the list the automaton was built from, of the patterns that end here */
  readonly ends: number[];
}

export function buildTrie(patterns: readonly Wildcard[]): Node {
  let nodes = 0;
  const create = (loops: boolean): Node => {
    nodes += 1;
    return { id: nodes, loops, literals: new Map(), any: undefined, star: undefined, ends: [] };
  };
  const root = create(false);
  patterns.forEach((pattern, position) => {
    let at = root;
    for (const token of pattern.tokens) {
      if (token === STAR) {
        at.star ??= create(true);
        at = at.star;
      } else if (token === ANY) {
        at.any ??= create(false);
        at = at.any;
      } else {
        const known = at.literals.get(token);
        const next = known ?? create(false);
        if (known === undefined) at.literals.set(token, next);
        at = next;
      }
    }
    at.ends.push(position);
  });
  return root;
}

/** A node and what it reaches without reading. */
export function closure(node: Node): Node[] {
  return node.star === undefined ? [node] : [node, node.star];
}

/**
 * Where a set of nodes gets by one character, ordered by id. The tokens of a pattern can be read like a text: its `?` is
 * taken by `?` and `*` only, its `*` by `*` only.
 */
export function advance(nodes: readonly Node[], letter: number): Node[] {
  const next = new Map<number, Node>();
  const add = (node: Node | undefined) => {
    if (node === undefined) return;
    next.set(node.id, node);
    if (node.star !== undefined) next.set(node.star.id, node.star);
  };
  for (const node of nodes) {
    if (node.loops) add(node);
    if (letter === STAR) continue;
    add(node.any);
    if (letter >= 0) add(node.literals.get(letter));
  }
  return next.size < 2 ? [...next.values()] : [...next.values()].sort((a, b) => a.id - b.id);
}

/** Whether one of the patterns matches. */
export function accepts(root: Node, letters: readonly number[]): boolean {
  let nodes = closure(root);
  for (const letter of letters) {
    nodes = advance(nodes, letter);
    if (nodes.length === 0) return false;
  }
  return nodes.some((node) => node.ends.length > 0);
}

/** Positions of the patterns that contain everything that a pattern matches; some may be missed, none is wrong. */
export function covering(root: Node, tokens: readonly number[]): number[] {
  let nodes = closure(root);
  for (const token of tokens) nodes = advance(nodes, token);
  return nodes.flatMap((node) => node.ends);
}

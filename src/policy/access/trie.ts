import { type Budget, spend } from './budget.ts';
import { ANY, STAR, type Wildcard } from './wildcard.ts';

/** A state of the automaton that reads a set of patterns at once; patterns share their beginnings. */
export interface Node {
  readonly id: number;
  /** true: stays here on every character (a `*` was read) */
  readonly loops: boolean;
  literals: Map<number, Node> | undefined;
  any: Node | undefined;
  /** reached without reading anything */
  star: Node | undefined;
  /** positions, in the list the automaton was built from, of the patterns that end here */
  ends: number[] | undefined;
}

export function buildTrie(patterns: readonly Wildcard[]): Node {
  let nodes = 0;
  const create = (loops: boolean): Node => {
    nodes += 1;
    return { id: nodes, loops, literals: undefined, any: undefined, star: undefined, ends: undefined };
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
        at.literals ??= new Map();
        const known = at.literals.get(token);
        const next = known ?? create(false);
        if (known === undefined) at.literals.set(token, next);
        at = next;
      }
    }
    at.ends ??= [];
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
export function advance(nodes: readonly Node[], letter: number): readonly Node[] {
  const next: Node[] = [];
  for (const node of nodes) if (node.loops) next.push(node);
  if (letter === STAR) return next;
  const staying = next.length;
  const add = (node: Node | undefined) => {
    if (node === undefined) return;
    next.push(node);
    // Each node has one parent, so only a star that stayed can come up twice.
    if (node.star !== undefined && !isAmong(node.star, next, staying)) next.push(node.star);
  };
  for (const node of nodes) {
    add(node.any);
    if (letter >= 0) add(node.literals?.get(letter));
  }
  return next.length < 2 || next.length === staying ? next : next.sort((a, b) => a.id - b.id);
}

/** The first `count` nodes are in the order of their ids. */
function isAmong(node: Node, nodes: readonly Node[], count: number): boolean {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (nodes[middle]!.id < node.id) low = middle + 1;
    else high = middle;
  }
  return low < count && nodes[low] === node;
}

/** Whether one of the patterns matches. Once the budget is spent the answer means nothing. */
export function accepts(root: Node, letters: readonly number[], budget?: Budget): boolean {
  return read(root, letters, budget).some((node) => node.ends !== undefined);
}

/** Positions of the patterns that contain everything that a pattern matches; some may be missed, none is wrong. */
export function covering(root: Node, tokens: readonly number[], budget?: Budget): number[] {
  return read(root, tokens, budget).flatMap((node) => node.ends ?? []);
}

function read(
  root: Node,
  letters: readonly number[],
  budget: Budget = { left: Number.POSITIVE_INFINITY },
): readonly Node[] {
  let nodes: readonly Node[] = closure(root);
  for (const letter of letters) {
    nodes = advance(nodes, letter);
    if (nodes.length === 0 || !spend(budget, nodes.length)) return [];
  }
  return nodes;
}

/** Positions of the patterns that match some text together with a pattern; `undefined` = too much work. */
export function meeting(root: Node, tokens: readonly number[], budget: Budget): number[] | undefined {
  const found = new Set<number>();
  const seen = new Set<number>();
  const todo: [Node, number][] = [];
  const visit = (node: Node | undefined, at: number) => {
    if (node === undefined || seen.has(node.id * (tokens.length + 1) + at)) return;
    seen.add(node.id * (tokens.length + 1) + at);
    todo.push([node, at]);
  };
  visit(root, 0);
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (!spend(budget, 1)) return undefined;
    const [node, at] = next;
    const token = tokens[at];
    visit(node.star, at);
    if (token === undefined) {
      for (const end of node.ends ?? []) found.add(end);
      continue;
    }
    const behind = token === STAR ? at : at + 1;
    if (token === STAR || node.loops) visit(node, at + 1);
    visit(node.any, behind);
    if (token >= 0) visit(node.literals?.get(token), behind);
    else for (const child of node.literals?.values() ?? []) visit(child, behind);
  }
  return [...found];
}

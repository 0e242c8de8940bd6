import { type Budget, spend } from './budget.ts';
import { accepts, advance, closure, type Node } from './trie.ts';
import { isPossible, type Universe } from './universe.ts';
import { OTHER } from './wildcard.ts';

/** Is there a possible text that one pattern of every `all` matches, and no pattern of `none`? */
export interface Question {
  readonly universe: Universe;
  readonly all: readonly Node[];
  readonly none: Node;
}

/** Texts as code points. */
export type Answer = { readonly found: readonly number[] } | 'nothing' | 'exhausted';

/** In steps: what it costs to ask at all. */
const QUESTION_COST = 10;

interface State {
  readonly universe: number;
  /** where each of `all` is: one node, for one matching pattern is enough */
  readonly at: readonly Node[];
  /** where `none` may be: all of them, for none may match */
  readonly none: readonly Node[];
  readonly before: State | undefined;
  readonly letter: number;
}

/**
 * Searches breadth first, so that the answer is a shortest text. Of two states that differ in `none` only, the one with the
 * larger set is dropped: whatever escapes the larger set escapes the smaller one (an antichain search).
 */
export function findText(question: Question, budget: Budget): Answer {
  if (!spend(budget, QUESTION_COST)) return 'exhausted';
  const seen = new Antichain(budget);
  let layer = start(question).filter((state) => seen.add(state));
  while (layer.length > 0) {
    const next: State[] = [];
    for (const state of layer) {
      if (isAccepting(state, question.universe)) return { found: concrete(lettersOf(state), question) };
      for (const letter of lettersToTry(state, question.universe)) {
        const successors = follow(state, letter, question.universe);
        if (!spend(budget, 2 + state.none.length + 2 * successors.length)) return 'exhausted';
        for (const successor of successors) if (seen.add(successor)) next.push(successor);
      }
    }
    layer = next;
  }
  return 'nothing';
}

function start({ all, none }: Question): State[] {
  const excluded = closure(none);
  if (excluded.some(matchesEverything)) return [];
  return product(all.map(closure)).map((at) => ({ universe: 0, at, none: excluded, before: undefined, letter: OTHER }));
}

const matchesEverything = (node: Node) => node.loops && node.ends !== undefined;

function isAccepting(state: State, universe: Universe): boolean {
  return (
    universe.accepts(state.universe) &&
    state.at.every((node) => node.ends !== undefined) &&
    !state.none.some((node) => node.ends !== undefined)
  );
}

/**
 * A character that neither the patterns of `all` nor the universe tell from others leads `none` to a superset of where OTHER
 * leads it, so OTHER does for all of them.
 */
function lettersToTry(state: State, universe: Universe): Iterable<number> {
  const strict = state.at.find((node) => !node.loops && node.any === undefined);
  if (strict !== undefined) return strict.literals?.keys() ?? [];
  const letters = new Set([OTHER, ...universe.special]);
  for (const node of state.at) for (const letter of node.literals?.keys() ?? []) letters.add(letter);
  return letters;
}

function follow(state: State, letter: number, universe: Universe): State[] {
  const next = universe.step(state.universe, letter);
  if (next === undefined) return [];
  const positions = product(state.at.map((node) => advance([node], letter)));
  if (positions.length === 0) return [];
  const none = advance(state.none, letter);
  if (none.some(matchesEverything)) return [];
  return positions.map((at) => ({ universe: next, at, none, before: state, letter }));
}

function product(choices: readonly (readonly Node[])[]): readonly (readonly Node[])[] {
  if (choices.length === 1) return choices[0]!.map((node) => [node]);
  return choices.reduce<Node[][]>((rows, nodes) => rows.flatMap((row) => nodes.map((node) => [...row, node])), [[]]);
}

/** Per place in the universe and in `all`: the smallest sets of `none` so far. */
class Antichain {
  readonly #sets = new Map<string, (readonly Node[])[]>();
  readonly #budget: Budget;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** False when a kept set is contained in the new one. */
  add({ universe, at, none }: State): boolean {
    const key = `${universe} ${at.map((node) => node.id).join(' ')}`;
    const kept = this.#sets.get(key);
    if (kept === undefined) {
      this.#sets.set(key, [none]);
      return true;
    }
    if (kept.some((set) => this.#isSubset(set, none))) return false;
    kept.push(none);
    return true;
  }

  /** Both in the order of ids. */
  #isSubset(small: readonly Node[], large: readonly Node[]): boolean {
    let at = 0;
    for (const node of small) {
      while (at < large.length && large[at]!.id < node.id) at += 1;
      this.#budget.left -= 1;
      if (large[at]?.id !== node.id) return false;
    }
    return true;
  }
}

function lettersOf(state: State): number[] {
  const letters: number[] = [];
  for (let at = state; at.before !== undefined; at = at.before) letters.push(at.letter);
  return letters.reverse();
}

/** Puts a character for OTHER that keeps the text an answer: one that looks like a name, or at worst any that is not mentioned. */
function concrete(letters: readonly number[], { universe, all, none }: Question): readonly number[] {
  if (!letters.includes(OTHER)) return letters;
  const filled = (character: number) => letters.map((letter) => (letter === OTHER ? character : letter));
  const isAnswer = (text: readonly number[]) =>
    isPossible(universe, text) && all.every((root) => accepts(root, text)) && !accepts(none, text);
  for (const character of 'xyzabcdefghijklmnopqrstuvw0123456789') {
    const text = filled(character.codePointAt(0)!);
    if (isAnswer(text)) return text;
  }
  let unmentioned = 0x4e00;
  while (!isAnswer(filled(unmentioned))) unmentioned += 1;
  return filled(unmentioned);
}

import type { Budget } from './budget.ts';
import { intersectionOf } from './intersection.ts';
import type { Line } from './lines.ts';
import { type Choice, type Part, withoutCovered } from './parts.ts';
import type { Place } from './places.ts';
import { type Answer, findText } from './search.ts';
import { accepts, buildTrie, meeting, type Node } from './trie.ts';
import { isPossible, type Universe } from './universe.ts';
import { ANY, readWildcard, STAR, type Wildcard } from './wildcard.ts';

/** A part of the difference that people can read: patterns except patterns. */
export interface Piece {
  /** equal texts: equal in what is included and excluded */
  readonly area: string;
  /** of the open end of the resource; what one of them matches */
  readonly include: readonly string[];
  /** what is left out, as far as it overlaps */
  readonly exclude: readonly string[];
  /** a text in the piece: the open end of the resource */
  readonly witness: string;
  /** the statement on the gaining side that allows it, and one on the other side that stops denying it, if any */
  readonly causes: readonly Line[];
}

export interface Pieces {
  readonly pieces: readonly Piece[];
  /** the budget ran out: there may be more */
  readonly exhausted: boolean;
}

/** What is in one of the parts, in one place. */
export function findPieces(parts: readonly Part[], place: Place, budget: Budget): Pieces {
  const pieces = new Map<string, Piece>();
  for (const part of parts) {
    for (const choices of combinations(part.lists, budget)) {
      const answer = ask(choices, part.none, place, budget);
      if (answer === 'exhausted') return { pieces: [...pieces.values()], exhausted: true };
      if (answer === 'nothing') continue;
      const piece = describe(choices, part, String.fromCodePoint(...answer.found), place, budget);
      pieces.set(piece.area, piece);
    }
  }
  return { pieces: withoutContained([...pieces.values()], budget), exhausted: budget.left < 0 };
}

/** More pieces than that are not read by people, and each would be held against each. */
const MAX_TIDIED = 64;

/** Without those that another one says already: the same statement can allow in several ways. */
function withoutContained(pieces: readonly Piece[], budget: Budget): readonly Piece[] {
  if (pieces.length < 2 || pieces.length > MAX_TIDIED) return pieces;
  const read = pieces.map((piece) => ({ piece, include: piece.include.map(readWildcard) }));
  const within = (one: (typeof read)[number], other: (typeof read)[number]) => {
    const root = buildTrie(other.include);
    const { exclude } = other.piece;
    return (
      one.include.every(({ tokens }) => accepts(root, tokens, budget)) &&
      exclude.every((text) => one.piece.exclude.includes(text))
    );
  };
  // Of two that say the same the first stays.
  const isLess = (one: (typeof read)[number], at: number) =>
    read.some((other, position) => position !== at && within(one, other) && (position < at || !within(other, one)));
  return read.filter((one, at) => !isLess(one, at)).map(({ piece }) => piece);
}

/** One of each list, as far as the others can match together with the one of the first list. */
function* combinations(lists: readonly (readonly Choice[])[], budget: Budget): Generator<readonly Choice[]> {
  const [first = [], ...rest] = lists;
  const others = rest.map((list) => ({ list, root: buildTrie(list.map(({ pattern }) => pattern)) }));
  for (const choice of first) {
    let rows: readonly (readonly Choice[])[] = [[choice]];
    for (const { list, root } of others) {
      const partners = meeting(root, choice.pattern.tokens, budget) ?? [];
      rows = rows.flatMap((row) => partners.map((position) => [...row, list[position]!]));
    }
    yield* rows;
  }
}

function ask(choices: readonly Choice[], none: Node, place: Place, budget: Budget): Answer {
  const { universe } = place;
  if (!choices.every(({ pattern }) => isPossibleIn(pattern, universe, budget))) return 'nothing';
  const all = choices.map(({ pattern }) => automatonOf(pattern));
  for (const text of samplesOf(choices[0]!.pattern, universe)) {
    if (all.slice(1).every((root) => accepts(root, text, budget)) && !accepts(none, text, budget)) {
      return budget.left < 0 ? 'exhausted' : { found: text };
    }
  }
  return findText({ universe, all, none }, budget);
}

const automata = new WeakMap<Wildcard, Node>();

/** Patterns come up for every action, so their automata are kept. */
function automatonOf(pattern: Wildcard): Node {
  const known = automata.get(pattern);
  if (known !== undefined) return known;
  const root = buildTrie([pattern]);
  automata.set(pattern, root);
  return root;
}

const possibilities = new WeakMap<Wildcard, Map<Universe, boolean>>();
const NO_PATTERNS = buildTrie([]);

/** Whether a request can end in something that the pattern matches: `prod/api` says nothing about namespaces. */
function isPossibleIn(pattern: Wildcard, universe: Universe, budget: Budget): boolean {
  const known = possibilities.get(pattern) ?? new Map<Universe, boolean>();
  possibilities.set(pattern, known);
  const kept = known.get(universe);
  if (kept !== undefined) return kept;
  const answer = findText({ universe, all: [automatonOf(pattern)], none: NO_PATTERNS }, budget);
  if (answer !== 'exhausted') known.set(universe, answer !== 'nothing');
  return answer !== 'nothing';
}

const samples = new WeakMap<Wildcard, Map<Universe, readonly number[][]>>();

/** Texts that the pattern matches and a request can end in; the same patterns are asked about again and again. */
function samplesOf(pattern: Wildcard, universe: Universe): readonly number[][] {
  const known = samples.get(pattern) ?? new Map<Universe, readonly number[][]>();
  samples.set(pattern, known);
  const kept = known.get(universe);
  if (kept !== undefined) return kept;
  const texts = universe.samples.map((fill) => sample(pattern, fill)).filter((text) => isPossible(universe, text));
  known.set(universe, texts);
  return texts;
}

const X = 120;

/** The pattern with `x` for each `?`, the filling for the last star and `x` for other stars. */
function sample({ tokens }: Wildcard, fill: string): number[] {
  const filling = Array.from(fill, (character) => character.codePointAt(0)!);
  const last = tokens.lastIndexOf(STAR);
  return tokens.flatMap((token, at) =>
    token === ANY ? [X] : token === STAR ? (at === last ? filling : [X]) : [token],
  );
}

function describe(
  choices: readonly Choice[],
  { none, excluded }: Part,
  witness: string,
  place: Place,
  budget: Budget,
): Piece {
  const patterns = choices
    .slice(1)
    .reduce<readonly Wildcard[]>(
      (met, { pattern }) => met.flatMap((one) => intersectionOf(one, pattern) ?? [pattern]),
      [choices[0]!.pattern],
    );
  // Positions behind the excluded patterns are those of other registries' resources.
  const near = (meeting(none, choices[0]!.pattern.tokens, budget) ?? []).flatMap(
    (position) => excluded[position] ?? [],
  );
  const overlapping = near.filter((one) => ask([one, ...choices], NO_PATTERNS, place, budget) !== 'nothing');
  const include = patterns.map(({ text }) => text).toSorted();
  const exclude = withoutCovered(overlapping, budget)
    .map(({ pattern }) => pattern.text)
    .toSorted();
  return {
    area: JSON.stringify([include, exclude]),
    include,
    exclude,
    witness,
    causes: choices.map(({ line }) => line),
  };
}

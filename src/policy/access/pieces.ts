import { type Budget, spend } from './budget.ts';
import { intersectionOf } from './intersection.ts';
import type { Line } from './lines.ts';
import type { Place } from './places.ts';
import { type Answer, findText } from './search.ts';
import { type Escape, escapesOf, type Term } from './terms.ts';
import { accepts, buildTrie, covering, meeting, type Node } from './trie.ts';
import { isPossible } from './universe.ts';
import { ANY, readWildcard, STAR, type Wildcard } from './wildcard.ts';

/** A part of the difference that people can read: patterns except patterns. */
export interface Piece {
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

interface Choice {
  readonly pattern: Wildcard;
  readonly line: Line;
}

/** Everything that is in one of `to` and in none of `from`. */
export function findPieces(to: readonly Term[], from: readonly Term[], place: Place, budget: Budget): Pieces {
  const pieces = new Map<string, Piece>();
  let exhausted = false;
  for (const term of to) {
    for (const way of escapesOf(from)) {
      const part = findPart(term, way, place, budget);
      exhausted ||= part.exhausted;
      for (const piece of part.pieces) pieces.set(JSON.stringify([piece.include, piece.exclude]), piece);
    }
  }
  return { pieces: [...pieces.values()], exhausted };
}

function findPart(term: Term, { outside, inside }: Escape, place: Place, budget: Budget): Pieces {
  const excluded = distinct([...term.deny, ...outside]);
  const elsewhere = place.elsewhere.map((pattern) => ({ pattern: readWildcard(pattern), line: undefined }));
  const none = buildTrie([...excluded, ...elsewhere].map(({ pattern }) => pattern));
  const lists: Choice[][] = [];
  for (const lines of [...term.allow, ...inside]) {
    const open = withoutCovered(distinct(lines).filter(({ pattern }) => !accepts(none, pattern.tokens)));
    if (open.length === 0) return { pieces: [], exhausted: false };
    lists.push(open);
  }
  const pieces: Piece[] = [];
  for (const choices of combinations(lists, budget)) {
    const answer = ask(choices, none, place, budget);
    if (answer === 'exhausted') return { pieces, exhausted: true };
    if (answer === 'nothing') continue;
    const witness = String.fromCodePoint(...answer.found);
    pieces.push(describe(choices, excluded, none, witness, place, budget));
  }
  return { pieces, exhausted: budget.left < 0 };
}

function distinct(lines: readonly Line[]): Choice[] {
  const choices = new Map<string, Choice>();
  for (const line of lines) {
    for (const pattern of line.patterns) if (!choices.has(pattern.text)) choices.set(pattern.text, { pattern, line });
  }
  return [...choices.values()];
}

/** Without the patterns that another one of the list contains. */
function withoutCovered(choices: readonly Choice[]): Choice[] {
  if (choices.length < 2) return [...choices];
  const root = buildTrie(choices.map(({ pattern }) => pattern));
  return choices.filter(({ pattern }, position) => covering(root, pattern.tokens).every((other) => other === position));
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
  const [first, ...others] = choices;
  for (const fill of universe.samples) {
    const text = sample(first!.pattern, fill);
    if (!spend(budget, text.length)) return 'exhausted';
    if (isPossible(universe, text) && others.every((other) => matches(other, text)) && !accepts(none, text)) {
      return { found: text };
    }
  }
  return findText({ universe, all: choices.map(({ pattern }) => buildTrie([pattern])), none }, budget);
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

const matches = ({ pattern }: Choice, text: readonly number[]) => accepts(buildTrie([pattern]), text);

function describe(
  choices: readonly Choice[],
  excluded: readonly Choice[],
  none: Node,
  witness: string,
  place: Place,
  budget: Budget,
): Piece {
  const include = choices
    .slice(1)
    .reduce<readonly Wildcard[]>(
      (patterns, { pattern }) => patterns.flatMap((one) => intersectionOf(one, pattern) ?? [pattern]),
      [choices[0]!.pattern],
    );
  const nothing = buildTrie([]);
  // Positions behind the excluded patterns are those of other registries' resources.
  const near = (meeting(none, choices[0]!.pattern.tokens, budget) ?? []).flatMap(
    (position) => excluded[position] ?? [],
  );
  const overlapping = near.filter((one) => ask([one, ...choices], nothing, place, budget) !== 'nothing');
  return {
    include: include.map(({ text }) => text).toSorted(),
    exclude: withoutCovered(overlapping)
      .map(({ pattern }) => pattern.text)
      .toSorted(),
    witness,
    causes: choices.map(({ line }) => line),
  };
}

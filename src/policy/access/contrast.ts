import { type Budget, spend } from './budget.ts';
import type { Line } from './lines.ts';
import { type Part, partsOf } from './parts.ts';
import { findPieces, type Piece } from './pieces.ts';
import type { Place } from './places.ts';
import { effectIn, type Scenario, type Scenarios, scenariosOf } from './scenarios.ts';
import { bothOf, type Term, termsOf } from './terms.ts';
import { describeContexts } from './when.ts';

export type Certainty = 'certain' | 'conditional' | 'unknown';

/** A part of the requests of one place that one side allows and the other does not. */
export interface Change extends Piece {
  readonly certainty: Certainty;
  /** alternatives; empty = in every context */
  readonly when: readonly string[];
  /** a context in which it is so; `undefined` = in every one */
  readonly context: Readonly<Record<string, string>> | undefined;
  /** what the documents leave open, when `certainty` is `unknown` */
  readonly why: readonly string[];
}

export interface Changes {
  readonly changes: readonly Change[];
  readonly exhausted: boolean;
}

/** What each of one or two actions is about; of two, what both allow at once is compared. */
export type Lines = readonly (readonly Line[])[];

/** Compares in one place. */
export type Compare = (place: Place) => Changes;

/**
 * Prepares what `to` allows and `from` does not, for all places that the lines are about.
 *
 * @param elsewhere patterns of resources that belong to other registries
 */
export function contrast(
  to: Lines,
  from: Lines,
  elsewhere: readonly string[],
  budget: Budget,
  scenarios: Scenarios | undefined = scenariosOf([...to, ...from]),
): Compare {
  const lines = [...to, ...from].flat();
  const cost = lines.flatMap((line) => line.patterns).reduce((sum, { tokens }) => sum + tokens.length, 0);
  if (scenarios === undefined)
    return spend(budget, cost) ? contrastExtremes(to, from, elsewhere, budget) : () => EXHAUSTED;
  const varying = lines.filter((line) => line.effect === 'opaque' || line.open.length > 0 || line.literals.length > 0);
  const known = new Map<string, readonly Part[]>();
  const alternatives = scenarios.all.map((scenario) => {
    const key = scenario.order + varying.map((line) => effectIn(line, scenario)?.[0] ?? '-').join('');
    const parts =
      known.get(key) ??
      (spend(budget, cost) ? partsOf(allTerms(to, scenario), allTerms(from, scenario), elsewhere, budget) : []);
    known.set(key, parts);
    return { scenario, parts };
  });
  if (budget.left < 0) return () => EXHAUSTED;
  if (alternatives.every(({ parts }) => parts.length === 0)) return () => NO_CHANGES;
  return (place) => {
    const hits = new Map<string, { readonly piece: Piece; readonly scenarios: Scenario[] }>();
    const found = new Map([...known.values()].map((parts) => [parts, findPieces(parts, place, budget)]));
    for (const { scenario, parts } of alternatives) {
      for (const piece of found.get(parts)!.pieces) {
        const hit = hits.get(piece.area);
        if (hit === undefined) hits.set(piece.area, { piece, scenarios: [scenario] });
        else hit.scenarios.push(scenario);
      }
    }
    const changes = [...hits.values()].flatMap((hit) => judge(hit.piece, hit.scenarios, scenarios, lines));
    return { changes, exhausted: [...found.values()].some(({ exhausted }) => exhausted) };
  };
}

const NO_CHANGES: Changes = { changes: [], exhausted: false };
const EXHAUSTED: Changes = { changes: [], exhausted: true };

function allTerms(lines: Lines, scenario: Scenario): Term[] {
  return lines.map((one) => termsOf(one, scenario)).reduce(bothOf);
}

/** Contexts in which a piece is there however the documents are read, and those in which it is there in some readings. */
function judge(piece: Piece, hits: readonly Scenario[], scenarios: Scenarios, lines: readonly Line[]): Change[] {
  const { contexts, readings } = scenarios;
  const counts = new Map<number, number>();
  for (const { context } of hits) counts.set(context, (counts.get(context) ?? 0) + 1);
  const sure = new Set([...counts].flatMap(([context, count]) => (count === readings ? [context] : [])));
  const open = new Set([...counts.keys()].filter((context) => !sure.has(context)));
  const clauses = lines.flatMap((line) => line.clauses);
  const changeIn = (meant: ReadonlySet<number>, certainty: Certainty): Change => {
    const always = meant.size === contexts.length;
    return {
      ...piece,
      certainty,
      when: always ? [] : describeContexts(contexts, meant, clauses),
      context: always ? undefined : contexts[[...meant][0]!]!.context,
      why: certainty === 'unknown' ? reasons(lines) : [],
    };
  };
  return [
    ...(sure.size === 0 ? [] : [changeIn(sure, sure.size === contexts.length ? 'certain' : 'conditional')]),
    ...(open.size === 0 ? [] : [changeIn(open, 'unknown')]),
  ];
}

const DISPUTED = "whether an Allow for the account or a Deny in a resource group wins: RAM's documents disagree";

function reasons(lines: readonly Line[]): string[] {
  const open = new Set(lines.flatMap((line) => line.open.map(({ why }) => why)));
  for (const { operator, name, values } of lines.flatMap((line) => line.clauses)) {
    if (open.size === 0) open.add(`what ${operator} says of ${name} ${values.join(' or ')} may not be documented`);
  }
  const disputed =
    lines.some((line) => line.atAccount) && lines.some((line) => !line.atAccount && line.effect !== 'Allow');
  return [...(disputed ? [DISPUTED] : []), ...open];
}

const TOO_MANY = 'more conditions and open questions come together than are looked at';

/** Everything open in favour of `to` and against `from`: what is not found then is certainly not there. */
function contrastExtremes(to: Lines, from: Lines, elsewhere: readonly string[], budget: Budget): Compare {
  const terms = (lines: Lines, effect: 'Allow' | 'Deny', order: Scenario['order']) => {
    const settled = lines.map((one) => one.flatMap((line) => settle(line, effect)));
    return allTerms(settled, { ...SETTLED, order });
  };
  const parts = partsOf(terms(to, 'Allow', 'staged'), terms(from, 'Deny', 'flat'), elsewhere, budget);
  return (place) => {
    const { pieces, exhausted } = findPieces(parts, place, budget);
    const unknown = { certainty: 'unknown', when: [], context: undefined, why: [TOO_MANY] } as const;
    return { changes: pieces.map((piece) => ({ ...piece, ...unknown })), exhausted };
  };
}

const SETTLED: Omit<Scenario, 'order'> = {
  context: 0,
  reading: 0,
  assignment: { holds: new Map(), context: {} },
  answers: new Map(),
};

/** An open statement has its effect if that is the one in favour, and else none. */
function settle(line: Line, favoured: 'Allow' | 'Deny'): Line[] {
  if (line.open.length === 0 && line.literals.length === 0) return [line];
  if (line.effect !== favoured && line.effect !== 'opaque') return [];
  return [{ ...line, effect: favoured, open: [], literals: [] }];
}

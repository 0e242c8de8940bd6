import { signVectors } from '../access/sign-vectors.ts';
import { buildTrie } from '../access/trie.ts';
import { OTHER, readLiteral, readWildcard } from '../access/wildcard.ts';
import { type Clause, evaluateClause } from './clause.ts';
import { readDate } from './date.ts';
import { ipText, readIpRange } from './ip-range.ts';
import { findOperator } from './operators.ts';

/** One way that a condition key can be, as far as the clauses on it can tell. */
export interface Cell {
  /** a value that is like this; `undefined` = the request does not have the key */
  readonly value: string | undefined;
  /** per clause, whether it holds; `undefined` = the documents leave it open */
  readonly holds: readonly (boolean | undefined)[];
}

/** Combinations of text patterns to look at for one key; far more than people write. */
const PATTERN_STEPS = 20_000;
/** Values without regard to case on one key; each is tried in more spellings than there are values. */
const MAX_SPELLED = 32;
/** Every request has these; others, e.g. `acs:MFAPresent`, can be absent. Source: RAM "Condition keys". */
const ALWAYS_PRESENT = new Set(['acs:currenttime', 'acs:sourceip', 'acs:securetransport']);

/**
 * Every distinguishable way that one key can be: values are tried from inside, between and outside what the clauses name, and
 * each is put to the same evaluation as a request's. Clauses are on the same key, with positive operators. `undefined` = the
 * operators mix kinds of value, or the texts are too many to tell apart.
 */
export function cellsOf(clauses: readonly Clause[]): readonly Cell[] | undefined {
  const question = JSON.stringify(clauses.map(({ operator, key, values }) => [operator, key, values]));
  if (known.has(question)) return known.get(question);
  const cells = findCells(clauses);
  if (known.size >= KEPT) known.clear();
  known.set(question, cells);
  return cells;
}

/** The same conditions come up for every action and registry. */
const KEPT = 1000;
const known = new Map<string, readonly Cell[] | undefined>();

function findCells(clauses: readonly Clause[]): readonly Cell[] | undefined {
  const candidates = candidatesOf(clauses);
  if (candidates === undefined) return undefined;
  const { key } = clauses[0]!;
  const cells = new Map<string, Cell>();
  const values: (string | undefined)[] = ALWAYS_PRESENT.has(key) ? candidates : [...candidates, undefined];
  for (const value of values) {
    const holds = clauses.map((clause) => {
      const result = value === undefined ? 'no' : evaluateClause(clause, new Map([[key, [value]]]));
      return result === 'unreadable' ? undefined : result === 'yes';
    });
    const signature = holds.join(' ');
    if (!cells.has(signature)) cells.set(signature, { value, holds });
  }
  return [...cells.values()];
}

function candidatesOf(clauses: readonly Clause[]): string[] | undefined {
  const values = [...new Set(clauses.flatMap((clause) => clause.values))];
  const operators = new Set(clauses.map((clause) => findOperator(clause.operator)!.positive));
  const every = (prefix: string) => [...operators].every((operator) => operator.startsWith(prefix));
  if (every('Bool')) return ['true', 'false'];
  if (every('IpAddress')) return addresses(values);
  if (every('Numeric')) return numbers(values);
  if (every('Date')) return dates(values);
  if (!every('String')) return undefined;
  if (!operators.has('StringEqualsIgnoreCase')) return texts(clauses);
  return operators.has('StringLike') || values.length > MAX_SPELLED ? undefined : spellings(values);
}

/** First, last, the one before and the one after each range; and one of either family that is in none. */
function addresses(values: readonly string[]): string[] {
  const near = values.flatMap((value) => {
    const range = readIpRange(value);
    if (range === undefined) return [];
    const limit = 1n << (range.family === 4 ? 32n : 128n);
    return [range.first, range.last, range.first - 1n, range.last + 1n]
      .filter((address) => address >= 0n && address < limit)
      .map((address) => ipText(range.family, address));
  });
  return [...near, '203.0.113.1', '2001:db8:0:0:0:0:0:1'];
}

function numbers(values: readonly string[]): string[] {
  const known = values.map(Number).filter((value) => Number.isFinite(value));
  return around(known.length === 0 ? [0] : known, 1).map(String);
}

function dates(values: readonly string[]): string[] {
  const known = values.map(readDate).filter((value) => value !== undefined);
  return around(known.length === 0 ? [0] : known, 1000).map((time) => new Date(time).toISOString());
}

/** Each value, one below the smallest, one above the largest, and one between neighbours. */
function around(values: readonly number[], step: number): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  const between = sorted.slice(1).map((value, at) => (value + sorted[at]!) / 2);
  return [...sorted, sorted[0]! - step, sorted.at(-1)! + step, ...between];
}

/** A text for each combination of values that one text can match. */
function texts(clauses: readonly Clause[]): string[] | undefined {
  const patterns = clauses.flatMap(({ operator, values }) =>
    values.map(operator === 'StringLike' ? readWildcard : readLiteral),
  );
  const mentioned = new Set(patterns.flatMap((pattern) => pattern.tokens));
  let fresh = 'x'.codePointAt(0)!;
  while (mentioned.has(fresh)) fresh = fresh === 0x7a ? 0x4e00 : fresh + 1;
  const vectors = signVectors(buildTrie(patterns), { left: PATTERN_STEPS });
  const found = vectors?.map(({ letters }) =>
    String.fromCodePoint(...letters.map((one) => (one === OTHER ? fresh : one))),
  );
  return found && [String.fromCodePoint(fresh), ...found];
}

/** Each value, one that differs from all, and spellings of each value that differ in case, more than the values can name. */
function spellings(values: readonly string[]): string[] {
  const variants = values.flatMap((value) => {
    const letters = Array.from(value, (letter) => [letter.toLowerCase(), letter.toUpperCase()] as const);
    const choices = letters.flatMap(([lower, upper], at) => (lower === upper ? [] : [at]));
    const count = Math.min(2 ** Math.min(choices.length, 6), values.length + 1);
    return Array.from({ length: count }, (_, bits) =>
      letters
        .map(([lower, upper], at) => ((bits >> choices.indexOf(at)) & 1 && choices.includes(at) ? upper : lower))
        .join(''),
    );
  });
  return [...values, ...variants, `${values.toSorted((a, b) => b.length - a.length)[0]}x`];
}

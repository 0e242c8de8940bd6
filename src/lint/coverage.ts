import { globDifference } from '../policy/access/glob-difference.ts';
import { globMatch, globMatchIgnoringCase } from '../policy/glob.ts';
import type { ParsedStatement } from '../policy/parse.ts';
import { globsOverlap, resourcesOverlap } from './overlap.ts';
import { hasWildcard } from './statements.ts';

/** A pattern that may lie within another one. */
interface Inner {
  readonly pattern: string;
  /** the pattern with its wildcards replaced by a character that nobody writes */
  readonly sample: string;
}

/** One action entry on one resource entry of a statement: a statement is all of its pairs. */
export interface Pair {
  /** in lower case */
  readonly action: Inner;
  readonly resource: Inner;
  /** what must hold for the statement that it is of, as a text to compare */
  readonly condition: string;
}

/** Equal for the same conditions in the same order. */
export const conditionText = (condition: ParsedStatement['condition']): string => JSON.stringify(condition);

const FRESH = '\u{E001}';
const innerOf = (pattern: string): Inner => ({ pattern, sample: pattern.replaceAll(/[*?]/g, FRESH) });

/** Pairs with a long resource come first: they tell policies apart soonest. `undefined` for `NotAction`. */
export function pairsOf(statements: readonly ParsedStatement[]): readonly Pair[] | undefined {
  if (statements.some(({ actions }) => actions === undefined)) return undefined;
  const pairs = statements.flatMap((statement) => {
    const actions = statement.actions!.map((action) => innerOf(action.toLowerCase()));
    const condition = conditionText(statement.condition);
    return statement.resources
      .map(innerOf)
      .flatMap((resource) => actions.map((action) => ({ action, resource, condition })));
  });
  return pairs.toSorted((a, b) => b.resource.sample.length - a.resource.sample.length);
}

/** A statement, and whose it is. */
export interface Named {
  readonly name: string;
  readonly statement: ParsedStatement;
}

/** The first of some statements that matches whatever the pair matches, in every context. */
export type FindCover = (pair: Pair) => Named | undefined;

/** For one look at few statements; `CoverIndex` is for many looks at many. */
export const firstOf =
  (statements: readonly Named[]): FindCover =>
  (pair) =>
    statements.find((candidate) => covers(candidate, pair));

/**
 * The names of statements that together match whatever the pairs match, in every context; `undefined` when none does for
 * some pair. Sure when there is an answer; `undefined` may also mean that it takes several statements for one pair.
 */
export function coveredBy(pairs: readonly Pair[], find: FindCover): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  let last: Named | undefined;
  for (const pair of pairs) {
    // What covered the pair before this one most often covers this one too.
    const covering: Named | undefined = last !== undefined && covers(last, pair) ? last : find(pair);
    if (covering === undefined) return undefined;
    names.add(covering.name);
    last = covering;
  }
  return names;
}

/** Does a statement match whatever the pair matches, in every context? */
export const covers = ({ statement }: Named, pair: Pair): boolean =>
  isOnResource(statement, pair) && hasAction(statement, pair) && holdsWhen(statement, pair);

const isOnResource = ({ resources }: ParsedStatement, { resource }: Pair): boolean =>
  resources.some((pattern) => startsAlike(pattern, resource.pattern) && includes(pattern, resource, globMatch));

/**
 * False where two resources part in front of a wildcard of the first: nearly all do, and all begin with the same long text.
 * May miss an inclusion that stretches an earlier wildcard over several parts of a name, which is the safe side.
 */
function startsAlike(pattern: string, inner: string): boolean {
  let at = 0;
  while (at < pattern.length && pattern.charCodeAt(at) === inner.charCodeAt(at)) at += 1;
  return at === pattern.length || hasWildcard(pattern[at]!);
}

const hasAction = ({ actions, notActions }: ParsedStatement, { action }: Pair): boolean =>
  actions === undefined
    ? notActions?.some((pattern) => globsOverlap(pattern.toLowerCase(), action.pattern)) === false
    : actions.some((pattern) => includes(pattern.toLowerCase(), action, globMatchIgnoringCase));

const holdsWhen = ({ condition }: ParsedStatement, pair: Pair): boolean =>
  condition.length === 0 || conditionText(condition) === pair.condition;

/** Can a statement and a pair match the same request? */
export const meets = (statement: ParsedStatement, { action, resource }: Pair): boolean =>
  (statement.actions === undefined ||
    statement.actions.some((pattern) => globsOverlap(pattern.toLowerCase(), action.pattern))) &&
  statement.resources.some((pattern) => resourcesOverlap(pattern, resource.pattern));

/** Does a pattern match every text that another one matches? */
export const isWithin = (inner: string, pattern: string): boolean => includes(pattern, innerOf(inner), globMatch);

/** Without `?` in the pattern, whether it matches the sample of the inner one decides. */
function includes(pattern: string, inner: Inner, match: (pattern: string, text: string) => boolean): boolean {
  if (pattern.includes('?') || pattern.includes(FRESH)) return globDifference([inner.pattern], [pattern]) === undefined;
  return match(pattern, inner.sample);
}

import { globDifference } from '../policy/access/glob-difference.ts';
import { globMatch, globMatchIgnoringCase } from '../policy/glob.ts';
import type { ParsedStatement } from '../policy/parse.ts';
import { globsOverlap, resourcesOverlap } from './overlap.ts';

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
  readonly statement: ParsedStatement;
}

const FRESH = '\u{E001}';
const innerOf = (pattern: string): Inner => ({ pattern, sample: pattern.replaceAll(/[*?]/g, FRESH) });

/** Pairs with a long resource come first: they tell policies apart soonest. `undefined` for `NotAction`. */
export function pairsOf(statements: readonly ParsedStatement[]): readonly Pair[] | undefined {
  if (statements.some(({ actions }) => actions === undefined)) return undefined;
  const pairs = statements.flatMap((statement) => {
    const actions = statement.actions!.map((action) => innerOf(action.toLowerCase()));
    return statement.resources
      .map(innerOf)
      .flatMap((resource) => actions.map((action) => ({ action, resource, statement })));
  });
  return pairs.toSorted((a, b) => b.resource.sample.length - a.resource.sample.length);
}

/** Does a statement match whatever the pair matches, in every context? Sure when true; false may mean "not by itself". */
export const covers = (statement: ParsedStatement, { action, resource, statement: own }: Pair): boolean =>
  statement.resources.some((pattern) => includes(pattern, resource, globMatch)) &&
  (statement.actions === undefined
    ? statement.notActions?.some((pattern) => globsOverlap(pattern.toLowerCase(), action.pattern)) === false
    : statement.actions.some((pattern) => includes(pattern.toLowerCase(), action, globMatchIgnoringCase))) &&
  (statement.condition.length === 0 || JSON.stringify(statement.condition) === JSON.stringify(own.condition));

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

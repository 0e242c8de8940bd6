import { findOperator } from './operators.ts';

/** One key under one operator of a `Condition`: it holds when any of the values does (a negative operator: when none does). */
export interface Clause {
  /** as written; may be no operator of RAM */
  readonly operator: string;
  /** in lower case: keys that differ in case only are taken for the same (inferred, the safe reading) */
  readonly key: string;
  /** the key as written */
  readonly name: string;
  /** sorted */
  readonly values: readonly string[];
}

/** Condition keys in lower case, and their values. */
export type Context = ReadonlyMap<string, readonly string[]>;

/** `missing`: the context does not say. `unreadable`: it says, or need not, and the documents leave the meaning open. */
export type ClauseResult = 'yes' | 'no' | 'missing' | 'unreadable';

export function readContext(context: Readonly<Record<string, string | readonly string[]>> | undefined): Context {
  return new Map(
    Object.entries(context ?? {}).map(([key, value]) => [
      key.toLowerCase(),
      typeof value === 'string' ? [value] : value,
    ]),
  );
}

/** Whether a clause holds in a context. */
export function evaluateClause(clause: Clause, context: Context): ClauseResult {
  const operator = findOperator(clause.operator);
  if (operator === undefined) return 'unreadable';
  const requested = context.get(clause.key);
  if (requested === undefined) return 'missing';
  let unreadable = false;
  for (const one of requested) {
    for (const value of clause.values) {
      const result = operator.compare(one, value);
      if (result === true) return operator.negative ? 'no' : 'yes';
      if (result === 'unreadable') unreadable = true;
    }
  }
  if (unreadable) return 'unreadable';
  return operator.negative ? 'yes' : 'no';
}

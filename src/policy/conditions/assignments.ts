import { type Cell, cellsOf } from './cells.ts';
import type { Clause } from './clause.ts';
import { findOperator } from './operators.ts';

/** A clause as a claim, or the denial of one: `StringNotEquals` denies what `StringEquals` claims of the same values. */
export interface Literal {
  /** equal claims have equal names */
  readonly claim: string;
  readonly negative: boolean;
}

/** One way that the context of a request can be. */
export interface Assignment {
  /** per claim, whether it is so; a claim that is not in here is open, however the context is */
  readonly holds: ReadonlyMap<string, boolean>;
  /** a context that is like this, by key as written; keys that are absent are left out */
  readonly context: Readonly<Record<string, string>>;
}

export function literalOf(clause: Clause): Literal {
  const operator = findOperator(clause.operator);
  const claim = JSON.stringify([operator?.positive ?? clause.operator, clause.key, clause.values]);
  return { claim, negative: operator?.negative ?? false };
}

/**
 * Every way that a request's context can be, as far as some clauses can tell. What one clause says of a key limits what
 * another can say: an address in 10.0.0.0/16 is in 10.0.0.0/8.
 *
 * @returns `undefined` when there are more than `limit`
 */
export function assignmentsOf(clauses: readonly Clause[], limit: number): readonly Assignment[] | undefined {
  let assignments: readonly Assignment[] = [{ holds: new Map(), context: {} }];
  for (const [, group] of Map.groupBy(clauses, (clause) => clause.key)) {
    const claims = new Map<string, Clause>();
    for (const clause of group) {
      const operator = findOperator(clause.operator);
      if (operator !== undefined) claims.set(literalOf(clause).claim, { ...clause, operator: operator.positive });
    }
    const cells = claims.size === 0 ? undefined : cellsOf([...claims.values()]);
    if (cells === undefined) continue; // every claim on the key stays open
    if (cells.length * assignments.length > limit) return undefined;
    assignments = assignments.flatMap((one) =>
      cells.map((cell) => extend(one, group[0]!.name, [...claims.keys()], cell)),
    );
  }
  return assignments;
}

function extend(assignment: Assignment, name: string, claims: readonly string[], cell: Cell): Assignment {
  const holds = new Map(assignment.holds);
  claims.forEach((claim, at) => {
    const value = cell.holds[at];
    if (value !== undefined) holds.set(claim, value);
  });
  return {
    holds,
    context: cell.value === undefined ? assignment.context : { ...assignment.context, [name]: cell.value },
  };
}

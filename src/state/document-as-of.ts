import { evaluateClause, readContext } from '../policy/conditions/clause.ts';
import { parseDocument } from '../policy/parse.ts';

/** They say yes up to a time and no ever after. */
const ENDS: ReadonlySet<string> = new Set(['DateLessThan', 'DateLessThanEquals']);

/**
 * A policy document without the statements that have come to their end: `acs:CurrentTime` does not go back, so they never
 * match again. Decided on the parsed clauses and not on any text made of them, which other people's values could forge. A
 * document that breaks the grammar stays as it is.
 */
export function documentAsOf(document: unknown, now: Date): unknown {
  const { statements } = parseDocument(document);
  if (statements.some(({ opaque }) => opaque)) return document;
  const context = readContext({ 'acs:CurrentTime': now.toISOString() });
  const ended = new Set(
    statements
      .filter(({ condition }) =>
        condition.some(
          (clause) =>
            ENDS.has(clause.operator) && clause.key === 'acs:currenttime' && evaluateClause(clause, context) === 'no',
        ),
      )
      .map(({ index }) => index),
  );
  if (ended.size === 0) return document;
  const { Statement, ...rest } = document as { readonly Statement: readonly unknown[] };
  return { ...rest, Statement: Statement.filter((_statement, at) => !ended.has(at + 1)) };
}

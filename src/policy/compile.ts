import type { PolicyDocument, Statement } from './document.ts';
import { type LevelAccess, levelStatements } from './level-statements.ts';
import { mergeStatements } from './merge.ts';
import { splitStatements } from './split.ts';
import { endAt, instantOf } from './until.ts';

// Beside `compileGrant` because it writes what that compiles; it lives apart because the splitter measures with it.
export { formatDocument } from './format.ts';

export interface StatementAccess {
  readonly kind: 'statements';
  readonly statements: readonly Statement[];
}

export interface GrantInput {
  readonly access: LevelAccess | StatementAccess;
  /** exclusive end as an ISO 8601 instant; `undefined`: no end */
  readonly until: string | undefined;
}

export type CompiledGrant =
  | { readonly ok: true; readonly documents: readonly PolicyDocument[] }
  /** one sentence without a final full stop; text from the file is quoted and escaped */
  | { readonly ok: false; readonly problem: string };

/**
 * The RAM documents of a grant, in the order of their names (`…`, `…-2`, `…-3`).
 *
 * Depends on what is granted, not on the order or repetition of areas, statements and list entries. Together the documents give
 * exactly what `levelStatements` says, or the given statements; each fits RAM's limit as `formatDocument` writes it.
 * With `until` every Allow ends at that instant; a Deny does not, see `endAt`.
 */
export function compileGrant(input: GrantInput): CompiledGrant {
  const granted = grantedStatements(input.access);
  if (!granted.ok) return granted;
  const ending = limitTo(granted.statements, input.until);
  if (!ending.ok) return ending;
  const documents = splitStatements(mergeStatements(ending.statements));
  if (documents === undefined) {
    return { ok: false, problem: 'a statement is larger than the 6,144 bytes of a policy and cannot be divided' };
  }
  return { ok: true, documents };
}

type Statements =
  | { readonly ok: true; readonly statements: readonly Statement[] }
  | { readonly ok: false; readonly problem: string };

function grantedStatements(access: LevelAccess | StatementAccess): Statements {
  if (access.kind === 'level') return levelStatements(access);
  if (access.statements.length === 0) return { ok: false, problem: 'the list of statements is empty' };
  return { ok: true, statements: access.statements };
}

function limitTo(statements: readonly Statement[], until: string | undefined): Statements {
  if (until === undefined) return { ok: true, statements };
  if (instantOf(until) === undefined) {
    return { ok: false, problem: `until ${JSON.stringify(until)} is not an ISO 8601 instant with a zone` };
  }
  const ending = statements.map((statement) => endAt(statement, until));
  if (ending.every((statement) => statement !== undefined)) return { ok: true, statements: ending };
  return {
    ok: false,
    problem: 'until cannot be combined with a DateLessThan acs:CurrentTime of a statement that is not one instant',
  };
}

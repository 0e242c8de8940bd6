import type { AttachedDocument } from '../../policy/evaluate.ts';
import { globMatch } from '../../policy/glob.ts';
import { type ParsedStatement, parseDocument } from '../../policy/parse.ts';
import type { Principal } from '../../policy/principal.ts';
import { type Asker, ESCALATIONS } from '../escalations.ts';
import { holdingsOf, namedRequesters, withAccount } from '../file-principals.ts';
import type { AccountRule } from '../rule.ts';
import { gives, givesEveryService, isUnconditional } from '../statements.ts';

/** Who may change its own access is bound by no file. Administrators are LP01. */
export const ownAccess: AccountRule = {
  kind: 'account',
  id: 'ESC01',
  severity: 'critical',
  remedy:
    'Take the permission away, limit it to resources that do not reach this principal, or take the principal out of the file.',
  check: (context) =>
    withAccount(context, (known) =>
      [...namedRequesters(known)].flatMap((principal) => {
        const held = holdingsOf(known.account).of(principal);
        const statements = held.filter(({ scope }) => scope === 'account').flatMap(ramStatements);
        if (statements.length === 0) return [];
        const asker = askerOf(principal, known.account.id, held);
        return ESCALATIONS.filter(({ action, needs }) =>
          needs(asker).every((resources) => resources.some((resource) => surelyMay(action, resource, statements))),
        ).map(({ action }) => ({
          key: principal,
          message: `${principal} may change its own access with ${action}`,
        }));
      }),
    ),
};

function askerOf(principal: Principal, account: string, held: readonly AttachedDocument[]): Asker {
  const groups = new Set(held.flatMap(({ via }) => via).map((group) => group.slice('group:'.length)));
  const policies = held.filter(({ type }) => type === 'Custom').map(({ policy }) => policy);
  return { principal, account, groups: [...groups], policies };
}

const known = new WeakMap<object, readonly ParsedStatement[]>();

/** Statements that can decide one of the escalations; most documents have none. */
function ramStatements({ document }: AttachedDocument): readonly ParsedStatement[] {
  if (typeof document !== 'object' || document === null) return [];
  const cached = known.get(document);
  if (cached !== undefined) return cached;
  const statements = parseDocument(document).statements.filter(
    (statement) =>
      !statement.opaque &&
      !(statement.effect === 'Allow' && givesEveryService(statement)) &&
      ESCALATIONS.some(({ action }) => gives(statement, action)),
  );
  known.set(document, statements);
  return statements;
}

/** An Allow without conditions, and no Deny whatever its conditions are. */
function surelyMay(action: string, resource: string, statements: readonly ParsedStatement[]): boolean {
  const matching = statements.filter(
    (statement) => gives(statement, action) && statement.resources.some((pattern) => globMatch(pattern, resource)),
  );
  return (
    matching.some((statement) => statement.effect === 'Allow' && isUnconditional(statement)) &&
    matching.every(({ effect }) => effect === 'Allow')
  );
}

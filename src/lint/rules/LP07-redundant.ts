import { ACCOUNT_SCOPE, type Principal } from '../../policy/principal.ts';
import { coveredBy, type Named, pairsOf } from '../coverage.ts';
import { holdingsOf } from '../file-principals.ts';
import { documentsHeldBy } from '../held-documents.ts';
import type { DocumentRule, Hit, LintContext, LintedDocument } from '../rule.ts';
import { allowsOf, deniesOf } from '../statements.ts';

/** A grant that gives a principal what it has anyway: taking it away later will take nothing away. */
export const redundant: DocumentRule = {
  kind: 'document',
  id: 'LP07',
  severity: 'info',
  remedy: 'Drop the grant for this principal, or make the wider one narrower.',
  check: (document, context) => {
    if (document.grant === undefined || deniesOf(document).length > 0) return [];
    const pairs = pairsOf(allowsOf(document));
    if (pairs === undefined || pairs.length === 0) return [];
    return document.attachments.flatMap(({ principal }): readonly Hit[] => {
      const by = coveredBy(pairs, allowedBesides(document, principal, context));
      if (by === undefined) return [];
      return [{ message: `${principal} gets nothing from this that ${[...by].join(', ')} does not give it` }];
    });
  },
};

/** What else is allowed to the principal for the whole account, by its own name or, for a user, through groups. */
function allowedBesides(
  document: LintedDocument,
  principal: Principal,
  { account, documents }: LintContext,
): readonly Named[] {
  const own = documentsHeldBy(principal, documents)
    .filter(({ key }) => key !== document.key)
    .flatMap((other) => named(other.key, other));
  if (account === undefined || !principal.startsWith('user:')) return own;
  const inherited = holdingsOf(account)
    .of(principal)
    .filter(({ scope, via }) => scope === ACCOUNT_SCOPE && via.length > 0)
    .flatMap((held) => named(`${held.policy} (${held.via.join(', ')})`, held));
  return [...own, ...inherited];
}

const named = (name: string, held: Pick<LintedDocument, 'document'>): readonly Named[] =>
  allowsOf(held).map((statement) => ({ name, statement }));

import { ACCOUNT_SCOPE } from '../../policy/principal.ts';
import { CoverIndex } from '../cover-index.ts';
import { coveredBy, type Named, pairsOf } from '../coverage.ts';
import { holdingsOf } from '../file-principals.ts';
import { documentsHeldBy } from '../held-documents.ts';
import { perPrincipal } from '../per-principal.ts';
import type { DocumentRule, Hit, LintedDocument } from '../rule.ts';
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
      const allowed = allowedTo(principal, context);
      const by = coveredBy(pairs, (pair) => allowed.find(pair, document.key));
      if (by === undefined) return [];
      return [{ message: `${principal} gets nothing from this that ${[...by].join(', ')} does not give it` }];
    });
  },
};

/** What is allowed to a principal for the whole account, by its own name or, for a user, through groups. */
const allowedTo = perPrincipal((principal, { account, documents }) => {
  const own = documentsHeldBy(principal, documents).flatMap((held) => named(held.key, held));
  if (account === undefined || !principal.startsWith('user:')) return new CoverIndex(own);
  const inherited = holdingsOf(account)
    .of(principal)
    .filter(({ scope, via }) => scope === ACCOUNT_SCOPE && via.length > 0)
    .flatMap((held) => named(`${held.policy} (${held.via.join(', ')})`, held));
  return new CoverIndex([...own, ...inherited]);
});

const named = (name: string, held: Pick<LintedDocument, 'document'>): readonly Named[] =>
  allowsOf(held).map((statement) => ({ name, statement }));

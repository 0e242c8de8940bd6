import type { Principal } from '../../policy/principal.ts';
import { covers, pairsOf } from '../coverage.ts';
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
      const others = heldBesides(document, principal, context);
      const by = new Set<string>();
      for (const pair of pairs) {
        const covering = others.find(({ held }) => allowsOf(held).some((statement) => covers(statement, pair)));
        if (covering === undefined) return [];
        by.add(covering.key);
      }
      return [{ message: `${principal} gets nothing from this that ${[...by].join(', ')} does not give it` }];
    });
  },
};

interface Other {
  readonly key: string;
  readonly held: Pick<LintedDocument, 'document'>;
}

/** What else the principal holds for the whole account, by its own name or, for a user, through groups. */
function heldBesides(
  document: LintedDocument,
  principal: Principal,
  { account, documents }: LintContext,
): readonly Other[] {
  const own = documentsHeldBy(principal, documents)
    .filter((other) => other.key !== document.key)
    .map((other) => ({ key: other.key, held: other }));
  if (account === undefined || !principal.startsWith('user:')) return own;
  const inherited = holdingsOf(account)
    .of(principal)
    .filter(({ scope, via }) => scope === 'account' && via.length > 0)
    .map((held) => ({ key: via(held.policy, held.via), held }));
  return [...own, ...inherited];
}

const via = (policy: string, path: readonly string[]): string => `${policy} (${path.join(', ')})`;

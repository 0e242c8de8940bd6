import { quotedName } from '../../config/visible-text.ts';
import { type ParsedStatement, parseDocument } from '../../policy/parse.ts';
import { CoverIndex } from '../cover-index.ts';
import { coveredBy, firstOf, meets, type Named, pairsOf } from '../coverage.ts';
import { holdingsOf, requestersOf } from '../file-principals.ts';
import { documentsHeldBy } from '../held-documents.ts';
import { perPrincipal } from '../per-principal.ts';
import type { DocumentRule, Hit, LintContext, LintedDocument } from '../rule.ts';
import { allowsOf, deniesOf } from '../statements.ts';

/** Statements of the file that decide nothing: an Allow under a Deny, or a Deny over nothing. */
export const withoutEffect: DocumentRule = {
  kind: 'document',
  id: 'LP08',
  severity: 'medium',
  remedy: 'Remove the statement that has no effect, or correct the other one.',
  check: (document, context) =>
    document.grant === undefined ? [] : [...overriddenAllows(document, context), ...vacuousDenies(document, context)],
};

const unnamed = (statement: ParsedStatement): Named => ({ name: '', statement });

function overriddenAllows(document: LintedDocument, context: LintContext): readonly Hit[] {
  const own = deniesOf(document).map(unnamed);
  const inOwn = firstOf(own);
  return document.attachments.flatMap(({ principal }): readonly Hit[] => {
    const held = deniedTo(principal, context);
    if (own.length === 0 && held.isEmpty) return [];
    return allowsOf(document).flatMap((allow): readonly Hit[] => {
      const pairs = pairsOf([allow]);
      if (pairs === undefined || coveredBy(pairs, (pair) => inOwn(pair) ?? held.find(pair)) === undefined) return [];
      return [{ message: `what is allowed on ${quotedName(allow.resources[0]!)} is denied to ${principal} again` }];
    });
  });
}

/** What is denied to a principal for the whole account, by its own name. */
const deniedTo = perPrincipal(
  (principal, { documents }) => new CoverIndex(documentsHeldBy(principal, documents).flatMap(deniesOf).map(unnamed)),
);

function vacuousDenies(document: LintedDocument, { account }: LintContext): readonly Hit[] {
  if (account === undefined) return []; // what the Deny could hit is not known
  const holders = document.attachments.flatMap(({ principal }) => requestersOf(principal, account));
  return deniesOf(document).flatMap((deny): readonly Hit[] => {
    const hits = pairsOf([deny]);
    if (hits === undefined || holders.length === 0) return [];
    const hitsSomething = holders.some((holder) =>
      holdingsOf(account)
        .of(holder)
        .flatMap((held) => parseDocument(held.document).statements)
        .some((other) => other.effect !== 'Deny' && hits.some((pair) => meets(other, pair))),
    );
    return hitsSomething
      ? []
      : [{ message: `nothing is allowed that the Deny on ${quotedName(deny.resources[0]!)} could take away` }];
  });
}

import type { Grant } from '../../config/types.ts';
import { withAccount } from '../file-principals.ts';
import type { AccountRule, LintedDocument } from '../rule.ts';
import { allowsOf, gives, givesEveryService, isEverything, isUnconditional, PULL } from '../statements.ts';

/** The file lists what a team may read, and another policy lets it read everything. */
export const readEverything: AccountRule = {
  kind: 'account',
  id: 'LP03',
  severity: 'medium',
  remedy: 'Take the wider policy away, or drop the grant that it makes pointless.',
  check: (context) =>
    withAccount(context, ({ documents }) => {
      const wide = new Map(
        documents
          .filter(readsEverything)
          .flatMap(({ attachments }) =>
            attachments
              .filter(({ scope }) => scope === 'account')
              .map(({ principal, policy }) => [principal, policy] as const),
          ),
      );
      return documents.flatMap(({ grant, key, source, attachments }) =>
        grant === undefined || !isNarrow(grant)
          ? []
          : attachments
              .filter(({ principal }) => wide.has(principal))
              .map(({ principal }) => ({
                key,
                source,
                message: `${principal} may pull everything through ${wide.get(principal)}, so what grant ${grant.name} lists limits nothing`,
              })),
      );
    }),
};

const readsEverything = (document: LintedDocument): boolean => {
  const allows = allowsOf(document);
  if (allows.some(givesEveryService)) return false; // LP01 and DRF01
  return allows.some(
    (statement) => gives(statement, PULL) && isUnconditional(statement) && statement.resources.some(isEverything),
  );
};

const isNarrow = ({ access }: Grant): boolean =>
  access.kind === 'level' && access.can === 'pull' && access.on.every(({ pattern }) => !/^\*+$/.test(pattern));

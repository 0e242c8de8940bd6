import { quotedName } from '../../config/visible-text.ts';
import { CATALOGUE } from '../../policy/catalogue.ts';
import type { DocumentRule } from '../rule.ts';
import { gives, isEverything, isStar, isStarOnly, statementsOf } from '../statements.ts';

const STAR_ONLY = [...CATALOGUE.keys()].filter(isStarOnly);

/** Whether `acs:cr:*:*:*` covers what is authorised on `*` is not documented. */
export const arnOfEverything: DocumentRule = {
  kind: 'document',
  id: 'ARN11',
  severity: 'medium',
  remedy: 'Write the resource "*".',
  check: (document) => {
    const statements = statementsOf(document);
    return statements.flatMap((statement) => {
      const resource = statement.resources.find(isEverything);
      if (resource === undefined || statement.resources.some(isStar)) return [];
      return STAR_ONLY.filter((action) => gives(statement, action))
        .slice(0, 1)
        .map((action) => ({
          message: `it is not documented whether ${quotedName(resource)} covers ${action}, which is authorised on *`,
        }));
    });
  },
};

import { quotedName } from '../../config/visible-text.ts';
import type { ParsedStatement } from '../../policy/parse.ts';
import { instanceResource } from '../resources.ts';
import type { DocumentRule } from '../rule.ts';
import {
  catalogueMatches,
  gives,
  hasWildcard,
  isStar,
  isStarOnly,
  registryActions,
  statementsOf,
} from '../statements.ts';

/** Some actions are checked against `*` whatever they are done to: on a narrower resource they are given to nobody. */
export const starOnlyAction: DocumentRule = {
  kind: 'document',
  id: 'ARN02',
  severity: 'high',
  remedy: 'Give this action in a statement of its own with the resource "*".',
  check: (document) => {
    const statements = statementsOf(document);
    const onStar = statements.filter(({ resources }) => resources.some(isStar));
    return statements
      .filter(({ resources }) => resources.every((resource) => instanceResource(resource) !== undefined))
      .flatMap((statement) =>
        namedActions(statement)
          .filter((action) => isStarOnly(action))
          .filter((action) => !onStar.some((other) => other.effect === statement.effect && gives(other, action)))
          .map((action) => ({
            message: `${action} is authorised on * only, so it means nothing on ${quotedName(statement.resources[0]!)}`,
          })),
      );
  },
};

/** Actions that are written out; a wildcard may be meant for the others that it matches. */
const namedActions = (statement: ParsedStatement): readonly string[] =>
  registryActions(statement)
    .filter((action) => !hasWildcard(action))
    .flatMap(catalogueMatches);

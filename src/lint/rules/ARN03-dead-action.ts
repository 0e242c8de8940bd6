import { quotedName } from '../../config/visible-text.ts';
import { kindsOf, type ResourceKind } from '../../policy/catalogue.ts';
import type { ParsedStatement } from '../../policy/parse.ts';
import { instanceResource, kindsMatchedBy } from '../resources.ts';
import type { DocumentRule } from '../rule.ts';
import { catalogueMatches, hasWildcard, isStarOnly, registryActions, statementsOf } from '../statements.ts';

/**
 * An action on resources that it is never checked on. Left to other rules: what is checked on `*` (ARN02), and a namespace
 * taken for its repositories or the reverse (ARN06). The pages disagree on where ListNamespace is checked.
 */
export const deadAction: DocumentRule = {
  kind: 'document',
  id: 'ARN03',
  severity: 'medium',
  remedy: 'Give the action on the kind of resource that it is checked on, or leave it out.',
  check: (document) => statementsOf(document).flatMap(deadIn),
};

const NAMESPACES_AND_BELOW: readonly ResourceKind[] = [
  'ns',
  'ns-list',
  'repo',
  'chart-ns',
  'chart-ns-list',
  'chart-repo',
];

function deadIn(statement: ParsedStatement) {
  const places = statement.resources.map(instanceResource);
  if (!places.every((place) => place !== undefined)) return [];
  const kinds = new Set(places.flatMap((place) => kindsMatchedBy(place)));
  const onNames = [...kinds].some((kind) => NAMESPACES_AND_BELOW.includes(kind));
  return registryActions(statement)
    .filter((action) => !hasWildcard(action))
    .flatMap(catalogueMatches)
    .filter((action) => !isStarOnly(action) && action !== 'cr:ListNamespace')
    .filter((action) => !kindsOf(action).some((kind) => kinds.has(kind)))
    .filter((action) => !(onNames && kindsOf(action).some((kind) => NAMESPACES_AND_BELOW.includes(kind))))
    .map((action) => ({
      message: `${action} is never checked on ${quotedName(statement.resources[0]!)}, so it means nothing there`,
    }));
}

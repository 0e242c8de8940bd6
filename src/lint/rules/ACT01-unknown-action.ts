import { nearest } from '../../config/nearest.ts';
import { quotedName } from '../../config/visible-text.ts';
import { CATALOGUE, UNLISTED_ACTION } from '../../policy/catalogue.ts';
import { actionOfApi } from '../api-names.ts';
import type { DocumentRule } from '../rule.ts';
import { catalogueMatches, hasWildcard, isEveryAction, registryActions, statementsOf } from '../statements.ts';

const NAMES = [...CATALOGUE.keys()].filter((action) => action !== UNLISTED_ACTION);

/** Most likely a typing error. The catalogue holds what the documentation names, which is not all there is. */
export const unknownAction: DocumentRule = {
  kind: 'document',
  id: 'ACT01',
  severity: 'medium',
  remedy: 'Correct the name; if Container Registry does have this action, accept the finding with an exception.',
  check: (document) =>
    statementsOf(document)
      .flatMap(registryActions)
      .filter((action) => !isEveryAction(action) && catalogueMatches(action).length === 0)
      .filter((action) => actionOfApi(action) === undefined)
      .map((action) => {
        const near = hasWildcard(action) ? undefined : nearest(action, NAMES);
        const hint = near === undefined ? '' : `; did you mean ${quotedName(near)}?`;
        return { message: `${quotedName(action)} matches no documented action of Container Registry${hint}` };
      }),
};

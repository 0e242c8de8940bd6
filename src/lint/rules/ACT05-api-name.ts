import { quotedName } from '../../config/visible-text.ts';
import { actionOfApi } from '../api-names.ts';
import type { DocumentRule } from '../rule.ts';
import { registryActions, statementsOf } from '../statements.ts';

/** The operation is called one way and authorised under another name. */
export const apiName: DocumentRule = {
  kind: 'document',
  id: 'ACT05',
  severity: 'low',
  remedy: 'Write the name of the RAM action.',
  check: (document) =>
    statementsOf(document)
      .flatMap(registryActions)
      .flatMap((action) => {
        const checked = actionOfApi(action);
        return checked === undefined
          ? []
          : [{ message: `${quotedName(action)} is the name of an operation; what RAM checks is ${checked}` }];
      }),
};

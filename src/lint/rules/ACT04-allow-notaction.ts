import { quotedName } from '../../config/visible-text.ts';
import type { DocumentRule } from '../rule.ts';
import { allowsOf } from '../statements.ts';

/** What is allowed by leaving something out grows with every action that is added to the service. */
export const allowNotAction: DocumentRule = {
  kind: 'document',
  id: 'ACT04',
  severity: 'medium',
  remedy: 'List the actions that are allowed under Action.',
  check: (document) =>
    allowsOf(document).flatMap(({ notActions }) =>
      notActions === undefined
        ? []
        : [{ message: `every action but ${quotedName(notActions.join(', '))} is allowed, new ones included` }],
    ),
};

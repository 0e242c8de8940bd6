import { quotedName } from '../../config/visible-text.ts';
import type { DocumentRule, Hit } from '../rule.ts';
import { statementsOf } from '../statements.ts';

const READABLE = 8;
const MOST = 64;

/** Patterns that nobody can read, and such as only an attack on the reader has. */
export const manyWildcards: DocumentRule = {
  kind: 'document',
  id: 'SYN13',
  severity: 'medium',
  remedy: 'Write several plain patterns instead.',
  check: (document) =>
    statementsOf(document)
      .flatMap(({ actions, notActions, resources }) => [...(actions ?? notActions ?? []), ...resources])
      .flatMap((pattern): Hit[] => {
        const wildcards = pattern.replaceAll(/\*+/g, '*').match(/[*?]/g)?.length ?? 0;
        if (wildcards <= READABLE) return [];
        const message = `${quotedName(pattern)} has ${wildcards} wildcards`;
        return wildcards > MOST ? [{ message, severity: 'error' }] : [{ message }];
      }),
};

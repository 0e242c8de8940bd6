import { quotedName } from '../../config/visible-text.ts';
import type { DocumentRule } from '../rule.ts';
import { statementsOf } from '../statements.ts';

/** RAM has no policy variables: `${…}` is literal text, which no request contains. */
export const policyVariable: DocumentRule = {
  kind: 'document',
  id: 'SYN12',
  severity: 'medium',
  remedy: 'Write the value itself: RAM has no policy variables.',
  check: (document) =>
    statementsOf(document)
      .flatMap(({ resources, condition }) => [...resources, ...condition.flatMap(({ values }) => values)])
      .filter((text) => text.includes('${'))
      .map((text) => ({ message: `${quotedName(text)} is literal text to RAM, so it matches nothing that was meant` })),
};

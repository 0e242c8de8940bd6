import { endOf } from '../end-of.ts';
import type { DocumentRule } from '../rule.ts';
import { allowsOf } from '../statements.ts';

/** Nobody gets anything from it any more. */
export const endedAllow: DocumentRule = {
  kind: 'document',
  id: 'CND03',
  severity: 'low',
  remedy: 'Remove the statement, or give it a later date.',
  check: (document, { now }) =>
    allowsOf(document)
      .map(endOf)
      .filter((end) => end !== undefined && end < now.getTime())
      .map((end) => ({ message: `an Allow ended at ${new Date(end!).toISOString()}` })),
};

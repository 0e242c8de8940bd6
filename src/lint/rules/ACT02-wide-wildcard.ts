import { quotedName } from '../../config/visible-text.ts';
import type { DocumentRule } from '../rule.ts';
import { allowsOf, catalogueMatches, hasWildcard, isEveryAction, registryActions } from '../statements.ts';

const READING = /^cr:(?:Get|List|Pull)(?![a-z])/;
const verbOf = (action: string): string => /^cr:([A-Z][a-z]*)/.exec(action)?.[1] ?? action;

/** `cr:P*` looks like pulling, and is pushing too. */
export const wideWildcard: DocumentRule = {
  kind: 'document',
  id: 'ACT02',
  severity: 'high',
  remedy: 'Name the actions, or keep the whole verb in front of the wildcard, such as cr:Get*.',
  check: (document) =>
    allowsOf(document)
      .flatMap(registryActions)
      .filter((action) => hasWildcard(action) && !isEveryAction(action))
      .flatMap((action) => {
        const matches = catalogueMatches(action);
        const writing = matches.find((match) => !READING.test(match));
        if (writing === undefined || new Set(matches.map(verbOf)).size < 2) return [];
        return [{ message: `${quotedName(action)} also matches ${writing}` }];
      }),
};

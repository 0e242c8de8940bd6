import { quotedName } from '../../config/visible-text.ts';
import type { DocumentRule } from '../rule.ts';
import { allowsOf, isEveryAction, isStar } from '../statements.ts';

/** `can: full` says the same in a word that a reviewer reads; everything on everything is LP01 and LP02. */
export const everyAction: DocumentRule = {
  kind: 'document',
  id: 'ACT03',
  severity: 'high',
  remedy: 'Name the actions that are needed, or declare the grant with can: full.',
  check: (document) =>
    document.grant?.access.kind === 'level'
      ? []
      : allowsOf(document)
          .filter(({ resources }) => !resources.some(isStar))
          .flatMap(({ actions }) => (actions ?? []).filter(isEveryAction))
          .map((action) => ({
            message: `${quotedName(action)} gives every action, deletion and future ones included`,
          })),
};

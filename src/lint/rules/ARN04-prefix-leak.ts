import { quotedName } from '../../config/visible-text.ts';
import { namePath } from '../resources.ts';
import type { DocumentRule } from '../rule.ts';
import { allowsOf } from '../statements.ts';

/** `team*` also matches `team-secret`, and what is in it: the wildcard crosses `/`. */
export const prefixLeak: DocumentRule = {
  kind: 'document',
  id: 'ARN04',
  severity: 'high',
  remedy:
    'Put a separator before the wildcard: NAMESPACE/* for the repositories of a namespace, PREFIX-* for a family of names.',
  check: (document) =>
    allowsOf(document)
      .flatMap(({ resources }) => resources)
      .flatMap((resource) => {
        const leak = /([A-Za-z0-9]+)\*+(?:\/\*+)?$/.exec(namePath(resource) ?? '');
        return leak === null
          ? []
          : [
              {
                message: `${quotedName(resource)} also matches every other name that begins with ${quotedName(leak[1]!)}`,
              },
            ];
      }),
};

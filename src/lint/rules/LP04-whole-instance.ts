import { quotedName } from '../../config/visible-text.ts';
import { instanceResource } from '../resources.ts';
import type { DocumentRule } from '../rule.ts';
import { allowsOf, DELETIONS, gives, PUSH } from '../statements.ts';

/** Every namespace of an instance, those of other teams and future ones included. */
export const wholeInstance: DocumentRule = {
  kind: 'document',
  id: 'LP04',
  severity: 'high',
  remedy: 'Name the namespaces: on: REGISTRY:NAMESPACE/*.',
  check: (document) =>
    allowsOf(document).flatMap((statement) => {
      const what = gives(statement, ...DELETIONS) ? 'deletion' : gives(statement, PUSH) ? 'pushing' : undefined;
      if (what === undefined) return [];
      return statement.resources.filter(isWholeInstance).map((resource) => ({
        message: `${what} is allowed in every namespace of an instance, on ${quotedName(resource)}`,
      }));
    }),
};

const isWholeInstance = (resource: string): boolean => {
  const place = instanceResource(resource);
  return place?.type === 'repository' && /^[*/]+$/.test(place.path ?? '');
};

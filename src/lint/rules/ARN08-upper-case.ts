import { quotedName } from '../../config/visible-text.ts';
import { namePath } from '../resources.ts';
import type { DocumentRule } from '../rule.ts';
import { statementsOf } from '../statements.ts';

/** Names of namespaces and repositories are lower case, and resources are compared with case. */
export const upperCase: DocumentRule = {
  kind: 'document',
  id: 'ARN08',
  severity: 'low',
  remedy: 'Write the name in lower case.',
  check: (document) =>
    statementsOf(document)
      .flatMap(({ resources }) => resources)
      .filter((resource) => /[A-Z]/.test(namePath(resource) ?? ''))
      .map((resource) => ({
        message: `${quotedName(resource)} has upper-case letters, which no namespace or repository has`,
      })),
};

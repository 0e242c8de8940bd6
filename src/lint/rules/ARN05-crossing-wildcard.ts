import { quotedName } from '../../config/visible-text.ts';
import { namePath, spansInstances } from '../resources.ts';
import type { DocumentRule } from '../rule.ts';
import { allowsOf } from '../statements.ts';

/** Wildcards cross `/`: inside a name they match repositories of other namespaces. Runs at the end are meant to go deep. */
export const crossingWildcard: DocumentRule = {
  kind: 'document',
  id: 'ARN05',
  severity: 'medium',
  remedy: 'Name the namespace, and use a wildcard only at the end.',
  check: (document) =>
    allowsOf(document)
      .flatMap(({ resources }) => resources)
      .filter((resource) => !spansInstances(resource)) // ARN10 says so
      .filter((resource) => /[*?]/.test((namePath(resource) ?? '').replace(/(?:\/?\*)+$/, '')))
      .map((resource) => ({
        message: `a wildcard inside ${quotedName(resource)} matches across "/", other namespaces included`,
      })),
};

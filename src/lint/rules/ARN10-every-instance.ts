import { quotedName } from '../../config/visible-text.ts';
import type { ParsedStatement } from '../../policy/parse.ts';
import { spansInstances } from '../resources.ts';
import type { DocumentRule } from '../rule.ts';
import { allowsOf, DELETIONS, gives, givesEveryAction, isEverything, PULL, PUSH } from '../statements.ts';

/** A pattern that no instance id bounds: also reaches the instances that are there, and those that will be. */
export const everyInstance: DocumentRule = {
  kind: 'document',
  id: 'ARN10',
  severity: 'high',
  remedy: 'Name the instance: repository/cri-…/NAMESPACE/*.',
  check: (document) =>
    allowsOf(document).flatMap((statement) =>
      statement.resources
        .filter((resource) => isUnbound(resource, statement))
        .map((resource) => ({
          message: `${quotedName(resource)} is not bound to one Enterprise Edition instance; future ones are covered too`,
        })),
    ),
};

/** Much can be given on * only, and every action on everything is LP01 and LP02: there, images are what counts. */
const isUnbound = (resource: string, statement: ParsedStatement): boolean =>
  isEverything(resource)
    ? gives(statement, PULL, PUSH, ...DELETIONS) && !givesEveryAction(statement)
    : spansInstances(resource);

import { quotedName } from '../../config/visible-text.ts';
import { kindsOf, type ResourceKind } from '../../policy/catalogue.ts';
import { globMatch } from '../../policy/glob.ts';
import type { ParsedStatement } from '../../policy/parse.ts';
import { namePath } from '../resources.ts';
import type { DocumentRule, Hit } from '../rule.ts';
import { allowsOf, catalogueMatches, gives, hasWildcard, isEveryAction } from '../statements.ts';

/** `ns` is the namespace, `ns/*` its repositories: most actions are checked on one of the two. */
export const namespaceOrRepositories: DocumentRule = {
  kind: 'document',
  id: 'ARN06',
  severity: 'medium',
  remedy: 'Name both NAMESPACE and NAMESPACE/*, or give the action on the one that it is checked on.',
  check: (document) => {
    const allows = allowsOf(document);
    return allows.flatMap((statement) =>
      statement.resources.flatMap((resource): readonly Hit[] => {
        const path = namePath(resource);
        if (path === undefined) return [];
        if (!path.includes('/') && !hasWildcard(path)) return namespaceAlone(statement, resource, allows);
        const namespace = /^([^/*?]+)\/\*+$/.exec(path)?.[1];
        return namespace === undefined ? [] : repositoriesAlone(statement, resource, allows);
      }),
    );
  },
};

/** `…/ns` where the repositories must have been meant. */
function namespaceAlone(
  statement: ParsedStatement,
  resource: string,
  allows: readonly ParsedStatement[],
): readonly Hit[] {
  const action = meantFor(statement, ['repo', 'ns-list'], 'ns');
  if (action === undefined) return [];
  const below = allows.some(
    (other) =>
      gives(other, action) &&
      other.resources.some((name) => name.startsWith(`${resource}/`) || globMatch(name, `${resource}/x`)),
  );
  return below
    ? []
    : [
        {
          message: `${quotedName(resource)} is the namespace without its repositories, so ${action} does not reach an image`,
        },
      ];
}

/** `…/ns/*` where the namespace must have been meant too. */
function repositoriesAlone(
  statement: ParsedStatement,
  resource: string,
  allows: readonly ParsedStatement[],
): readonly Hit[] {
  const action = meantFor(statement, ['ns'], 'repo');
  if (action === undefined) return [];
  const namespace = resource.replace(/\/\*+$/, '');
  const covered = allows.some(
    (other) => gives(other, action) && other.resources.some((name) => globMatch(name, namespace)),
  );
  return covered
    ? []
    : [{ message: `${quotedName(resource)} leaves out the namespace itself, so ${action} does not reach it` }];
}

/** An action of the statement that is written out and checked on one of the kinds and not on the other one, or every action. */
function meantFor({ actions }: ParsedStatement, kinds: readonly ResourceKind[], not: ResourceKind): string | undefined {
  for (const action of actions ?? []) {
    if (isEveryAction(action)) return action;
    if (hasWildcard(action)) continue;
    const [name] = catalogueMatches(action);
    if (name === undefined) continue;
    const checkedOn = kindsOf(name);
    if (kinds.some((kind) => checkedOn.includes(kind)) && !checkedOn.includes(not)) return name;
  }
  return undefined;
}

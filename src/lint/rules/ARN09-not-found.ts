import { quotedName } from '../../config/visible-text.ts';
import { parseArn } from '../../policy/arn.ts';
import type { Inventory } from '../../state/types.ts';
import { inventoryOf } from '../inventory-of.ts';
import type { DocumentRule, Hit } from '../rule.ts';
import { hasWildcard, statementsOf } from '../statements.ts';

/** A name that the registry does not have: a typing error, or a repository that the first push will create. */
export const notFound: DocumentRule = {
  kind: 'document',
  id: 'ARN09',
  severity: 'low',
  remedy: 'Correct the name, or create the namespace or repository.',
  check: (document, context) => {
    const inventory = inventoryOf(context);
    if (inventory === undefined) return [];
    const mayCreate = document.grant?.create === true;
    return statementsOf(document)
      .flatMap(({ resources }) => resources)
      .flatMap((resource) => missing(resource, inventory))
      .map((message): Hit => (mayCreate ? { message, severity: 'info' } : { message }));
  },
};

function missing(resource: string, { instances }: Inventory): readonly string[] {
  const arn = parseArn(resource);
  const { namespace, repository } = arn ?? {};
  if (arn?.type !== 'repository' || namespace === undefined || hasWildcard(namespace)) return [];
  const instance = instances.find(({ id }) => id === arn.instance);
  // An instance that is only starting has nothing that could be listed.
  if (instance === undefined || instance.namespaces.length === 0) return [];
  const found = instance.namespaces.find(({ name }) => name === namespace);
  if (found === undefined) return [`${instance.id} has no namespace ${quotedName(namespace)}`];
  if (repository === undefined || hasWildcard(repository) || found.repositories.includes(repository)) return [];
  return [`namespace ${quotedName(namespace)} of ${instance.id} has no repository ${quotedName(repository)}`];
}

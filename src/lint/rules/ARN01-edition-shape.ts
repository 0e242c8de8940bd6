import { quotedName } from '../../config/visible-text.ts';
import { parseArn } from '../../policy/arn.ts';
import { inventoryOf } from '../inventory-of.ts';
import type { DocumentRule, LintContext } from '../rule.ts';
import { hasWildcard, statementsOf } from '../statements.ts';

/** Enterprise Edition has the instance id in front of the namespace, Personal Edition has not: the other shape gives nothing. */
export const editionShape: DocumentRule = {
  kind: 'document',
  id: 'ARN01',
  severity: 'high',
  remedy: 'Write repository/cri-…/NAMESPACE/… for Enterprise Edition and repository/NAMESPACE/… for Personal Edition.',
  check: (document, context) => {
    const absent = absentEditions(context, document.grant !== undefined);
    return statementsOf(document)
      .flatMap(({ resources }) => resources)
      .flatMap((resource) => {
        const edition = editionOf(resource);
        if (edition === undefined || !absent.includes(edition)) return [];
        const name = edition === 'personal' ? 'Personal Edition' : 'Enterprise Edition';
        return [
          { message: `${quotedName(resource)} has the form of ${name}, and there is no registry of that edition` },
        ];
      });
  },
};

type Edition = 'personal' | 'enterprise';

function editionOf(resource: string): Edition | undefined {
  const arn = parseArn(resource);
  if (arn === undefined || arn.type !== 'repository') return undefined;
  if (arn.instance !== undefined) return 'enterprise';
  const { namespace } = arn;
  return namespace === undefined || hasWildcard(namespace) ? undefined : 'personal';
}

/** Editions that the account has no registry of, or else, for what the file declares, that the file has none of. */
function absentEditions(context: LintContext, isDeclared: boolean): readonly Edition[] {
  const { config } = context;
  const inventory = inventoryOf(context);
  const declared = new Set<Edition>(config.registries.map(({ edition }) => edition));
  if (declared.size === 0) return [];
  // Without an inventory, an instance that the file does not declare is ARN07.
  if (inventory === undefined) return isDeclared && !declared.has('personal') ? ['personal'] : [];
  if (inventory.personal.length > 0) declared.add('personal');
  if (inventory.instances.length > 0) declared.add('enterprise');
  return (['personal', 'enterprise'] as const).filter((edition) => !declared.has(edition));
}

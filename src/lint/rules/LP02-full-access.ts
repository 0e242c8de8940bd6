import type { DocumentRule } from '../rule.ts';
import { allowsOf, givesEveryAction, givesEveryService, isEverything } from '../statements.ts';

/** AliyunContainerRegistryFullAccess, or its like under another name. Administrators are LP01 and DRF01. */
export const fullAccess: DocumentRule = {
  kind: 'document',
  id: 'LP02',
  severity: 'high',
  judgesSystemPolicies: true,
  remedy: 'Grant can: full on the registries or namespaces that are needed.',
  check: (document) => {
    const allows = allowsOf(document);
    if (allows.some(givesEveryService)) return [];
    if (!allows.some((statement) => givesEveryAction(statement) && statement.resources.some(isEverything))) return [];
    return document.attachments.map(({ principal, policy }) => ({
      message: `${policy} gives ${principal} every action on every registry`,
    }));
  },
};

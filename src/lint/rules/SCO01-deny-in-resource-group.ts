import type { DocumentRule } from '../rule.ts';
import { deniesOf } from '../statements.ts';

/** One page of RAM evaluates the account's policies first and stops at an Allow, another lets every Deny win. */
export const denyInResourceGroup: DocumentRule = {
  kind: 'document',
  id: 'SCO01',
  severity: 'high',
  judgesSystemPolicies: true,
  remedy: 'Attach the Deny at the account, limited by its resources.',
  check: (document) =>
    deniesOf(document).length === 0
      ? []
      : document.attachments
          .filter(({ scope }) => scope !== 'account')
          .map(({ principal, scope }) => ({
            message: `it is not documented whether a Deny in resource group ${scope} takes anything from ${principal} that the account allows`,
          })),
};

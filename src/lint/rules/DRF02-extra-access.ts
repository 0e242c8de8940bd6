import { membersOf, namedPrincipals, namedRequesters, withAccount } from '../file-principals.ts';
import { isIgnored, powersOf } from '../power.ts';
import type { AccountRule, Hit, LintedDocument } from '../rule.ts';
import { allowsOf, givesEveryAction, isEverything } from '../statements.ts';

/** Access to images that somebody in the file has besides what the file gives. */
export const extraAccess: AccountRule = {
  kind: 'account',
  id: 'DRF02',
  severity: 'medium',
  remedy: 'Detach the policy or take the user out of the group, or grant the access in the file.',
  check: (context) =>
    withAccount(context, (known) => {
      const named = namedPrincipals(context);
      const requesters = namedRequesters(known);
      return known.documents
        .filter((document) => document.grant === undefined && powersOf(document).size > 0 && !isFullAccess(document))
        .flatMap(({ attachments }) =>
          attachments.flatMap(({ principal, policy }): Hit[] => {
            if (isIgnored(principal, context)) return [];
            if (named.has(principal)) {
              return [
                {
                  key: principal,
                  message: `${principal} also has access to images through ${policy}, which the file does not give`,
                },
              ];
            }
            if (!principal.startsWith('group:')) return [];
            return [...membersOf(known.account, principal)]
              .map((user) => `user:${user}` as const)
              .filter((user) => requesters.has(user) && !isIgnored(user, context))
              .map((user) => ({
                key: user,
                message: `${user} also has access to images through ${policy} of ${principal}, which is not in the file`,
              }));
          }),
        );
    }),
};

/** LP01 and LP02 say it. */
const isFullAccess = (document: LintedDocument): boolean =>
  allowsOf(document).some((statement) => givesEveryAction(statement) && statement.resources.some(isEverything));

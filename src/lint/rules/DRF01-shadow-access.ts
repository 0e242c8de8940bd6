import { membersOf, namedPrincipals, withAccount } from '../file-principals.ts';
import { isIgnored, powersOn } from '../power.ts';
import type { AccountRule, Hit } from '../rule.ts';

/** More than reading, for somebody whom no reviewer of the file ever sees. */
export const shadowAccess: AccountRule = {
  kind: 'account',
  id: 'DRF01',
  severity: 'high',
  remedy: 'Detach the policy, or grant the access in the file; administrators can be listed under settings.ignore.',
  check: (context) =>
    withAccount(context, ({ account, config, documents }) => {
      const named = namedPrincipals(context);
      return documents
        .filter(({ grant }) => grant === undefined)
        .flatMap((document): Hit[] => {
          const holders = document.attachments
            .map(({ principal }) => principal)
            .filter((principal) => !named.has(principal) && !isIgnored(principal, context))
            .filter((principal) => !principal.startsWith('group:') || membersOf(account, principal).size > 0);
          if (holders.length === 0) return [];
          return config.registries.flatMap((registry) => {
            const powers = powersOn(registry, document, context).filter((power) => power !== 'pull');
            if (powers.length === 0) return [];
            return [...new Set(holders)].map((principal) => ({
              key: principal,
              message: `${principal} is not in the file and may ${powers.join(', ')} in ${registry.name} through ${document.attachments[0]!.policy}`,
            }));
          });
        });
    }),
};

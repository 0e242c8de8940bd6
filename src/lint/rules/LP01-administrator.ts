import { holdingsOf, namedRequesters, withAccount } from '../file-principals.ts';
import type { AccountRule } from '../rule.ts';
import { allowsOf, givesEveryService, isStar, isUnconditional } from '../statements.ts';

/** Who may do everything everywhere is bound by no grant. Grants of such a policy are refused by the guard of the same id. */
export const administrator: AccountRule = {
  kind: 'account',
  id: 'LP01',
  severity: 'critical',
  remedy: 'Take the policy away from this principal, or take the principal out of the file.',
  check: (context) =>
    withAccount(context, (known) =>
      [...namedRequesters(known)].flatMap((principal) =>
        holdingsOf(known.account)
          .of(principal)
          .filter(({ scope }) => scope === 'account')
          .filter((held) => allowsOf(held).some((statement) => isAdministrator(statement)))
          .map(({ policy, via }) => ({
            key: principal,
            message: `${principal} holds ${policy}${via.length > 0 ? ` through ${via.join(', ')}` : ''}, which allows everything and so overrides this file`,
          })),
      ),
    ),
};

const isAdministrator = (statement: ReturnType<typeof allowsOf>[number]): boolean =>
  givesEveryService(statement) && isUnconditional(statement) && statement.resources.some(isStar);

import type { ParsedStatement } from '../../policy/parse.ts';
import { holdingsOf, namedPrincipals } from '../file-principals.ts';
import { documentsHeldBy } from '../held-documents.ts';
import type { AccountRule } from '../rule.ts';
import { allowsOf } from '../statements.ts';

/** Pipelines assume roles without a second factor. */
export const machineNeedsMfa: AccountRule = {
  kind: 'account',
  id: 'CND02',
  severity: 'medium',
  remedy: 'Take the condition out of this grant, and limit the role by its trust policy.',
  check: (context) =>
    [...namedPrincipals(context)]
      .filter((principal) => principal.startsWith('role:'))
      .flatMap((principal) => {
        const held =
          context.account === undefined
            ? documentsHeldBy(principal, context.documents)
            : holdingsOf(context.account).of(principal);
        const allows = held.flatMap(allowsOf);
        if (allows.length === 0 || !allows.every(needsMfa)) return [];
        return [
          {
            key: principal,
            message: `everything that ${principal} may do needs a second factor, which a machine has not`,
          },
        ];
      }),
};

const needsMfa = ({ condition }: ParsedStatement): boolean =>
  condition.some(
    ({ operator, key, values }) =>
      operator === 'Bool' && key === 'acs:mfapresent' && values.every((value) => /^true$/i.test(value)),
  );

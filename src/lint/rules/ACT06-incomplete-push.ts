import type { ParsedStatement } from '../../policy/parse.ts';
import type { Principal } from '../../policy/principal.ts';
import { holdingsOf, requestersOf } from '../file-principals.ts';
import { documentsHeldBy } from '../held-documents.ts';
import { instanceResource } from '../resources.ts';
import type { DocumentRule, Hit, LintContext, LintedDocument } from '../rule.ts';
import { allowsOf, gives, isEverything, LOGIN, PULL, PUSH } from '../statements.ts';

/** `docker push` asks the registry for pull and push at once, and a role can sign in with a temporary password only. */
export const incompletePush: DocumentRule = {
  kind: 'document',
  id: 'ACT06',
  severity: 'medium',
  remedy: 'Use can: push or can: pull, or add cr:PullRepository next to push and cr:GetAuthorizationToken on "*".',
  check: (document, context) => {
    if (document.grant === undefined) return [];
    const own = allowsOf(document);
    const images = own.filter((statement) => gives(statement, PULL, PUSH));
    const enterprise = images.some(({ resources }) => resources.some((name) => instanceResource(name) !== undefined));
    const lacksPull = images.some((statement) => gives(statement, PUSH)) && !own.some(isPull);
    const lacksLogin = enterprise && !own.some(isLogin);
    if (!lacksPull && !lacksLogin) return [];
    return document.attachments
      .flatMap(({ principal }) => askersOf(principal, context))
      .flatMap((requester): Hit[] => {
        const allows = heldBy(requester, context).flatMap(allowsOf);
        return [
          ...(lacksPull && !allows.some(isPull)
            ? [{ message: `${requester} may push and not pull, and a push needs both` }]
            : []),
          ...(lacksLogin && requester.startsWith('role:') && !allows.some(isLogin)
            ? [{ message: `${requester} has no cr:GetAuthorizationToken, without which a role cannot sign in` }]
            : []),
        ];
      });
  },
};

const isPull = (statement: ParsedStatement): boolean => gives(statement, PULL);
const isLogin = (statement: ParsedStatement): boolean =>
  gives(statement, LOGIN) && statement.resources.some(isEverything);

/** What a group lacks its members may have, so they are asked, as far as they are known. */
const askersOf = (principal: Principal, { account }: LintContext): readonly Principal[] =>
  account === undefined ? [principal].filter((one) => !one.startsWith('group:')) : requestersOf(principal, account);

/** What the principal holds in the account, or what else the file gives it. */
function heldBy(
  requester: Principal,
  { account, documents }: LintContext,
): readonly Pick<LintedDocument, 'document'>[] {
  if (account !== undefined) return holdingsOf(account).of(requester);
  return documentsHeldBy(requester, documents);
}

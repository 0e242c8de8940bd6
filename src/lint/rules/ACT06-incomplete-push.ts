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
    const images = allowsOf(document).filter((statement) => gives(statement, PULL, PUSH));
    const pushes = images.some((statement) => gives(statement, PUSH));
    const enterprise = images.some(({ resources }) => resources.some((name) => instanceResource(name) !== undefined));
    if (!pushes && !enterprise) return [];
    return document.attachments
      .flatMap(({ principal }) => askersOf(principal, context))
      .flatMap((requester): Hit[] => {
        const allows = [document, ...heldBy(requester, context)].flatMap(allowsOf);
        const canPull = allows.some((statement) => gives(statement, PULL));
        const canLogin = allows.some((statement) => gives(statement, LOGIN) && statement.resources.some(isEverything));
        const needsLogin = enterprise && requester.startsWith('role:');
        return [
          ...(pushes && !canPull ? [{ message: `${requester} may push and not pull, and a push needs both` }] : []),
          ...(needsLogin && !canLogin
            ? [{ message: `${requester} has no cr:GetAuthorizationToken, without which a role cannot sign in` }]
            : []),
        ];
      });
  },
};

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

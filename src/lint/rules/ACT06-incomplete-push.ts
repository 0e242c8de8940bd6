import type { ParsedStatement } from '../../policy/parse.ts';
import type { Principal } from '../../policy/principal.ts';
import { holdingsOf, requestersOf } from '../file-principals.ts';
import { documentsHeldBy } from '../held-documents.ts';
import { perPrincipal } from '../per-principal.ts';
import { instanceResource } from '../resources.ts';
import type { DocumentRule, Hit, LintContext } from '../rule.ts';
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
        const has = givenTo(requester, context);
        return [
          ...(lacksPull && !has.pull ? [{ message: `${requester} may push and not pull, and a push needs both` }] : []),
          ...(lacksLogin && requester.startsWith('role:') && !has.login
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

/** Of what the principal holds in the account, or of what the file gives it. */
const givenTo = perPrincipal((requester, { account, documents }) => {
  const held = account === undefined ? documentsHeldBy(requester, documents) : holdingsOf(account).of(requester);
  const allows = held.flatMap(allowsOf);
  return { pull: allows.some(isPull), login: allows.some(isLogin) };
});

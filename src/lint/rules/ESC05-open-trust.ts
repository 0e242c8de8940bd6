import { withAccount } from '../file-principals.ts';
import { openSubjects } from '../oidc-subjects.ts';
import type { AccountRule, Hit } from '../rule.ts';

/** What the file gives a role it gives to everybody who may become the role. Reviewers of the file do not see who that is. */
export const openTrust: AccountRule = {
  kind: 'account',
  id: 'ESC05',
  severity: 'high',
  remedy:
    'Name one repository and one branch, tag or environment in oidc:sub of the trust policy, e.g. repo:org/app:environment:release; repositories made since July 2026 have ids in it, repo:org@1/app@2:….',
  check: (context) =>
    withAccount(context, ({ account, documents }) => {
      const held = documents.flatMap(({ grant, attachments }) =>
        grant === undefined ? [] : attachments.map(({ principal }) => [principal, grant.source] as const),
      );
      return [...new Map(held.toReversed())].flatMap(([principal, source]): Hit[] => {
        const role = principal.slice('role:'.length);
        if (!principal.startsWith('role:') || !account.trustPolicies.has(role)) return [];
        const open = openSubjects(account.trustPolicies.get(role));
        const about = { key: principal, source };
        if (open === undefined) {
          return [{ ...about, severity: 'medium', message: `the trust policy of ${principal} cannot be read` }];
        }
        return open.map(({ who, severity }) => ({
          ...about,
          severity,
          message: `${who} may become ${principal}`,
        }));
      });
    }),
};

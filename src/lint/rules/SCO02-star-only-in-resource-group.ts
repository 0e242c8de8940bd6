import { CATALOGUE } from '../../policy/catalogue.ts';
import type { DocumentRule } from '../rule.ts';
import { allowsOf, gives, isStar, isStarOnly } from '../statements.ts';

const STAR_ONLY = [...CATALOGUE.keys()].filter(isStarOnly);

/** What is authorised on `*` lies in no resource group. */
export const starOnlyInResourceGroup: DocumentRule = {
  kind: 'document',
  id: 'SCO02',
  severity: 'medium',
  judgesSystemPolicies: true,
  remedy:
    'Grant it at the account (no scope); for signing in: a grant of its own for the account, and login: false here.',
  check: (document) => {
    const scopes = document.attachments.map(({ scope }) => scope).filter((scope) => scope !== 'account');
    if (scopes.length === 0) return [];
    const allows = allowsOf(document).filter(({ resources }) => resources.some(isStar));
    const action = STAR_ONLY.find((name) => allows.some((statement) => gives(statement, name)));
    if (action === undefined) return [];
    return [...new Set(scopes)].map((scope) => ({
      message: `it is not documented whether resource group ${scope} can give ${action}, which is authorised on *`,
    }));
  },
};

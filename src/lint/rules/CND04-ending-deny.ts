import { endOf } from '../end-of.ts';
import type { DocumentRule } from '../rule.ts';
import { deniesOf } from '../statements.ts';

const SOON = 30 * 24 * 60 * 60 * 1000;

/** When a Deny ends, access comes back without anybody having asked for it. */
export const endingDeny: DocumentRule = {
  kind: 'document',
  id: 'CND04',
  severity: 'high',
  judgesSystemPolicies: true,
  remedy: 'Take the date off the Deny, or take the Allow away that it holds back.',
  check: (document, { now }) =>
    deniesOf(document).flatMap((statement) => {
      const end = endOf(statement);
      if (end === undefined || end - now.getTime() > SOON) return [];
      const when = new Date(end).toISOString();
      return [
        {
          message:
            end < now.getTime()
              ? `a Deny ended at ${when}: what it held back is open again`
              : `a Deny ends at ${when}, and what it holds back opens by itself`,
        },
      ];
    }),
};

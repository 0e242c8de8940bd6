import type { DocumentRule } from '../rule.ts';

const SHOWN = 3;

/** People change teams; groups keep who may do what in one place. Other policies than the file's are not its business. */
export const directAttachment: DocumentRule = {
  kind: 'document',
  id: 'LP06',
  severity: 'low',
  judgesSystemPolicies: true,
  remedy: 'Grant to a group and make the user a member, unless it is the user of a machine.',
  check: ({ grant, attachments }) => {
    if (grant === undefined) return [];
    const users = attachments.map(({ principal }) => principal).filter((principal) => principal.startsWith('user:'));
    if (users.length === 0) return [];
    const more = users.length > SHOWN ? ` and ${users.length - SHOWN} more` : '';
    return [{ message: `granted directly, not through a group: ${users.slice(0, SHOWN).join(', ')}${more}` }];
  },
};

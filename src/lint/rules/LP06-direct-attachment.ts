import type { DocumentRule } from '../rule.ts';

/** People change teams; groups keep who may do what in one place. Other policies than the file's are not its business. */
export const directAttachment: DocumentRule = {
  kind: 'document',
  id: 'LP06',
  severity: 'low',
  judgesSystemPolicies: true,
  remedy: 'Grant to a group and make the user a member, unless it is the user of a machine.',
  check: ({ grant, attachments }) =>
    grant === undefined
      ? []
      : attachments
          .filter(({ principal }) => principal.startsWith('user:'))
          .map(({ principal }) => ({ message: `${principal} is granted this directly, not through a group` })),
};

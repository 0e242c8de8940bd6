import { syntaxRule } from '../syntax-rule.ts';

/** Both, none, or an empty list. */
export const actionOrNotAction = syntaxRule(
  'SYN04',
  ({ code }) => code === 'action-xor-notaction' || code === 'bad-action',
  'Give the statement either Action or NotAction, with at least one entry.',
);

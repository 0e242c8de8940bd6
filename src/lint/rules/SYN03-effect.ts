import { syntaxRule } from '../syntax-rule.ts';

/** Effect is compared with case. */
export const badEffect = syntaxRule(
  'SYN03',
  ({ code }) => code === 'bad-effect',
  'Write Allow or Deny, in this spelling.',
);

import { syntaxRule } from '../syntax-rule.ts';

/** An action is a service code, a colon and a name. */
export const badActionFormat = syntaxRule(
  'SYN06',
  ({ code }) => code === 'bad-action-format',
  'Write SERVICE:Name such as cr:PullRepository, or "*".',
);

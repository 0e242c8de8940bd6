import { syntaxRule } from '../syntax-rule.ts';

/** Resource is required. */
export const missingResource = syntaxRule(
  'SYN05',
  ({ code }) => code === 'missing-resource' || code === 'bad-resource',
  'Name the resources, or write "*".',
);

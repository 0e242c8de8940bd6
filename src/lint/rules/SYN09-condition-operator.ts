import { syntaxRule } from '../syntax-rule.ts';

/** Operators of other clouds. */
export const unknownOperator = syntaxRule(
  'SYN09',
  ({ code }) => code === 'unknown-operator',
  'Use an operator of RAM: it has no IfExists, no ForAnyValue, no Null and no Arn operators.',
);

import { syntaxRule } from '../syntax-rule.ts';

/** Elements of other languages (Sid, Principal, NotResource) and typing errors. */
export const badStructure = syntaxRule(
  'SYN02',
  ({ code }) => /^(?:unknown-element:|bad-document$|bad-statement(?:-list)?$)/.test(code),
  'Keep to Version and Statement, and to Effect, Action or NotAction, Resource and Condition in a statement.',
);

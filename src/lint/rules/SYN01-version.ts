import { syntaxRule } from '../syntax-rule.ts';

/** RAM knows one version of the language, the text "1". */
export const badVersion = syntaxRule('SYN01', ({ code }) => code === 'bad-version', 'Write "Version": "1", as a text.');

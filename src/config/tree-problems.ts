import type { Problem } from './issue-list.ts';
import { quoted } from './visible-text.ts';

/** Problems that YAML and JSON files share. */

export const tooDeep = (depth: number): Problem => ({
  code: 'too-deep',
  message: `values are nested more than ${depth} levels deep`,
  hint: 'nothing in this file needs such depth',
});

export const duplicateKey = (key: string): Problem => ({
  code: 'duplicate-key',
  message: `the key ${quoted(key)} stands twice in the same mapping`,
  hint: 'keep one of the two; otherwise one would be dropped silently',
});

export const unsafeKey = (key: string): Problem => ({
  code: 'unknown-key',
  message: `unknown key ${quoted(key)}; it cannot be used as a key or a name`,
  hint: 'remove it or use another name',
});

export const tooMuchReuse = (what: string): Problem => ({
  code: 'too-many-values',
  message: `the file has ${what}`,
  hint: 'split the file or write the values out',
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALL_RULES } from '../../src/lint/all-rules.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/lints.md'), 'utf8');
const entries = text
  .split(/^### /m)
  .slice(1)
  .map((entry) => ({ id: entry.slice(0, entry.indexOf('\n')), entry }));

/** Findings about exceptions come from no rule. */
const NO_RULE = ['EXC01', 'EXC02', 'EXC03'];

describe('docs/lints.md', () => {
  it('has an entry for every rule, once and in order, and for nothing else', () => {
    const ids = entries.map(({ id }) => id).filter((id) => !NO_RULE.includes(id));
    expect(ids.toSorted()).toEqual(ALL_RULES.map(({ id }) => id).toSorted());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(ALL_RULES.map(({ id, severity }) => ({ id, severity })))(
    'says of $id that it is $severity, what to avoid and why',
    ({ id, severity }) => {
      const entry = entries.find((one) => one.id === id)?.entry ?? '';
      expect(entry).toContain(`**${severity}**: `);
      expect(entry).toMatch(/Avoid\n(?: {2}.+\n)+Prefer\n(?: {2}.+\n)+```\n\nWhy: ./);
    },
  );
});

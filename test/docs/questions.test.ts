import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../commands/support/surroundings.ts';
import { DOCS } from './page.ts';

const page = readFileSync(join(DOCS, 'questions.md'), 'utf8');
const files = Object.fromEntries(
  [...page.matchAll(/^```(?:yaml|json) (\S+)\n([\s\S]*?)^```$/gm)].map(([, name, text]) => [name!, text!]),
);
const examples = [...page.matchAll(/^```console\n\$ acr-access (.*)\n([\s\S]*?)^```$/gm)].map(([, words, output]) => ({
  words: words!,
  output: output!,
}));

describe('questions about access', () => {
  it.each(examples)('answers as the page says: $words', async ({ words, output }) => {
    const { stdout, stderr } = await run(words.split(' '), files);
    expect(stdout + stderr).toBe(output);
  });

  it('finds the examples of the page', () => {
    expect(examples.map(({ words }) => words.split(' ')[0])).toEqual([
      'can',
      'can',
      'can',
      'who-can',
      'explain',
      'diff',
      'validate',
      'plan',
    ]);
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
const isPath = (word: string): boolean => /^\.?[\w-]+\/[\w./-]+$/.test(word);
/** Code spans with a slash, and the paths within commands. */
const paths = [...page.matchAll(/`([^`\n]+)`/g)].flatMap(([, span = '']) => span.split(' ').filter(isPath));

describe('CONTRIBUTING.md', () => {
  it.each([...new Set(paths)])('names %s, which exists', (path) => {
    expect(existsSync(join(root, path))).toBe(true);
  });

  it.each(['Add a lint', 'Add a guard', 'Add an access level', 'Add an API operation'])(
    'says of "%s" what to copy and which tests to run',
    (recipe) => {
      const section = page.split(/^### /m).find((text) => text.startsWith(`${recipe}\n`)) ?? '';
      expect(section).toMatch(/[Cc]opy a?[^`]*`src\//);
      expect(section).toMatch(/`npx vitest run test\//);
    },
  );

  it('runs only scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const named = [...page.matchAll(/npm run ([a-z]+)/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(5);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  });
});

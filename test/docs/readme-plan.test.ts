import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

it('the README shows the access table of the quickstart as the plan has it', () => {
  const shown = /<!-- plan:start -->\n([\s\S]*?)\n<!-- plan:end -->/.exec(textOf('README.md'))?.[1];
  const plan = textOf('examples/quickstart/plan.md');
  const table = /^\| who \|[\s\S]*?(?=\n\n)/m.exec(plan)?.[0];
  expect(table?.split('\n').length).toBeGreaterThan(4);
  expect(shown).toBe(table);
});

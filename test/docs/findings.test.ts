import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const sources = ['src/plan/guards', 'src/plan/judges'].flatMap((folder) =>
  readdirSync(join(root, folder)).map((name) => readFileSync(join(root, folder, name), 'utf8')),
);

it('describes every finding of the guards and judges, and no other', () => {
  const made = new Set(sources.flatMap((text) => text.match(/'[A-Z]{2,4}\d{2}'/g) ?? []).map((id) => id.slice(1, -1)));
  const page = readFileSync(join(root, 'docs/findings.md'), 'utf8');
  const described = new Set([...page.matchAll(/^\| ([A-Z]{2,4}\d{2}) \|/gm)].map(([, id]) => id));
  const lints = new Set(['EXC01', 'EXC02', 'EXC03']);
  expect(new Set([...described].filter((id) => !lints.has(id!)))).toEqual(made);
});

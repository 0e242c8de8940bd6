import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withReferenceTables } from '../../scripts/schema/reference-tables.ts';
import { VERBS_OR_FULL, WrittenConfig } from '../../src/config/schema.ts';
import { loadConfig } from '../../src/pipeline.ts';
import { parseAccountFile } from '../../src/state/account-file.ts';
import { WrittenAccount } from '../../src/state/account-file-schema.ts';
import { INPUT } from '../support/example.ts';
import { DOCS, sectionsOf } from './page.ts';
import { schemaKeys } from './schema-keys.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the reference of acr-access.yaml', () => {
  const sections = sectionsOf('file.md');
  const sectionOf = (title: string): string => sections.find((section) => section.title === title)?.text ?? '';

  const keys = schemaKeys(WrittenConfig).map((path) => ({ path }));
  it.each(keys)('has a row for $path in the table of its section', ({ path }) => {
    const [, title = 'Top level', key = path] = /^(?:grants\.(?=statements\.))?(\w+)\.(.+)$/.exec(path) ?? [];
    expect(sectionOf(title)).toContain(`| \`${key}\` |`);
  });

  it('knows the keys of the schema', () => {
    expect(keys.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['grants.statements.Condition', 'settings.limits.removals']),
    );
  });

  it('has the tables that npm run schema writes', () => {
    const page = readFileSync(join(DOCS, 'file.md'), 'utf8');
    expect(page).toBe(withReferenceTables(page));
  });

  it('names every verb', () => {
    for (const verb of VERBS_OR_FULL) expect(sectionOf('guardrails')).toContain(`\`${verb}\``);
  });

  const blocks = sections.flatMap(({ title, blocks: list }) =>
    list.filter(({ language }) => language === 'yaml').map(({ text }) => ({ title, text })),
  );
  it.each(blocks)('has a valid example in $title', ({ text }) => {
    const header = 'version: 1\naccount: "1234567890123456"\n';
    const registries = sections.find(({ title }) => title === 'registries')!.blocks[0]!.text;
    const whole = text.startsWith('version:')
      ? text
      : `${header}${text.startsWith('registries:') ? '' : registries}${text}`;
    expect(loadConfig({ ...INPUT, bytes: bytes(whole) }).warnings).toEqual([]);
  });

  it('has an example in every section', () => {
    const sectionsWithKeys = new Set(Object.keys(WrittenConfig.shape).filter((key) => sectionOf(key) !== ''));
    expect(sectionsWithKeys.size).toBe(Object.keys(WrittenConfig.shape).length - 2);
    for (const key of sectionsWithKeys)
      expect(
        blocks.some(({ title }) => title === key),
        key,
      ).toBe(true);
  });
});

describe('the reference of the account file', () => {
  const [page] = sectionsOf('account-file.md');
  it.each(schemaKeys(WrittenAccount).map((path) => ({ key: path.split('.').at(-1)! })))('names $key', ({ key }) => {
    expect(page?.text).toContain(`\`${key}\``);
  });

  it('has a valid example', () => {
    const parsed = parseAccountFile({ file: 'account.yaml', bytes: bytes(page!.blocks[0]!.text) });
    expect(parsed).toMatchObject({ ok: true, warnings: [] });
  });
});

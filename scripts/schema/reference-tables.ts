import type { z } from 'zod/mini';
import { WrittenConfig } from '../../src/config/schema.ts';
import { NOTES, type Note } from './notes.ts';

const HEADER = '| key | default | meaning |\n|---|---|---|\n';

/** docs/file.md with the table of every section as the notes have it; the text around the tables is written by hand. */
export function withReferenceTables(page: string): string {
  return page.replaceAll(/^## ([^\n]+)\n(?:(?!^## )[\s\S])*?(?=^## |$(?![\s\S]))/gm, (section, title: string) =>
    section.replace(/^\| key \| default \| meaning \|\n(?:\|.*\n)+/m, () => HEADER + rowsOf(title).join('')),
  );
}

/** The section of the page and the name of the key there: `statements` and `Effect` for `grants.statements.Effect`. */
function placeOf(path: string): { readonly title: string; readonly key: string } {
  const [, title, key] = /^(?:grants\.(?=statements\.))?(\w+)\.(.+)$/.exec(path) ?? [];
  return title === undefined ? { title: 'Top level', key: path } : { title, key: key! };
}

function rowsOf(title: string): readonly string[] {
  return Object.entries(NOTES)
    .map(([path, note]) => ({ path, note, ...placeOf(path) }))
    .filter((row) => row.title === title)
    .map(({ path, note, key }) => `| \`${key}\` | ${defaultText(path, note)}| ${note.meaning} |\n`);
}

function defaultText(path: string, note: Note): string {
  if (isNeeded(WrittenConfig, path.split('.'))) return 'needed ';
  if ('default' in note)
    return `\`${typeof note.default === 'string' ? note.default : JSON.stringify(note.default)}\` `;
  return note.otherwise === undefined ? '' : `${note.otherwise} `;
}

/** Does the schema ask for the key, of every file or of every entry of its section? */
function isNeeded(schema: z.core.$ZodType, [key = '', ...below]: readonly string[]): boolean {
  const value = keysIn(schema)?.[key];
  if (value === undefined) throw new Error(`the schema has no key ${key}`);
  return below.length === 0 ? (value as z.core.$ZodTypes)._zod.def.type !== 'optional' : isNeeded(value, below);
}

/** The keys of the mapping inside of a section, a list or an optional. */
function keysIn(schema: z.core.$ZodType): z.core.$ZodShape | undefined {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'object') return def.shape;
  if (def.type === 'optional') return keysIn(def.innerType);
  if (def.type === 'union') return def.options.map(keysIn).find((one) => one !== undefined);
  if (def.type === 'array') return keysIn(def.element);
  return def.type === 'record' ? keysIn(def.valueType) : undefined;
}

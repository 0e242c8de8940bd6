import { z } from 'zod/mini';
import { WrittenConfig } from '../../src/config/schema.ts';
import { ENTRY_NOTES, NOTES, type Note } from './notes.ts';

export const SCHEMA_URL = 'https://raw.githubusercontent.com/org/acr-access/v1/acr-access.schema.json';

type Schema = z.core.JSONSchema.BaseSchema;

/**
 * The JSON Schema of acr-access.yaml, for editors: the shape that the program checks first, with what docs/file.md says of
 * every key. The texts are kept out of the program, which does not need them. Draft 7 is what the YAML language server
 * and the JetBrains editors read.
 */
export function configJsonSchema(): Schema {
  const shape = z.toJSONSchema(WrittenConfig, { target: 'draft-7' });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: SCHEMA_URL,
    title: 'acr-access.yaml',
    description: 'Who may pull, push and administer images in Alibaba Cloud Container Registry',
    ...annotated(shape, ''),
  };
}

/** @param path of the keys above, e.g. `grants.statements`; entries of a section add nothing to it */
function annotated(schema: Schema, path: string): Schema {
  const copy: Schema = { ...schema };
  if (copy.anyOf !== undefined) copy.anyOf = copy.anyOf.map((one) => annotated(one as Schema, path));
  if (isSchema(copy.items)) copy.items = entryOf(copy.items, path);
  if (isSchema(copy.additionalProperties)) copy.additionalProperties = entryOf(copy.additionalProperties, path);
  if (copy.properties !== undefined) {
    const { properties } = copy;
    copy.properties = Object.fromEntries(
      Object.keys(properties).map((key) => {
        const keyPath = path === '' ? key : `${path}.${key}`;
        return [key, { ...noteOf(keyPath), ...annotated(properties[key] as Schema, keyPath) }];
      }),
    );
  }
  return copy;
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function entryOf(schema: Schema, path: string): Schema {
  const note = schema.type === 'object' ? ENTRY_NOTES[path.split('.').at(-1)!] : undefined;
  return { ...(note === undefined ? {} : { description: note }), ...annotated(schema, path) };
}

/** Plain text for every editor, Markdown for those that show it. */
function noteOf(path: string): Schema {
  const note: Note | undefined = NOTES[path];
  if (note === undefined) throw new Error(`scripts/schema/notes.ts has no note for ${path}`);
  const markdown = withoutLinks(meaningOf(note));
  const description = markdown.replaceAll('`', '');
  return {
    description,
    ...(description === markdown ? {} : { markdownDescription: markdown }),
    ...('default' in note ? { default: note.default as never } : {}),
    ...(note.examples === undefined ? {} : { examples: [...note.examples] as never[] }),
  };
}

function meaningOf({ meaning, otherwise }: Note): string {
  if (otherwise === undefined) return sentence(meaning);
  const without = otherwise.startsWith('needed') ? otherwise : `without the key: ${otherwise}`;
  return `${sentence(meaning)} ${sentence(without)}`;
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** They are relative to docs/. */
const withoutLinks = (markdown: string): string => markdown.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');

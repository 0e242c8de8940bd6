// Writes what follows from the schema of acr-access.yaml: the JSON Schema for editors, and the tables of docs/file.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configJsonSchema } from './schema/json-schema.ts';
import { withReferenceTables } from './schema/reference-tables.ts';

const root = join(import.meta.dirname, '..');
const page = join(root, 'docs/file.md');

writeFileSync(join(root, 'acr-access.schema.json'), `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
writeFileSync(page, withReferenceTables(readFileSync(page, 'utf8')));

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configJsonSchema } from '../../scripts/schema/json-schema.ts';
import { NOTES } from '../../scripts/schema/notes.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { WrittenConfig } from '../../src/config/schema.ts';
import { schemaKeys } from '../docs/schema-keys.ts';
import { changedDocument } from './changed-document.ts';

const root = join(import.meta.dirname, '../..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const schema = JSON.parse(textOf('acr-access.schema.json')) as Property;

/** As an editor reads it: texts and examples are no rules. */
const compile = (one: object): ValidateFunction => new Ajv({ strict: false }).compile(one);
const validate = compile(schema);

const parsed = (document: unknown) =>
  parseConfig({ file: 'acr-access.yaml', bytes: new TextEncoder().encode(JSON.stringify(document)) });

interface Property {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Property>>;
  readonly additionalProperties?: boolean | Property;
  readonly items?: Property;
  readonly anyOf?: readonly Property[];
}

/** A part and all parts below it, with the keys that lead there. */
function partsOf(part: Property, path: readonly string[] = []): readonly { path: string; part: Property }[] {
  const { additionalProperties: entry, items, anyOf = [], properties = {} } = part;
  const below = [entry, items, ...anyOf].filter((one): one is Property => typeof one === 'object');
  return [
    { path: path.join('.'), part },
    ...below.flatMap((one) => partsOf(one, path)),
    ...Object.entries(properties).flatMap(([key, one]) => partsOf(one, [...path, key])),
  ];
}

const parts = partsOf(schema);
const fields = parts.flatMap(({ path, part }) =>
  Object.entries(part.properties ?? {}).map(([key, field]) => ({
    path: path === '' ? key : `${path}.${key}`,
    field,
  })),
);

describe('acr-access.schema.json', () => {
  it('is what npm run schema writes', () => {
    expect(textOf('acr-access.schema.json')).toBe(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
  });

  it('tells of every key of the file, and of no other', () => {
    expect(fields.map(({ path }) => path).sort()).toEqual(schemaKeys(WrittenConfig).sort());
    expect(Object.keys(NOTES).sort()).toEqual(schemaKeys(WrittenConfig).sort());
  });

  it.each(fields)('describes $path and helps to write it', ({ field }) => {
    expect(field.description).toMatch(/^[^`]+\.$/);
    const below = partsOf(field);
    const isListed = below.some(({ part }) => part.enum !== undefined || part.const !== undefined);
    const isDecided = field.type === 'boolean' || field.default !== undefined;
    const hasKeys = below.some(({ part }) => part.properties !== undefined);
    expect(isListed || isDecided || hasKeys || (field.examples?.length ?? 0) > 0).toBe(true);
    const isRight = compile(field);
    for (const value of [...(field.examples ?? []), ...(field.default === undefined ? [] : [field.default])]) {
      expect([value, isRight(value)]).toEqual([value, true]);
    }
  });

  it('takes no key that it does not know', () => {
    for (const { path, part } of parts) {
      if (part.properties !== undefined) expect([path, part.additionalProperties]).toEqual([path, false]);
    }
  });
});

describe('the defaults of the schema', () => {
  const base = parse(textOf('test/config/good/every-key.yaml')) as Record<string, Record<string, unknown>>;
  /** Where in a file the key can stand, with the key taken out. */
  const holders: Record<string, (document: typeof base) => Record<string, unknown>> = {
    registries: ({ registries }) => registries!.prod as Record<string, unknown>,
    users: ({ users }) => users!['ci-release'] as Record<string, unknown>,
    grants: ({ grants }) => grants!['juzhong-read'] as Record<string, unknown>,
    settings: ({ settings }) => settings!,
    'settings.limits': ({ settings }) => settings!.limits as Record<string, unknown>,
  };
  it.each(fields.filter(({ field }) => field.default !== undefined))(
    '$path is what a file without it means',
    ({ path, field }) => {
      const meaning = (value?: unknown): unknown => {
        const document = structuredClone(base);
        const holder = holders[path.slice(0, path.lastIndexOf('.'))]!(document);
        const key = path.slice(path.lastIndexOf('.') + 1);
        if (value === undefined) delete holder[key];
        else holder[key] = value;
        return withoutSources(parsed(document));
      };
      expect(meaning(field.default)).toEqual(meaning());
    },
  );

  function withoutSources(result: ReturnType<typeof parsed>): unknown {
    expect(result.ok).toBe(true);
    return JSON.parse(JSON.stringify(result, (key, value) => (key === 'source' ? undefined : value)));
  }
});

describe('the schema and the program', () => {
  const files = [
    'test/config/good/every-key.yaml',
    ...readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('acr-access.yaml'))
      .map((name) => `examples/${name}`),
  ];
  it.each(files)('take %s', (file) => {
    expect([validate(parse(textOf(file))), validate.errors]).toEqual([true, null]);
  });

  it('agree on the shape of every file, and the schema takes every file that the program takes', () => {
    const seen = { good: 0, badShape: 0, badRules: 0 };
    const documents = files.map((file) => parse(textOf(file)) as object);
    fc.assert(
      fc.property(changedDocument(documents), (document) => {
        const isShape = WrittenConfig.safeParse(document).success;
        expect(validate(document)).toBe(isShape);
        const isGood = parsed(document).ok;
        if (isGood) expect(isShape).toBe(true);
        seen[isGood ? 'good' : isShape ? 'badRules' : 'badShape'] += 1;
      }),
      { numRuns: 1_000 },
    );
    // Both answers have to come up often, or the agreement says little.
    expect(seen.good).toBeGreaterThan(100);
    expect(seen.badShape).toBeGreaterThan(300);
    expect(seen.badRules).toBeGreaterThan(50);
  });
});

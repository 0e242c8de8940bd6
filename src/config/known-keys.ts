import type { z } from 'zod/mini';
import type { Path } from './issue-list.ts';

/** The keys that the schema knows at `path`, for "did you mean". */
export function knownKeys(schema: z.ZodMiniType, path: Path): readonly string[] {
  let at: Known | undefined = known(schema);
  for (const step of path) at = at === undefined ? undefined : childSchema(at, step);
  return at?.type === 'object' ? Object.keys(at.shape) : [];
}

/** What a schema is made of, without the wrappings that say nothing of keys. */
type Known = z.core.$ZodTypes['_zod']['def'];

function known(schema: z.core.$ZodType): Known {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'optional') return known(def.innerType);
  if (def.type !== 'union') return def;
  // Of a union, the branch that can hold keys.
  const options = def.options.map(known);
  return options.find(({ type }) => type === 'record' || type === 'object') ?? options[0] ?? def;
}

function childSchema(def: Known, step: string | number): Known | undefined {
  if (def.type === 'array') return known(def.element);
  if (def.type === 'record') return known(def.valueType);
  const child = def.type === 'object' ? def.shape[step] : undefined;
  return child === undefined ? undefined : known(child);
}

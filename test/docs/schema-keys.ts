import type { z } from 'zod/mini';

/** Every key of a schema with the names of the keys above it, e.g. `settings.limits.removals`; names of entries are left out. */
export function schemaKeys(schema: z.core.$ZodType, above = ''): string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'optional') return schemaKeys(def.innerType, above);
  if (def.type === 'union') return def.options.flatMap((option) => schemaKeys(option, above));
  if (def.type === 'array') return schemaKeys(def.element, above);
  if (def.type === 'record') return schemaKeys(def.valueType, above);
  if (def.type !== 'object') return [];
  return Object.entries(def.shape).flatMap(([key, value]) => {
    const path = above === '' ? key : `${above}.${key}`;
    return [path, ...schemaKeys(value, path)];
  });
}

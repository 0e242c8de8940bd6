import { z } from 'zod';

/** Every key of a schema with the names of the keys above it, e.g. `settings.limits.removals`; names of entries are left out. */
export function schemaKeys(schema: z.core.$ZodType, above = ''): string[] {
  if (schema instanceof z.ZodOptional) return schemaKeys(schema.unwrap(), above);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => schemaKeys(option, above));
  if (schema instanceof z.ZodArray) return schemaKeys(schema.element, above);
  if (schema instanceof z.ZodRecord) return schemaKeys(schema.valueType, above);
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([key, value]) => {
    const path = above === '' ? key : `${above}.${key}`;
    return [path, ...schemaKeys(value, path)];
  });
}

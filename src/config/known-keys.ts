import { z } from 'zod';
import type { Path } from './issue-list.ts';

/** The keys that the schema knows at `path`, for "did you mean". */
export function knownKeys(schema: z.ZodType, path: Path): readonly string[] {
  let at: z.core.$ZodType | undefined = schema;
  for (const step of path) at = at === undefined ? undefined : childSchema(unwrap(at), step);
  const object = at === undefined ? undefined : unwrap(at);
  return object instanceof z.ZodObject ? Object.keys(object.shape) : [];
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional) return unwrap(schema.unwrap());
  // Of a union, the branch that can hold keys.
  if (schema instanceof z.ZodUnion) {
    const options = schema.options.map(unwrap);
    return (
      options.find((option) => option instanceof z.ZodRecord || option instanceof z.ZodObject) ?? options[0] ?? schema
    );
  }
  return schema;
}

function childSchema(schema: z.core.$ZodType, step: string | number): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return schema instanceof z.ZodObject ? schema.shape[step] : undefined;
}

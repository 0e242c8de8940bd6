import type { z } from 'zod/mini';
import english from 'zod/v4/locales/en.js';

/**
 * What the schema makes of an answer's body, or what is wrong with the first field that does not fit.
 *
 * Few answers have the same schema: to compile code for it first takes longer than it saves.
 */
export function checked<T>(
  schema: z.ZodMiniType<T>,
  body: unknown,
): { readonly value: T } | { readonly wrong: string } {
  const result = schema.safeParse(body, { jitless: true, error: english().localeError });
  if (result.success) return { value: result.data };
  const issue = result.error.issues[0];
  return { wrong: `${issue?.path.join('.')}: ${issue?.message}` };
}

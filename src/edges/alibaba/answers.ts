import type { z } from 'zod';
import { namesKeyTwice } from '../../config/json-scan.ts';
import { AnswerError } from './errors.ts';

/** `value`, or an AnswerError that names what is missing. An empty name or id is as good as none. */
export function present<T>(value: T | undefined, field: string): T {
  if (value === undefined || value === '') throw new AnswerError(`${field} is missing`);
  return value;
}

/** The fields of a generic call's body. @throws AnswerError with the path of the first field that is wrong */
export function fields<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new AnswerError(`${issue?.path.join('.')}: ${issue?.message}`);
}

/**
 * The parsed JSON of a policy document; `undefined` when the text is not JSON or names a key twice, because readers differ
 * on which of the two counts.
 */
export function parseDocument(text: string): unknown {
  try {
    const document: unknown = JSON.parse(text);
    return namesKeyTwice(text) ? undefined : document;
  } catch {
    return undefined;
  }
}

import type { z } from 'zod';
import { namesKeyTwice } from '../../config/json-scan.ts';
import { AnswerError } from './errors.ts';

/** The fields of an answer's body. @throws AnswerError with the path of the first field that is wrong */
export function fields<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  // Few answers have the same schema: to compile code for it first takes longer than it saves.
  const result = schema.safeParse(body, { jitless: true });
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

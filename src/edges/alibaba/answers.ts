import type { z } from 'zod/mini';
import { namesKeyTwice } from '../../config/json-scan.ts';
import { checked } from '../http/checked.ts';
import { AnswerError } from './errors.ts';

/** The fields of an answer's body. @throws AnswerError with the path of the first field that is wrong */
export function fields<T>(schema: z.ZodMiniType<T>, body: unknown): T {
  const result = checked(schema, body);
  if ('wrong' in result) throw new AnswerError(result.wrong);
  return result.value;
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

import { MAX_POLICY_BYTES } from '../../policy/document.ts';
import { byteLength } from '../../policy/format.ts';
import { jsonText } from '../../policy/json-text.ts';
import type { DocumentRule } from '../rule.ts';

const NEAR_THE_LIMIT = 5_500;

/** The size that RAM refuses, and the last step before it. Grants are split before they come near. */
export const tooLarge: DocumentRule = {
  kind: 'document',
  id: 'SYN08',
  severity: 'error',
  remedy: 'Declare it as a grant, which is split where needed, or write fewer and wider resources.',
  check: ({ document, grant }) => {
    const text = grant === undefined ? jsonText(document, 'as-written') : undefined;
    const bytes = text === undefined ? 0 : byteLength(text);
    if (bytes < NEAR_THE_LIMIT) return [];
    const message = `the document has ${bytes} of the ${MAX_POLICY_BYTES} bytes that a policy may have`;
    return bytes > MAX_POLICY_BYTES ? [{ message }] : [{ message, severity: 'medium' }];
  },
};

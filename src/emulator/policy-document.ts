import { documentProblems } from '../policy/parse.ts';
import { ApiError, invalid } from './api-error.ts';
import { type Params, parseJson, required } from './params.ts';
import type { EmulatorQuotas } from './quotas.ts';

/** The `PolicyDocument` parameter: at most `policyBytes` bytes, JSON, and in the grammar of identity policies. */
export function checkedDocument(params: Params, quotas: EmulatorQuotas): { text: string; document: unknown } {
  const text = required(params, 'PolicyDocument');
  if (Buffer.byteLength(text) > quotas.policyBytes) throw invalid('PolicyDocument', 'Length');
  const document = parseJson(text);
  if (document === undefined) throw malformed('The policy document is not JSON.');
  const [problem] = documentProblems(document);
  if (problem !== undefined) throw malformed(`${problem.path}: ${problem.message}`);
  return { text, document };
}

const malformed = (text: string): ApiError => new ApiError(400, 'MalformedPolicyDocument', text);

import { parseConfig } from '../config/parse.ts';
import { AcrAccessError } from '../errors.ts';
import { desiredState } from '../state/desired.ts';
import { sessionPolicyOfGrant } from './session-policy.ts';

/**
 * The session policy that a grant of the file stands for.
 *
 * @throws AcrAccessError `bad-file` when the file is wrong; `usage` when it has no such grant, or one without statements
 */
export function grantPolicy(
  input: { readonly file: string; readonly bytes: Uint8Array },
  name: string,
  lookups: readonly string[],
): string {
  const parsed = parseConfig(input);
  if (!parsed.ok) {
    const [first] = parsed.issues;
    throw new AcrAccessError('bad-file', `${input.file}:${first?.line}:${first?.column}: ${first?.message}`, {
      hint: `acr-access validate --config ${input.file} shows all problems of the file.`,
    });
  }
  const grant = (parsed.value.grants ?? []).find((one) => one.name === name);
  if (grant === undefined) {
    throw new AcrAccessError('usage', `${input.file} has no grant ${JSON.stringify(name)}`, {
      hint: `Its grants: ${(parsed.value.grants ?? []).map((one) => one.name).join(', ') || 'none'}.`,
    });
  }
  // Whether the grant has ended is for RAM to say: its statements carry the end.
  const { state, problems } = desiredState({ ...parsed.value, grants: [grant] }, 'login', new Date(0));
  const [problem] = problems;
  if (problem !== undefined) throw new AcrAccessError('bad-file', `grant ${name}: ${problem.problem}`);
  const documents = [...state.values()].flatMap((one) => (one.kind === 'policy' ? [one.document] : []));
  if (documents.length > 0) return sessionPolicyOfGrant(documents, lookups);
  throw new AcrAccessError('usage', `grant ${name} gives a system policy, which a session cannot be narrowed to`, {
    hint: 'Use permissions and repositories instead.',
  });
}

import { nameProblem } from '../config/names.ts';
import { parseConfig } from '../config/parse.ts';
import { visibleText } from '../config/visible-text.ts';
import { compileGrant } from '../policy/compile.ts';
import type { PolicyDocument, Statement } from '../policy/document.ts';
import { listOf } from './coverage.ts';

/** The statements as a file has them: the service in lower case, which RAM takes for the same. */
export const fileStatements = (statements: readonly Statement[]): readonly Statement[] =>
  statements.map((statement) => ({
    ...statement,
    Action: listOf(statement.Action).map((action) => action.replace(/^cr:/i, 'cr:')),
  }));

/**
 * Why a policy cannot be in a file as `statements`, or `undefined`: asked of the file's own rules, so that the two never
 * disagree.
 *
 * @param document well-formed and about `cr:` actions only
 */
export function unwritable(policy: string, document: PolicyDocument): string | undefined {
  if (nameProblem('policy', policy) !== undefined) return 'its name cannot stand in a file';
  const statements = fileStatements(document.Statement);
  const file = { version: 1, account: '1', grants: { written: { statements, to: 'user:somebody' } } };
  const parsed = parseConfig({ file: 'draft', bytes: new TextEncoder().encode(JSON.stringify(file)) });
  if (!parsed.ok) return `a file cannot say it: ${visibleText(parsed.issues[0]?.message ?? '')}`;
  const compiled = compileGrant({ access: { kind: 'statements', statements }, until: undefined });
  return compiled.ok ? undefined : `a file cannot say it: ${compiled.problem}`;
}

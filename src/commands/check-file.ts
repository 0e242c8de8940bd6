import { parseConfig } from '../config/parse.ts';
import type { AccessConfig, ConfigIssue } from '../config/types.ts';
import { withExcerpts } from '../config/with-excerpts.ts';
import { lintFile, unmetExpectations } from '../pipeline.ts';
import type { Finding } from '../plan/types.ts';
import { compileIssues } from '../state/compile-issues.ts';

/** Everything that can be said of a file without an account. */
export interface CheckedFile {
  /** undefined when the file is wrong */
  readonly config: AccessConfig | undefined;
  readonly issues: readonly ConfigIssue[];
  readonly warnings: readonly ConfigIssue[];
  readonly findings: readonly Finding[];
}

export function checkFile(input: { readonly file: string; readonly bytes: Uint8Array }, now: Date): CheckedFile {
  const parsed = parseConfig(input);
  if (!parsed.ok) return { config: undefined, issues: parsed.issues, warnings: [], findings: [] };
  const { value, warnings } = parsed;
  const issues = withExcerpts(input, problemsOf(value, now));
  if (issues.length > 0) return { config: undefined, issues, warnings, findings: [] };
  return { config: value, issues, warnings, findings: lintFile(value, now) };
}

/** What no schema can see: grants that RAM cannot express, and expectations that the grants do not meet. */
function problemsOf(config: AccessConfig, now: Date): readonly Omit<ConfigIssue, 'excerpt'>[] {
  const inexpressible = compileIssues(config);
  return inexpressible.length > 0 ? inexpressible : unmetExpectations(config, now);
}

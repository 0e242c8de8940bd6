import { formatIssue } from '../config/issues.ts';
import { parseConfig } from '../config/parse.ts';
import type { AccessConfig, ConfigIssue } from '../config/types.ts';
import { withExcerpts } from '../config/with-excerpts.ts';
import { badFile, unmetExpectations } from '../pipeline.ts';
import { plural } from '../plan/plural.ts';
import { jsonText, logLine } from '../render/escape.ts';
import { compileIssues } from '../state/compile-issues.ts';
import type { Options } from './arguments.ts';
import type { Surroundings } from './surroundings.ts';

/** Exit 0: the file is right. Its problems, all at once, are an error of code `bad-file` (exit 65). */
export async function validate(options: Options<'validate'>, surroundings: Surroundings): Promise<number> {
  const file = options.config;
  const input = { file, bytes: await surroundings.readFile(file) };
  const parsed = parseConfig(input);
  const issues = parsed.ok ? withExcerpts(input, problemsOf(parsed.value, surroundings.clock.now())) : parsed.issues;
  const warnings = parsed.ok ? parsed.warnings : [];
  if (options.json) {
    const result = { formatVersion: 1, config: file, valid: issues.length === 0, issues, warnings };
    surroundings.stdout(`${jsonText(result, 2)}\n`);
  }
  if (issues.length > 0) throw badFile(file, issues);
  for (const warning of warnings) surroundings.reporter.warn(formatIssue(warning, file));
  const grants = parsed.ok ? (parsed.value.grants?.length ?? 0) : 0;
  if (!options.json) surroundings.stdout(`${logLine(file)}: valid, ${plural(grants, 'grant')}\n`);
  return 0;
}

/** What no schema can see: grants that RAM cannot express, and expectations that the grants do not meet. */
function problemsOf(config: AccessConfig, now: Date): readonly Omit<ConfigIssue, 'excerpt'>[] {
  const inexpressible = compileIssues(config);
  return inexpressible.length > 0 ? inexpressible : unmetExpectations(config, now);
}

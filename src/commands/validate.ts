import { formatIssue } from '../config/issues.ts';
import { parseConfig } from '../config/parse.ts';
import type { AccessConfig, ConfigIssue } from '../config/types.ts';
import { withExcerpts } from '../config/with-excerpts.ts';
import { badFile, lintFile, unmetExpectations } from '../pipeline.ts';
import { plural } from '../plan/plural.ts';
import { jsonText, logLine } from '../render/escape.ts';
import { ANSI_PAINT, NO_PAINT } from '../render/paint.ts';
import { findingsText } from '../render/text.ts';
import { compileIssues } from '../state/compile-issues.ts';
import type { Options } from './arguments.ts';
import { EXIT_REFUSED } from './plan.ts';
import type { Surroundings } from './surroundings.ts';

/** Exit 0: the file is right; 3: a lint refuses it. Its problems, all at once, are an error of code `bad-file` (exit 65). */
export async function validate(options: Options<'validate'>, surroundings: Surroundings): Promise<number> {
  const file = options.config;
  const input = { file, bytes: await surroundings.readFile(file) };
  const parsed = parseConfig(input);
  const issues = parsed.ok ? withExcerpts(input, problemsOf(parsed.value, surroundings.clock.now())) : parsed.issues;
  const warnings = parsed.ok ? parsed.warnings : [];
  const findings = parsed.ok && issues.length === 0 ? lintFile(parsed.value, surroundings.clock.now()) : [];
  if (options.json) {
    const result = { formatVersion: 1, config: file, valid: issues.length === 0, issues, warnings, findings };
    surroundings.stdout(`${jsonText(result, 2)}\n`);
  }
  if (issues.length > 0) throw badFile(file, issues);
  for (const warning of warnings) surroundings.reporter.warn(formatIssue(warning, file));
  const blocked = findings.some(({ blocking }) => blocking);
  if (!options.json) {
    const paint = surroundings.useColour.stdout ? ANSI_PAINT : NO_PAINT;
    const grants = plural(parsed.ok ? (parsed.value.grants?.length ?? 0) : 0, 'grant');
    const verdict = blocked ? `${logLine(file)}: refused` : `${logLine(file)}: valid, ${grants}`;
    surroundings.stdout(`${[...findingsText(findings, paint), verdict].join('\n')}\n`);
  }
  return blocked ? EXIT_REFUSED : 0;
}

/** What no schema can see: grants that RAM cannot express, and expectations that the grants do not meet. */
function problemsOf(config: AccessConfig, now: Date): readonly Omit<ConfigIssue, 'excerpt'>[] {
  const inexpressible = compileIssues(config);
  return inexpressible.length > 0 ? inexpressible : unmetExpectations(config, now);
}

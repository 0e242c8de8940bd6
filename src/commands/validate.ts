import { formatIssue } from '../config/issues.ts';
import { badFile } from '../pipeline.ts';
import { plural } from '../plan/plural.ts';
import { jsonText, logLine } from '../render/escape.ts';
import { ANSI_PAINT, NO_PAINT } from '../render/paint.ts';
import { findingsText } from '../render/text.ts';
import type { Options } from './arguments.ts';
import { checkFile } from './check-file.ts';
import { EXIT_REFUSED } from './plan.ts';
import type { Surroundings } from './surroundings.ts';

/** Exit 0: the file is right; 3: a lint refuses it. Its problems, all at once, are an error of code `bad-file` (exit 65). */
export async function validate(options: Options<'validate'>, surroundings: Surroundings): Promise<number> {
  const file = options.config;
  const input = { file, bytes: await surroundings.readFile(file) };
  const { config, issues, warnings, findings } = checkFile(input, surroundings.clock.now());
  if (options.json) {
    const result = { formatVersion: 1, config: file, valid: issues.length === 0, issues, warnings, findings };
    surroundings.stdout(`${jsonText(result, 2)}\n`);
  }
  if (issues.length > 0) throw badFile(file, issues);
  for (const warning of warnings) surroundings.reporter.warn(formatIssue(warning, file));
  const blocked = findings.some(({ blocking }) => blocking);
  if (!options.json) {
    const paint = surroundings.useColour.stdout ? ANSI_PAINT : NO_PAINT;
    const grants = plural(config?.grants?.length ?? 0, 'grant');
    const verdict = blocked ? `${logLine(file)}: refused` : `${logLine(file)}: valid, ${grants}`;
    surroundings.stdout(`${[...findingsText(findings, paint), verdict].join('\n')}\n`);
  }
  return blocked ? EXIT_REFUSED : 0;
}

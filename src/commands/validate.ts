import { parseConfig } from '../config/parse.ts';
import { badFile } from '../pipeline.ts';
import { jsonText } from '../render/escape.ts';
import { compileIssues } from '../state/compile-issues.ts';
import type { Options } from './arguments.ts';
import { readConfig } from './config-input.ts';
import type { Surroundings } from './surroundings.ts';

/** Exit 0: the file is right. Its problems, all at once, are an error of code `bad-file` (exit 65). */
export async function validate(options: Options<'validate'>, surroundings: Surroundings): Promise<number> {
  if (options.json) return validateJson(options.config, surroundings);
  const { config } = await readConfig(options.config, surroundings);
  const grants = config.grants?.length ?? 0;
  surroundings.stdout(`${options.config}: valid, ${grants} ${grants === 1 ? 'grant' : 'grants'}\n`);
  return 0;
}

async function validateJson(path: string, surroundings: Surroundings): Promise<number> {
  const parsed = parseConfig({ file: path, bytes: await surroundings.readFile(path) });
  const issues = parsed.ok ? compileIssues(parsed.value) : parsed.issues;
  const warnings = parsed.ok ? parsed.warnings : [];
  surroundings.stdout(
    `${jsonText({ formatVersion: 1, config: path, valid: issues.length === 0, issues, warnings }, 2)}\n`,
  );
  if (issues.length > 0) throw badFile(path, issues);
  return 0;
}

import { checkFile } from '../commands/check-file.ts';
import { formatIssue } from '../config/issues.ts';
import { parseConfig } from '../config/parse.ts';
import type { AccessConfig, ConfigIssue } from '../config/types.ts';
import { judgedConfig } from '../config/weakened.ts';
import { AcrAccessError } from '../errors.ts';
import { badFile, type ConfigInput, loadConfig } from '../pipeline.ts';
import { logText } from '../render/escape.ts';
import type { Job, JudgedFile } from './job.ts';
import { redacted } from './redacted.ts';

/** The file as the job's checkout has it. */
export async function readInput({ host, inputs }: Job): Promise<ConfigInput> {
  return { file: inputs.config, bytes: await host.readFile(inputs.config), ...(await host.locate(inputs.config)) };
}

/**
 * The file with the rules that judge it. Where a change is under review, what it weakens is judged as at its base.
 *
 * @param baseCommit undefined where nothing is under review: a schedule, a run by hand
 * @throws AcrAccessError `bad-file` with every problem; `failed` when the base cannot be read: then nobody knows which
 *   rules there were
 */
export async function readJudgedFile(
  job: Job,
  input: ConfigInput,
  baseCommit: string | undefined,
): Promise<JudgedFile> {
  // Asked for while this file is looked at; when it is wrong, nobody waits for the other.
  const asked = baseCommit === undefined ? undefined : job.github?.fileAt(input.repositoryPath, baseCommit);
  asked?.catch(() => {});
  const { config, warnings } = load(job, input);
  for (const warning of warnings) job.host.reporter.warn(logText(formatIssue(warning, input.file)));
  if (baseCommit === undefined) return { config, weakenings: [], input, base: undefined };
  gitHubOf(job, 'to read the file of the base branch');
  const base = await asked;
  const baseConfig = base === undefined ? undefined : parseBase(input, base, baseCommit);
  return { ...judgedConfig(config, baseConfig), input, base };
}

function load(job: Job, input: ConfigInput): ReturnType<typeof loadConfig> {
  try {
    return loadConfig(input);
  } catch (error) {
    if (!(error instanceof AcrAccessError) || error.code !== 'bad-file') throw error;
    throw badFile(input.file, issuesOf(job, input));
  }
}

/**
 * The problems of a file without the secrets of this run. They quote lines that are cut to a width, so the secrets have to
 * go before the file is looked at.
 */
export function issuesOf({ host }: Pick<Job, 'host'>, input: ConfigInput): readonly ConfigIssue[] {
  const { issues } = checkFile(input, host.clock.now());
  const text = Buffer.from(input.bytes).toString('utf8');
  const clean = host.redact(text);
  if (issues.length === 0 || clean === text) return issues;
  const again = checkFile({ ...input, bytes: Buffer.from(clean) }, host.clock.now()).issues;
  return again.length > 0 ? again : redacted(issues, host.redact);
}

function parseBase({ file }: ConfigInput, bytes: Uint8Array, commit: string): AccessConfig {
  const parsed = parseConfig({ file: `${file} at ${commit.slice(0, 7)}`, bytes });
  if (parsed.ok) return parsed.value;
  const [first] = parsed.issues;
  throw new AcrAccessError(
    'failed',
    `${file} of the base commit ${commit.slice(0, 7)} is wrong, so its limits and guardrails are not known: line ${first?.line}: ${first?.message}`,
    { hint: 'Correct the file on the default branch first, and apply it by hand with the digest of its plan.' },
  );
}

/** What a run cannot do without. */
export function gitHubOf({ github }: Job, purpose: string): NonNullable<Job['github']> {
  if (github !== undefined) return github;
  throw new AcrAccessError('failed', `input github-token is needed ${purpose}, and it is empty`, {
    hint: 'Leave the input out: its default is the token of the job.',
  });
}

/** Puts each problem of a file at its line. */
export function annotateIssues({ host, inputs }: Job, issues: readonly ConfigIssue[]): void {
  for (const issue of issues) {
    const { line, column } = issue;
    host.annotate('error', formatIssue(issue, inputs.config), { file: inputs.config, line, column });
  }
}

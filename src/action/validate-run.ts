import { checkFile } from '../commands/check-file.ts';
import { formatIssue } from '../config/issues.ts';
import { EXIT_CODES } from '../errors.ts';
import { plural } from '../plan/plural.ts';
import { logLine, logText } from '../render/escape.ts';
import { NO_PAINT } from '../render/paint.ts';
import { findingsText } from '../render/text.ts';
import { validationSummary } from '../render/validation-summary.ts';
import type { Job } from './job.ts';
import { annotateIssues, issuesOf, readInput } from './read-file.ts';
import { annotateFindings } from './report-plan.ts';

/**
 * Checks the file alone: no call to the cloud and none to GitHub. Exit 0: right; 65: wrong; 3: a lint refuses it.
 *
 * @param because why there is no plan, where one would be expected
 */
export async function validateRun(job: Job, because?: string): Promise<number> {
  const { host, inputs } = job;
  const input = await readInput(job);
  const { config, warnings, findings } = checkFile(input, host.clock.now());
  const issues = issuesOf(job, input);
  for (const warning of warnings) host.reporter.warn(logText(formatIssue(warning, inputs.config)));
  annotateIssues(job, issues);
  annotateFindings({ findings }, job);
  const verdict =
    config === undefined
      ? `${plural(issues.length, 'problem')} in ${inputs.config}`
      : `${inputs.config}: valid, ${plural(config.grants?.length ?? 0, 'grant')}`;
  host.log([...findingsText(findings, NO_PAINT), logLine(verdict)].join('\n'));
  if (because !== undefined) host.annotate('notice', `No plan was made: ${because}`, null);
  await host.summarize(validationSummary({ file: inputs.config, issues, findings, because }));
  if (config === undefined) return EXIT_CODES['bad-file'];
  return findings.some(({ blocking }) => blocking) ? EXIT_CODES.refused : 0;
}

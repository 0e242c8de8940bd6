import type { ApplyResult, Outcome } from '../apply/types.ts';
import type { SourcePosition } from '../config/types.ts';
import type { AssessedPlan } from '../plan/assess.ts';
import { plural } from '../plan/plural.ts';
import { type Change, type Finding, isBlocked } from '../plan/types.ts';
import { accessText, shadowText } from './access-text.ts';
import { changeAbout, changeDetails, describeChange } from './change-lines.ts';
import { countChanges, countsSentence, NO_CHANGES, REFUSED_WITHOUT_CHANGES } from './counts.ts';
import { logLine } from './escape.ts';
import type { RunStats } from './json.ts';
import type { Paint } from './paint.ts';

/** A plan for a terminal: what is blocked, what changes, what else is to be known. Lines are safe to print in a job. */
export function planText(plan: AssessedPlan, stats: RunStats, paint: Paint): string {
  const lines = [paint.bold(logLine(`${plan.config}: account ${plan.account}`))];
  const blocking = plan.findings.filter((finding) => finding.blocking);
  const others = plan.findings.filter((finding) => !finding.blocking);
  if (blocking.length > 0) {
    lines.push(
      '',
      paint.red(`Refused: ${plural(blocking.length, 'finding')} must be solved before anything is written`),
    );
    for (const finding of blocking) lines.push(...findingLines(finding, plan.changes, paint));
  }
  lines.push(...accessText(plan.report, paint, plan.changes));
  if (plan.changes.length > 0) {
    lines.push('', 'Changes to RAM');
    for (const change of plan.changes) lines.push(...changeLines(change, paint));
  }
  lines.push(...notes(others, plan.changes, paint));
  lines.push(...shadowText(plan.report, paint));
  if (plan.untouched.length > 0) {
    lines.push('', `Left alone: ${plan.untouched.map(({ key, reason }) => logLine(`${key} (${reason})`)).join('; ')}`);
  }
  lines.push('', ...summaryLines(plan, stats, paint));
  return lines.map(logLineKeepingColour).join('\n');
}

/** Lines arrive escaped where they hold foreign text; this guards the start of the line, whatever was put there. */
const logLineKeepingColour = (line: string): string => (/^\s*::/.test(line) ? logLine(line) : line);

function summaryLines(plan: AssessedPlan, stats: RunStats, paint: Paint): string[] {
  const effort = `${plural(stats.apiCalls, 'call')}, ${(stats.readMs / 1000).toFixed(1)} s`;
  if (plan.changes.length === 0) {
    const sentence = isBlocked(plan) ? paint.red(REFUSED_WITHOUT_CHANGES) : paint.green(NO_CHANGES);
    return [sentence + paint.dim(` (${effort})`)];
  }
  const counts = countsSentence(countChanges(plan.changes));
  return [
    paint.bold(`Plan: ${counts}`) + paint.dim(` (${effort}; applying takes at least ${plan.applySecondsAtLeast} s)`),
    `Digest: ${plan.digest}`,
  ];
}

/** Notes of low severity are counted only, unless the plan is about them: it is read by people who look for what matters. */
function notes(findings: readonly Finding[], changes: readonly Change[], paint: Paint): readonly string[] {
  const telling = findings.filter(
    ({ severity, introduced }) => severity !== 'low' && (severity !== 'info' || introduced),
  );
  const rest = findings.length - telling.length;
  if (findings.length === 0) return [];
  const lines = telling.flatMap((finding) => findingLines(finding, changes, paint));
  if (rest > 0) lines.push(paint.dim(`  · ${plural(rest, 'note')} of low severity (--json lists them)`));
  return ['', 'Worth knowing', ...lines];
}

/** Findings of a file, without a plan. */
export const findingsText = (findings: readonly Finding[], paint: Paint): readonly string[] =>
  findings.flatMap((finding) => findingLines(finding, [], paint));

function findingLines(finding: Finding, changes: readonly Change[], paint: Paint): string[] {
  const about = changeAbout(finding, changes);
  const message = about === undefined ? finding.message : `${finding.message}: ${about.verb} ${about.object}`;
  const colour = finding.blocking ? paint.red : paint.yellow;
  return [
    `  ${colour(`${finding.blocking ? '!' : '·'} ${finding.id}`)} ${logLine(message)}${at(finding.source, paint)}`,
    `    ${paint.dim(logLine(finding.remedy))}`,
  ];
}

function changeLines(change: Change, paint: Paint): string[] {
  const { mark, verb, object } = describeChange(change);
  const colour = mark === '+' ? paint.green : mark === '-' ? paint.red : paint.yellow;
  const head = `  ${colour(`${mark} ${verb}`)} ${logLine(object)}${paint.dim(logLine(` – ${change.reason}`))}${at(change.source, paint)}`;
  const details = changeDetails(change).map(({ mark: sign, text }) => {
    const line = logLine(`${sign} ${text}`);
    return `      ${sign === '+' ? paint.green(line) : sign === '-' ? paint.red(line) : line}`;
  });
  return [head, ...details];
}

const at = (source: SourcePosition | null, paint: Paint): string =>
  source === null ? '' : paint.dim(logLine(` (${source.file}:${source.line})`));

/** What apply did, for a terminal. */
export function applyText(result: ApplyResult, paint: Paint): string {
  const by = (wanted: Outcome['result']): readonly Outcome[] =>
    result.outcomes.filter((outcome) => outcome.result === wanted);
  const lines: string[] = [''];
  for (const outcome of result.outcomes) lines.push(...outcomeLines(outcome, paint));
  lines.push(
    '',
    paint.bold(
      `Applied: ${by('done').length} done, ${by('already').length} already so, ${by('failed').length} failed, ${by('skipped').length} skipped`,
    ),
  );
  if (result.interrupted)
    lines.push(paint.red('Stopped by a signal: the rest was not tried. Run apply again to continue.'));
  if (result.converged) lines.push(paint.green('Verified: the account was read back, and nothing is left to do'));
  else if (result.remaining === undefined) lines.push(paint.red('Not verified: the account could not be read back'));
  else lines.push(paint.red(`Not converged: ${plural(result.remaining.changes.length, 'change')} left to do`));
  return lines.map(logLineKeepingColour).join('\n');
}

const RESULT_WORDS: Record<Outcome['result'], string> = {
  done: 'done',
  already: 'already so',
  failed: 'FAILED',
  skipped: 'skipped',
};

function outcomeLines({ change, result, requestIds, message, remedy }: Outcome, paint: Paint): string[] {
  const { verb, object } = describeChange(change);
  const colour = result === 'failed' ? paint.red : result === 'skipped' ? paint.yellow : paint.green;
  const requests = requestIds.length === 0 ? '' : paint.dim(` (request ${logLine(requestIds.join(', '))})`);
  const lines = [`  ${colour(RESULT_WORDS[result])}  ${verb} ${logLine(object)}${requests}`];
  if (message !== '') lines.push(`      ${logLine(message)}`);
  if (remedy !== '') lines.push(`      ${paint.dim(logLine(remedy))}`);
  return lines;
}

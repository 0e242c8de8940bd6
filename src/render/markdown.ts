import type { ApplyResult, Outcome } from '../apply/types.ts';
import type { AssessedPlan } from '../plan/assess.ts';
import { plural } from '../plan/plural.ts';
import type { Change, Finding, Plan } from '../plan/types.ts';
import { accessTable, shadowBlock, silentNotes } from './access-markdown.ts';
import { gainsSentence } from './access-words.ts';
import { changeAbout, changeDetails, describeChange } from './change-lines.ts';
import { NO_CHANGES, REFUSED_WITHOUT_CHANGES } from './counts.ts';
import { codeSpan, prose, tableRow, visible } from './escape.ts';
import type { RunStats } from './json.ts';
import { at, folded } from './markdown-parts.ts';

/** A plan as GitHub-flavoured Markdown. `stats` is left out where the text must not change from run to run. */
export function planMarkdown(plan: AssessedPlan, stats?: RunStats): string {
  const blocking = plan.findings.filter((finding) => finding.blocking);
  const others = plan.findings.filter((finding) => !finding.blocking);
  const items = (findings: readonly Finding[]): string =>
    findings.map((finding) => findingItem(finding, plan.changes)).join('\n');
  const blocks = [headline(plan, blocking.length)];
  if (blocking.length > 0) blocks.push(`#### Refused until this is solved\n\n${items(blocking)}`);
  blocks.push(accessTable(plan.report), silentNotes(plan.report, plan.changes));
  if (plan.changes.length > 0) {
    const count = plural(plan.changes.length, 'change');
    blocks.push(folded(`${count} to RAM`, `${changesTable(plan.changes)}\n\n${statementsBlock(plan.changes)}`.trim()));
  }
  if (others.length > 0) {
    blocks.push(folded(`${plural(others.length, 'thing')} worth knowing`, items(others)));
  }
  blocks.push(shadowBlock(plan.report));
  if (plan.untouched.length > 0) {
    const lines = plan.untouched.map(({ key, reason }) => `- ${codeSpan(key)}: ${prose(reason)}`);
    blocks.push(folded(`${plural(lines.length, 'resource')} left alone`, lines.join('\n')));
  }
  blocks.push(footer(plan, stats));
  return `${blocks.filter(Boolean).join('\n\n')}\n`;
}

function headline(plan: AssessedPlan, blocked: number): string {
  const nobody =
    plan.changes.length > 0 ? 'nobody gains or loses access' : blocked > 0 ? REFUSED_WITHOUT_CHANGES : NO_CHANGES;
  const parts = [gainsSentence(plan.report) || nobody, blocked > 0 ? `${blocked} blocked` : ''];
  const sentence = parts.filter(Boolean).join(', ');
  return `### ${codeSpan(plan.config)}: ${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
}

function findingItem(finding: Finding, changes: readonly Change[]): string {
  const about = changeAbout(finding, changes);
  const change = about === undefined ? '' : `: ${about.verb} ${codeSpan(about.object)}`;
  return `- **${finding.id}** ${prose(finding.message)}${change}${at(finding.source)}<br>${prose(finding.remedy)}`;
}

function changesTable(changes: readonly Change[]): string {
  const rows = changes.map((change) => {
    const { mark, verb, object } = describeChange(change);
    const why = `${prose(change.reason)}${at(change.source)}`;
    return tableRow([mark === '-' ? '−' : mark, verb, codeSpan(object), why]);
  });
  return [tableRow([' ', 'what', 'which', 'why']), '|---|---|---|---|', ...rows].join('\n');
}

function statementsBlock(changes: readonly Change[]): string {
  const parts = changes.flatMap((change) => {
    const details = changeDetails(change);
    if (details.length === 0) return [];
    const { verb, object } = describeChange(change);
    return [`${verb} ${object}`, ...details.map(({ mark, text }) => `${mark}   ${text}`), ''];
  });
  if (parts.length === 0) return '';
  return folded('What is in them', `${WHAT_A_POLICY_IS}\n\n${fenced('diff', parts.slice(0, -1).map(visible))}`);
}

/** For reviewers who know images and not RAM. */
const WHAT_A_POLICY_IS =
  'A policy is a list of permissions. It gives nothing until it is attached: to a user, to a group (its members get it) or to a role (whoever signs in as it gets it).';

function fenced(language: string, lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...lines, fence].join('\n');
}

function footer(plan: Plan, stats: RunStats | undefined): string {
  const parts = [`account ${codeSpan(plan.account)}`, `digest ${codeSpan(plan.digest)}`];
  if (stats !== undefined) parts.push(`${plural(stats.apiCalls, 'call')} in ${(stats.readMs / 1000).toFixed(1)} s`);
  if (plan.changes.length > 0) parts.push(`applying takes at least ${plan.applySecondsAtLeast} s`);
  return `<sub>${parts.join(' · ')}</sub>`;
}

/** What apply did, as Markdown. */
export function applyMarkdown(plan: Plan, result: ApplyResult): string {
  const count = (wanted: Outcome['result']): number =>
    result.outcomes.filter((outcome) => outcome.result === wanted).length;
  const verdict = result.converged
    ? 'The account was read back, and nothing is left to do.'
    : result.remaining === undefined
      ? '**The account could not be read back.**'
      : `**${plural(result.remaining.changes.length, 'change')} left to do.** Run apply again to continue.`;
  const rows = result.outcomes.map(({ change, result: outcome, requestIds, message, remedy }) => {
    const { verb, object } = describeChange(change);
    const note = [message, remedy].filter(Boolean).map(prose).join('<br>');
    const cells = [`${verb} ${codeSpan(object)}`, note, requestIds.map(codeSpan).join(' ')];
    return tableRow([outcome === 'already' ? 'already so' : outcome, ...cells]);
  });
  const head = `### ${codeSpan(plan.config)}: ${count('done')} done, ${count('already')} already so, ${count('failed')} failed, ${count('skipped')} skipped`;
  const table =
    rows.length === 0
      ? ''
      : [tableRow(['result', 'change', 'note', 'request']), '|---|---|---|---|', ...rows].join('\n');
  const stopped = result.interrupted ? 'Stopped by a signal: the rest was not tried.' : '';
  return `${[head, verdict, stopped, table, footer(plan, undefined)].filter(Boolean).join('\n\n')}\n`;
}

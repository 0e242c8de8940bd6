import type { ApplyResult, Outcome } from '../apply/types.ts';
import type { SourcePosition } from '../config/types.ts';
import { plural } from '../plan/plural.ts';
import type { Change, Finding, Plan } from '../plan/types.ts';
import { changeDetails, describeChange } from './change-lines.ts';
import { countChanges, countsSentence, NO_CHANGES, REFUSED_WITHOUT_CHANGES } from './counts.ts';
import { codeSpan, prose, visible } from './escape.ts';
import type { RunStats } from './json.ts';

/** A plan as GitHub-flavoured Markdown. `stats` is left out where the text must not change from run to run. */
export function planMarkdown(plan: Plan, stats?: RunStats): string {
  const blocking = plan.findings.filter((finding) => finding.blocking);
  const others = plan.findings.filter((finding) => !finding.blocking);
  const blocks = [headline(plan, blocking.length)];
  if (blocking.length > 0) blocks.push(`#### Refused until this is solved\n\n${blocking.map(findingItem).join('\n')}`);
  if (plan.changes.length > 0) blocks.push(changesTable(plan.changes), statementsBlock(plan.changes));
  if (others.length > 0) {
    blocks.push(folded(`${plural(others.length, 'thing')} worth knowing`, others.map(findingItem).join('\n')));
  }
  if (plan.untouched.length > 0) {
    const items = plan.untouched.map(({ key, reason }) => `- ${codeSpan(key)}: ${prose(reason)}`);
    blocks.push(folded(`${plural(items.length, 'resource')} left alone`, items.join('\n')));
  }
  blocks.push(footer(plan, stats));
  return `${blocks.filter(Boolean).join('\n\n')}\n`;
}

function headline(plan: Plan, blocked: number): string {
  const changes =
    plan.changes.length > 0
      ? countsSentence(countChanges(plan.changes))
      : blocked > 0
        ? REFUSED_WITHOUT_CHANGES
        : NO_CHANGES;
  const sentence = changes.charAt(0).toUpperCase() + changes.slice(1);
  return `### ${codeSpan(plan.config)}: ${sentence}${blocked > 0 ? `, ${blocked} blocked` : ''}`;
}

const findingItem = (finding: Finding): string =>
  `- **${finding.id}** ${prose(finding.message)}${at(finding.source)}<br>${prose(finding.remedy)}`;

function changesTable(changes: readonly Change[]): string {
  const rows = changes.map((change) => {
    const { mark, verb, object } = describeChange(change);
    return `| ${mark === '-' ? '−' : mark} | ${verb} | ${codeSpan(object)} | ${prose(change.reason)}${at(change.source)} |`;
  });
  return ['|   | what | which | why |', '|---|---|---|---|', ...rows].join('\n');
}

function statementsBlock(changes: readonly Change[]): string {
  const parts = changes.flatMap((change) => {
    const details = changeDetails(change);
    if (details.length === 0) return [];
    const { verb, object } = describeChange(change);
    return [`${verb} ${object}`, ...details.map(({ mark, text }) => `${mark}   ${text}`), ''];
  });
  if (parts.length === 0) return '';
  return folded('What is in them', fenced('diff', parts.slice(0, -1).map(visible)));
}

function fenced(language: string, lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...lines, fence].join('\n');
}

const folded = (summary: string, body: string): string =>
  `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;

function footer(plan: Plan, stats: RunStats | undefined): string {
  const parts = [`account ${codeSpan(plan.account)}`, `digest ${codeSpan(plan.digest)}`];
  if (stats !== undefined) parts.push(`${plural(stats.apiCalls, 'call')} in ${(stats.readMs / 1000).toFixed(1)} s`);
  if (plan.changes.length > 0) parts.push(`applying takes at least ${plan.applySecondsAtLeast} s`);
  return `<sub>${parts.join(' · ')}</sub>`;
}

const at = (source: SourcePosition | null): string =>
  source === null ? '' : ` (${codeSpan(`${source.file}:${source.line}`)})`;

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
    return `| ${outcome === 'already' ? 'already so' : outcome} | ${verb} ${codeSpan(object)} | ${note} | ${requestIds.map(codeSpan).join(' ')} |`;
  });
  const head = `### ${codeSpan(plan.config)}: ${count('done')} done, ${count('already')} already so, ${count('failed')} failed, ${count('skipped')} skipped`;
  const table =
    rows.length === 0 ? '' : ['| result | change | note | request |', '|---|---|---|---|', ...rows].join('\n');
  const stopped = result.interrupted ? 'Stopped by a signal: the rest was not tried.' : '';
  return `${[head, verdict, stopped, table, footer(plan, undefined)].filter(Boolean).join('\n\n')}\n`;
}

import type { ApplyResult } from '../apply/types.ts';
import type { AssessedPlan } from '../plan/assess.ts';
import { plural } from '../plan/plural.ts';
import { driftTable, shadowFold } from './access-markdown.ts';
import { DRIFT_WORDS } from './access-words.ts';
import { changesFold } from './changes-markdown.ts';
import { cleanPath, codeSpan, digitsOf } from './escape.ts';
import { findingsBlock } from './findings-markdown.ts';
import { fitToSize, type Part } from './fit.ts';
import { planFacts, type RunFacts, runLine, runLink } from './footer.ts';
import { doneFold, openOutcomes, outcomesFirst, resultSentence, verdict } from './outcomes-markdown.ts';
import { findingFolds, headline, judgementParts, untouchedFold } from './plan-parts.ts';
import { IN_COMMENT } from './sizes.ts';

export interface IssueText {
  readonly title: string;
  /** without the marker that the caller puts in front */
  readonly body: string;
}

const isEnded = ({ id }: { readonly id: string }): boolean => id === 'EXP01';

/** What differs between the account and the file. */
export function driftIssue(plan: AssessedPlan, facts: RunFacts): IssueText {
  const { config, report, changes, findings } = plan;
  const ended = findings.filter(isEnded);
  const others = { ...plan, findings: findings.filter((finding) => !isEnded(finding)) };
  const extra = driftTable(report, config, 'extra', DRIFT_WORDS);
  const missing = driftTable(report, config, 'missing', DRIFT_WORDS);
  const parts: readonly Part[] = [
    `### ${codeSpan(config)} and the account differ: ${driftSentence(plan)}`,
    ...judgementParts(others),
    ...titled('#### Access that is there and that the file does not give', extra),
    ...titled('#### Access that the file gives and that is not there', missing),
    ...(ended.length > 0 ? ['#### Grants that have ended', findingsBlock('standing', ended, plan)] : []),
    whatToDo(plan),
    changesFold(
      changes,
      config,
      `${plural(changes.length, 'change')} to RAM would make the account what the file says`,
    ),
    ...findingFolds(others),
    shadowFold(report, config),
    untouchedFold(plan),
    `${planFacts(plan)}\n${runLine(facts)}`,
  ];
  const title = `acr-access: drift in ${cleanPath(config)} (account ${digitsOf(plan.account)})`;
  return { title, body: fitToSize(parts, IN_COMMENT) };
}

const titled = (title: string, block: ReturnType<typeof driftTable>): readonly Part[] =>
  block.lists.some(({ rows }) => rows.length > 0) ? [title, block] : [];

/** Users and roles; somebody may be in both counts. */
function driftSentence({ report: { gains, losses, access }, changes }: AssessedPlan): string {
  const groups = access.filter(({ principal }) => principal.startsWith('group:')).length;
  const parts = [
    losses > 0 ? `${losses} ${losses === 1 ? 'has' : 'have'} access that the file does not give` : '',
    gains > 0 ? `${gains} ${gains === 1 ? 'lacks' : 'lack'} access that it gives` : '',
    groups > 0 ? `so does the access of the members of ${plural(groups, 'group')}` : '',
  ].filter(Boolean);
  if (parts.length > 0) return parts.join(', ');
  return changes.length > 0 ? "nobody's access to images is concerned" : 'see below';
}

const whatToDo = ({ changes, applySecondsAtLeast }: AssessedPlan): string =>
  [
    '#### What to do',
    '',
    '- **Take it back**: undo by hand in the console what should not have been changed there.',
    '- **Adopt it**: write it into the file in a pull request, when it is meant to stay.',
    ...(changes.length > 0
      ? [
          `- **Apply**: run the workflow with \`command: apply\`, and the account becomes what the file says (at least ${applySecondsAtLeast} s).`,
        ]
      : []),
    '',
    'This issue is edited as the difference changes, and closed when there is none.',
  ].join('\n');

/** What is posted to the open issue when the difference has become another one. */
export const driftComment = (plan: AssessedPlan): string =>
  `The drift changed: ${driftSentence(plan)}; ${plural(plan.changes.length, 'change')} to RAM. The description above shows it as it is now, digest ${codeSpan(plan.digest)}.\n`;

/** An issue for somebody to finish what apply could not. */
export function followUpIssue(plan: AssessedPlan, result: ApplyResult, facts: RunFacts): IssueText {
  const parts: readonly Part[] = [
    headline(plan.config, resultSentence(result)),
    verdict(result),
    openOutcomes(result),
    howToContinue(facts.runUrl),
    doneFold(result),
    `${planFacts(plan)}\n${runLine(facts)}`,
  ];
  const title = `acr-access: apply of ${cleanPath(plan.config)} did not finish (account ${digitsOf(plan.account)})`;
  return { title, body: fitToSize(parts, outcomesFirst(IN_COMMENT)) };
}

function howToContinue(runUrl: string): string {
  const run = runLink(runUrl, 'this run') || 'the run';
  return [
    '#### How to continue',
    '',
    '1. Solve what the table names.',
    `2. Re-run the failed job of ${run}. It reads the account again, does what is left of the approved plan, and stops if anything else has changed.`,
    '3. Close this issue when the account is what the file says.',
  ].join('\n');
}

import type { ApplyResult, Outcome } from '../apply/types.ts';
import type { AssessedPlan } from '../plan/assess.ts';
import { plural } from '../plan/plural.ts';
import { describeChange } from './change-lines.ts';
import { codeSpan, prose, tableRow } from './escape.ts';
import { type Block, type Fit, type Fold, fitToSize, type Order, type Row } from './fit.ts';
import { tableHead } from './markdown-parts.ts';
import { headline, planParts } from './plan-parts.ts';

/** What is open gets room first, then what was done, then the plan. */
const OUTCOMES_FIRST: Order = [
  ['failed', 0.5],
  ['skipped', 0.5],
  ['done', 0.5],
];

export const outcomesFirst = (where: Fit): Fit => ({ ...where, order: [...OUTCOMES_FIRST, ...where.order] });

/** What apply did, and below it the plan. */
export const resultDocument = (plan: AssessedPlan, result: ApplyResult, where: Fit, footer: string): string =>
  fitToSize(
    [
      headline(plan.config, resultSentence(result)),
      verdict(result),
      openOutcomes(result),
      doneFold(result),
      { summary: 'The plan', inside: planParts(plan) },
      footer,
    ],
    outcomesFirst(where),
  );

const countOf = ({ outcomes }: ApplyResult, wanted: Outcome['result']): number =>
  outcomes.filter(({ result }) => result === wanted).length;

/** `Applied: 10 done, 1 already so`; only what was read back and found as planned is called applied. */
export function resultSentence(result: ApplyResult): string {
  const words: Record<Outcome['result'], string> = {
    done: 'done',
    already: 'already so',
    failed: 'failed',
    skipped: 'skipped',
  };
  const kinds = ['done', 'already', 'failed', 'skipped'] as const;
  const counts = kinds.flatMap((kind) =>
    countOf(result, kind) > 0 ? [`${countOf(result, kind)} ${words[kind]}`] : [],
  );
  const left = result.remaining?.changes.length ?? 0;
  if (result.converged) return `Applied: ${counts.join(', ') || 'nothing was left to do'}`;
  const open = result.remaining === undefined ? 'not verified' : left > 0 ? `${plural(left, 'change')} left` : '';
  return `Not finished: ${[...counts, open].filter(Boolean).join(', ') || 'the account is not what the file says'}`;
}

/** What is known about the account after the writes. */
export function verdict(result: ApplyResult): string {
  const stopped = result.interrupted ? 'Stopped by a signal: the rest was not tried. ' : '';
  if (result.converged) return `${stopped}The account was read back, and nothing is left to do.`;
  if (result.remaining === undefined) return `${stopped}**The account could not be read back**, so nothing is proved.`;
  const left = result.remaining.changes.length;
  return `${stopped}**${left === 0 ? 'The account was read back, and it is not as planned' : `${plural(left, 'change')} left to do`}.** What is done stays done: a re-run tries only the rest.`;
}

/** Failed and skipped changes, with what to do. */
export function openOutcomes({ outcomes }: ApplyResult): Block {
  const list = (name: 'failed' | 'skipped') => {
    const rows = outcomes.filter(({ result }) => result === name).map((outcome) => rowOf(outcome, openRow));
    return { name, one: `${name} change`, many: `${name} changes`, rows };
  };
  return {
    open: tableHead(['result', 'change', 'why, and what to do']),
    lists: [list('failed'), list('skipped')],
    close: '',
  };
}

/** What is as planned now, with the requests that made it so. */
export function doneFold(result: ApplyResult): Fold {
  const done = result.outcomes.filter((outcome) => outcome.result === 'done' || outcome.result === 'already');
  const rows = done.map((outcome) => rowOf(outcome, doneRow));
  const block: Block = {
    open: tableHead(['result', 'change', 'request']),
    lists: [{ name: 'done', one: 'change', many: 'changes', rows }],
    close: '',
  };
  return { summary: `${plural(done.length, 'change')} done`, inside: [block] };
}

const rowOf = (outcome: Outcome, text: (outcome: Outcome) => string): Row => ({ counts: 1, text: () => text(outcome) });

const openRow = ({ change, result, requestIds, message, remedy }: Outcome): string => {
  const requests = requestIds.length === 0 ? '' : `request ${requestIds.map(codeSpan).join(' ')}`;
  const note = [prose(message), prose(remedy), requests].filter(Boolean).join('<br>');
  return tableRow([`**${result}**`, changeCell(change), note]);
};

const doneRow = ({ change, result, requestIds }: Outcome): string =>
  tableRow([result === 'already' ? 'already so' : result, changeCell(change), requestIds.map(codeSpan).join(' ')]);

function changeCell(change: Outcome['change']): string {
  const { verb, object } = describeChange(change);
  return `${verb} ${codeSpan(object)}`;
}

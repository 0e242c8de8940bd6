import type { Change } from '../plan/types.ts';
import { changeDetails, describeChange } from './change-lines.ts';
import { codeSpan, prose, tableRow, visible } from './escape.ts';
import type { Block, Fold, List, Row } from './fit.ts';
import { lineOfFile, tableHead } from './markdown-parts.ts';

/** What is called in RAM, and what is inside of it; removals come last, as in apply. */
export function changesFold(changes: readonly Change[], config: string, summary: string): Fold {
  const table: Block = {
    open: tableHead([' ', 'what', 'which', 'why']),
    lists: [changesList('changes', 'change', changes, config), changesList('removals', 'removal', changes, config)],
    close: '',
  };
  const contents = contentsList(changes);
  const inside =
    contents.rows.length === 0
      ? []
      : [WHAT_A_POLICY_IS, { open: '```diff\n', lists: [contents], close: '\n```', between: '\n\n' }];
  return { summary, inside: [table, { summary: 'What is in them', inside }] };
}

function changesList(name: 'changes' | 'removals', one: string, changes: readonly Change[], config: string): List {
  const rows = changes
    .filter(({ action }) => (action === 'delete') === (name === 'removals'))
    .map((change): Row => ({ counts: 1, text: () => changeRow(change, config) }));
  return { name, one, many: `${one}s`, rows };
}

function changeRow(change: Change, config: string): string {
  const { mark, verb, object } = describeChange(change);
  const why = `${prose(change.reason)}${lineOfFile(change.source, config)}`;
  return tableRow([`**${mark === '-' ? '−' : mark}**`, verb, codeSpan(object), why]);
}

/** For reviewers who know images and not RAM. */
const WHAT_A_POLICY_IS =
  'A policy is a list of permissions. It gives nothing until it is attached: to a user, to a group (its members get it) or to a role (whoever signs in as it gets it).';

/** Kinds of changes that have something inside; the details themselves are made when there is room for them. */
const hasDetails = ({ kind, action }: Change): boolean =>
  action !== 'delete' && (kind === 'policy' || kind === 'user' || kind === 'group');

function contentsList(changes: readonly Change[]): List {
  const rows = changes.filter(hasDetails).map((change): Row => ({ counts: 1, text: () => contentsText(change) }));
  return { name: 'contents', one: 'change', many: 'changes', rows };
}

/**
 * Lines for a fence of three backticks. None of them can close it: each is one line that begins with a verb or a mark of ours
 * (CommonMark, "Fenced code blocks": a closing fence is indented by at most three blanks and holds nothing else).
 */
function contentsText(change: Change): string {
  const { verb, object } = describeChange(change);
  const details = changeDetails(change).map(({ mark, text }) => `${mark}   ${text}`);
  return [`${verb} ${object}`, ...details].map(visible).join('\n');
}

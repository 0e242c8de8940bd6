import type { Decision } from '../decide.ts';
import { type AttachedDocument, evaluate } from '../evaluate.ts';
import { VERBS, type Verb } from '../verbs.ts';
import type { Budget } from './budget.ts';
import type { ActionClass } from './classes.ts';
import type { Comparison } from './comparison.ts';
import { contrast } from './contrast.ts';
import { linesOf } from './lines.ts';
import type { Place } from './places.ts';
import { type AccessRow, rowOf } from './rows.ts';

/** One direction of a comparison: what is gained, or what is lost. */
export interface Found {
  readonly direction: 'gained' | 'lost';
  readonly classes: readonly ActionClass[];
  readonly comparison: Comparison;
  /** of the side that allows, and of the other one */
  readonly to: readonly AttachedDocument[];
  readonly from: readonly AttachedDocument[];
  readonly budget: Budget;
}

/**
 * Adds the verbs that need several actions: `push` where push and pull come to be allowed together, `list` where the console
 * can go all the way.
 */
export function addVerbs(rows: readonly AccessRow[], found: Found): readonly AccessRow[] {
  return addList(addPush(rows, found), found);
}

const PUSH = 'cr:PushRepository';
const PULL = 'cr:PullRepository';

function addPush(rows: readonly AccessRow[], found: Found): readonly AccessRow[] {
  const classOf = (action: string) => found.classes.find((one) => one.actions.get('repo')?.includes(action))!;
  const [push, pull] = [classOf(PUSH), classOf(PULL)];
  if (push === pull)
    return rows.map((row) => (row.kind === 'repo' && row.actions.includes(PUSH) ? withVerb(row, 'push') : row));
  const result = [...rows];
  for (const place of found.comparison.places) {
    const here = rows.filter((row) => row.kind === 'repo' && row.registry === place.registry);
    const actions = [PUSH, PULL].filter((action) => here.some((row) => row.actions.includes(action)));
    if (place.kind !== 'repo' || actions.length === 0) continue;
    for (const both of bothRows([push, pull], actions, place, found)) {
      const same = result.findIndex((row) => here.includes(row) && isPartner(row, both));
      if (same === -1) result.push(both);
      else result[same] = withVerb(result[same]!, 'push');
    }
  }
  return result;
}

/** Rows for repositories on which both classes of actions come to be allowed. */
function bothRows(
  classes: readonly ActionClass[],
  actions: readonly string[],
  place: Place,
  found: Found,
): AccessRow[] {
  const { budget, direction } = found;
  const before = classes.map((one) => linesOf(one.before, place, place.groupBefore));
  const after = classes.map((one) => linesOf(one.after, place, place.groupAfter));
  const [to, from] = direction === 'gained' ? [after, before] : [before, after];
  const group = direction === 'gained' ? place.groupBefore : place.groupAfter;
  return contrast(
    to,
    from,
    place.elsewhere,
    budget,
  )(place).changes.map((change) => {
    const { resource, context = {} } = rowOf(change, actions, place).witness!;
    const isNew = (action: string) =>
      evaluate(found.from, { action, resource, context }, { resourceGroupOf: () => group }).decision !== 'allow';
    return { ...rowOf(change, actions.filter(isNew), place), verbs: ['push'] };
  });
}

function isPartner(row: AccessRow, both: AccessRow): boolean {
  const areaOf = ({ area, certainty, when }: AccessRow) => JSON.stringify([area, certainty, when]);
  return areaOf(row) === areaOf(both) && both.actions.some((action) => row.actions.includes(action));
}

const ON_STAR = ['cr:ListInstance', 'cr:ListNamespace'];
const LIST = 'cr:ListRepository';

function addList(rows: readonly AccessRow[], found: Found): readonly AccessRow[] {
  const decisions = new Map<string, readonly Decision[]>();
  return rows.map((row) => {
    const starts = row.kind === 'star' && ON_STAR.some((action) => row.actions.includes(action));
    const ends = row.kind === 'ns-list' && row.actions.includes(LIST);
    if (!starts && !ends) return row;
    const context = row.witness?.context ?? {};
    const key = JSON.stringify(context);
    const known = decisions.get(key) ?? ON_STAR.map((action) => onStar(found, action, context));
    decisions.set(key, known);
    const lists = known.every((one) => one === 'allow' || (row.certainty === 'unknown' && one === 'unknown'));
    return lists && (ends || listsSomewhere(found)) ? withVerb(row, 'list') : row;
  });
}

function onStar({ to }: Found, action: string, context: Readonly<Record<string, string>>): Decision {
  return evaluate(to, { action, resource: '*', context }, { resourceGroupOf: () => undefined }).decision;
}

function listsSomewhere({ classes, comparison, direction, budget }: Found): boolean {
  const one = classes.find(({ actions }) => actions.get('ns-list')?.includes(LIST))!;
  return comparison.places.some((place) => {
    if (place.kind !== 'ns-list') return false;
    const group = direction === 'gained' ? place.groupAfter : place.groupBefore;
    const lines = linesOf(direction === 'gained' ? one.after : one.before, place, group);
    return contrast([lines], [[]], place.elsewhere, budget)(place).changes.length > 0;
  });
}

function withVerb(row: AccessRow, verb: Verb): AccessRow {
  return { ...row, verbs: VERBS.filter((one) => one === verb || row.verbs.includes(one)) };
}

import { CATALOGUE, kindsOf, type ResourceKind } from '../catalogue.ts';
import { matchesAction } from '../evaluate.ts';
import type { ParsedStatement } from '../parse.ts';
import type { HeldStatement } from './lines.ts';
import type { UnlistedActions } from './unlisted-actions.ts';

/** Actions that no statement tells apart. */
export interface ActionClass {
  /** by the kind of resource on which they are authorised */
  readonly actions: ReadonlyMap<ResourceKind, readonly string[]>;
  readonly before: readonly HeldStatement[];
  readonly after: readonly HeldStatement[];
}

/** Groups the catalogue's actions, those that statements name and those made up for their wildcards. */
export function actionClasses(
  before: readonly HeldStatement[],
  after: readonly HeldStatement[],
  unlisted: UnlistedActions,
): ActionClass[] {
  const made = [...unlisted.named, ...unlisted.invented];
  const actions = [...LISTED, ...made];
  const classes = new Map<number, string[]>();
  const numbers = classNumbers([...before, ...after], made);
  actions.forEach((action, at) => {
    const known = classes.get(numbers[at]!);
    if (known === undefined) classes.set(numbers[at]!, [action]);
    else known.push(action);
  });
  return [...classes.values()].map((one) => ({
    actions: byKind(one, unlisted),
    before: before.filter(({ parsed }) => matches(parsed, one[0]!)),
    after: after.filter(({ parsed }) => matches(parsed, one[0]!)),
  }));
}

/** Per action, listed ones first, the number of its class: each statement splits the classes that it is partly about. */
function classNumbers(statements: readonly HeldStatement[], made: readonly string[]): readonly number[] {
  const numbers = [...LISTED, ...made].map(() => 0);
  const seen = new Set<readonly boolean[]>();
  for (const { parsed } of statements) {
    const listed = matchesListed(parsed);
    if (made.length === 0 && seen.has(listed)) continue;
    seen.add(listed);
    const row = made.length === 0 ? listed : [...listed, ...made.map((action) => matchesAction(parsed, action))];
    const split = new Map<number, number>();
    numbers.forEach((number, at) => {
      const half = number * 2 + (row[at] === true ? 1 : 0);
      if (!split.has(half)) split.set(half, split.size);
      numbers[at] = split.get(half)!;
    });
  }
  return numbers;
}

function byKind(actions: readonly string[], unlisted: UnlistedActions): Map<ResourceKind, readonly string[]> {
  const kinds = new Map<ResourceKind, string[]>();
  for (const action of actions) {
    for (const kind of kindsOf(action)) {
      const known = kinds.get(kind);
      if (known === undefined) kinds.set(kind, [action]);
      else known.push(action);
    }
  }
  return new Map([...kinds].map(([kind, list]) => [kind, withoutInvented(list, unlisted)]));
}

/** A made-up action says nothing beside a real one that is treated the same. */
function withoutInvented(actions: readonly string[], { invented }: UnlistedActions): readonly string[] {
  const madeUp = new Set(invented);
  const real = actions.filter((action) => !madeUp.has(action));
  return real.length === 0 ? actions : real;
}

const LISTED = [...CATALOGUE.keys()];
const POSITIONS = new Map(LISTED.map((action, position) => [action, position]));
const matched = new WeakMap<ParsedStatement, readonly boolean[]>();
/** By the action patterns of statements; documents repeat each other's. */
const matchedByText = new Map<string, readonly boolean[]>();
/** More are forgotten again. */
const KEPT = 2000;

/** Whether a statement is about an action; kept for the actions of the catalogue, as documents reach many principals. */
export function matches(parsed: ParsedStatement, action: string): boolean {
  const position = POSITIONS.get(action);
  return position === undefined ? matchesAction(parsed, action) : matchesListed(parsed)[position]!;
}

function matchesListed(parsed: ParsedStatement): readonly boolean[] {
  const known = matched.get(parsed);
  if (known !== undefined) return known;
  const text = JSON.stringify([parsed.actions, parsed.notActions]);
  const row = matchedByText.get(text) ?? LISTED.map((listed) => matchesAction(parsed, listed));
  if (matchedByText.size >= KEPT) matchedByText.clear();
  matchedByText.set(text, row);
  matched.set(parsed, row);
  return row;
}

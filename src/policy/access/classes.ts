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
  const sides = [...before, ...after];
  const classes = new Map<string, string[]>();
  for (const action of [...CATALOGUE.keys(), ...unlisted.named, ...unlisted.invented]) {
    let vector = '';
    for (const { parsed } of sides) vector += matches(parsed, action) ? '1' : '0';
    const known = classes.get(vector);
    if (known === undefined) classes.set(vector, [action]);
    else known.push(action);
  }
  return [...classes.values()].map((actions) => ({
    actions: byKind(actions, unlisted),
    before: before.filter(({ parsed }) => matches(parsed, actions[0]!)),
    after: after.filter(({ parsed }) => matches(parsed, actions[0]!)),
  }));
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
  const real = actions.filter((action) => !invented.includes(action));
  return real.length === 0 ? actions : real;
}

const LISTED = [...CATALOGUE.keys()];
const POSITIONS = new Map(LISTED.map((action, position) => [action, position]));
const matched = new WeakMap<ParsedStatement, readonly boolean[]>();

/** Whether a statement is about an action; kept for the actions of the catalogue, as documents reach many principals. */
export function matches(parsed: ParsedStatement, action: string): boolean {
  const position = POSITIONS.get(action);
  if (position === undefined) return matchesAction(parsed, action);
  let known = matched.get(parsed);
  if (known === undefined) {
    known = LISTED.map((listed) => matchesAction(parsed, listed));
    matched.set(parsed, known);
  }
  return known[position]!;
}

import type { Condition, OneOrMore, Statement } from './document.ts';

/**
 * A statement in one spelling: lists are arrays without duplicates, sorted by code unit; a condition value of one is a
 * string; an empty `Condition` is gone. Keys stand in the order in which they are sent.
 */
export interface NormalStatement extends Statement {
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource: readonly string[];
}

/**
 * Above so many steps a group of statements is left unmerged. Merging two long lists can give a longer text than both;
 * an account's documents (6,144 bytes) stay far below.
 */
const MERGE_STEPS = 500_000;

/**
 * Statements in normal form: the same for every order, duplication and partition of the same statements.
 *
 * Merging is exact. Statements with equal effect and condition stand for a set of pairs (action entry, resource entry):
 * a request is matched when one pair matches it. The normal form is that set, grouped by resource and then by equal
 * actions. `NotAction` matches when no entry does, so its list counts as one entry and only resources are joined.
 */
export function mergeStatements(statements: readonly Statement[]): NormalStatement[] {
  const groups = Map.groupBy(statements.map(normalStatement), ({ Effect, NotAction, Condition }) =>
    JSON.stringify([Effect, NotAction ?? null, Condition ?? null]),
  );
  return [...groups.values()]
    .flatMap(mergeGroup)
    .map((statement) => ({ statement, text: JSON.stringify(statement) }))
    .sort((a, b) => compareText(a.text, b.text))
    .map(({ statement }) => statement);
}

/** Order by UTF-16 code units: the same on every machine, unlike `localeCompare`. */
export function compareText(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}

function normalStatement(statement: Statement): NormalStatement {
  const { Effect, Action, NotAction, Resource, Condition } = statement;
  const condition = Condition === undefined ? {} : normalCondition(Condition);
  return {
    Effect,
    ...(Action === undefined ? {} : { Action: normalList(Action) }),
    ...(NotAction === undefined ? {} : { NotAction: normalList(NotAction) }),
    Resource: normalList(Resource),
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}

function normalList(value: OneOrMore): string[] {
  return [...new Set(typeof value === 'string' ? [value] : value)].sort(compareText);
}

function normalCondition(condition: Condition): Condition {
  return mapSorted(condition, (keys) =>
    mapSorted(keys, (value) => {
      const values = normalList(value);
      return values.length === 1 ? values[0]! : values;
    }),
  );
}

function mapSorted<From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  const entries = Object.entries(record).sort(([a], [b]) => compareText(a, b));
  return Object.fromEntries(entries.map(([key, value]) => [key, map(value)]));
}

/** Merges statements that have effect, condition and, for `NotAction`, actions in common. */
function mergeGroup(group: readonly NormalStatement[]): NormalStatement[] {
  const byHolders = resourcesByHolders(group);
  let steps = 0;
  for (const { holders } of byHolders) for (const holder of holders) steps += actionsOf(holder).length;
  if (steps > MERGE_STEPS) return unique(group);

  const byActions = new Map<string, { template: NormalStatement; actions: string[]; resources: string[] }>();
  for (const { holders, resources } of byHolders) {
    const actions = normalList(holders.flatMap(actionsOf));
    const key = JSON.stringify(actions);
    const merged = byActions.get(key);
    if (merged === undefined) byActions.set(key, { template: holders[0]!, actions, resources });
    else for (const resource of resources) merged.resources.push(resource);
  }
  return [...byActions.values()].map(({ template, actions, resources }) => ({
    ...template,
    ...(template.NotAction === undefined ? { Action: actions } : {}),
    Resource: resources.sort(compareText),
  }));
}

/** Resources, put together where exactly the same statements hold them. */
function resourcesByHolders(group: readonly NormalStatement[]): { holders: NormalStatement[]; resources: string[] }[] {
  const holdersOf = new Map<string, number[]>();
  for (const [index, statement] of group.entries()) {
    for (const resource of statement.Resource) {
      const holders = holdersOf.get(resource);
      if (holders === undefined) holdersOf.set(resource, [index]);
      else holders.push(index);
    }
  }
  const sets = Map.groupBy(holdersOf, ([, holders]) => holders.join());
  return [...sets.values()].map((entries) => ({
    holders: entries[0]![1].map((index) => group[index]!),
    resources: entries.map(([resource]) => resource),
  }));
}

function actionsOf(statement: NormalStatement): readonly string[] {
  return statement.Action ?? statement.NotAction!;
}

function unique(statements: readonly NormalStatement[]): NormalStatement[] {
  return [...new Map(statements.map((statement) => [JSON.stringify(statement), statement])).values()];
}

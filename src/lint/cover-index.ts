import { conditionText, covers, type Named, type Pair } from './coverage.ts';

interface Entry {
  readonly named: Named;
  /** place among all statements: the first that covers a pair is the one that is named */
  readonly position: number;
}

/** Entries by the text in front of a place where their pattern may part from another one. */
interface Partings {
  /** at a wildcard: `*` or `?` */
  readonly at: Readonly<Record<'*' | '?', Map<string, Entry[]>>>;
  /** anywhere behind the text */
  readonly behind: Map<string, Entry[]>;
}

/** More are an attack on the reader (SYN13), and each would be one more text to keep. */
const MOST_WILDCARDS = 8;
const UNCONDITIONAL = conditionText([]);

/**
 * Statements in which the first that covers a pair is found without trying all of them: a person or pipeline may hold
 * thousands. Of equal statements two are kept, so that one is left where a search passes over a name.
 */
export class CoverIndex {
  readonly isEmpty: boolean;
  /** by condition, then by the length of the text */
  readonly #tables = new Map<string, Map<number, Partings>>();

  constructor(statements: readonly Named[]) {
    this.isEmpty = statements.length === 0;
    const kept = new Map<string, readonly string[]>();
    for (const [position, named] of statements.entries()) {
      const content = contentOf(named);
      const names = kept.get(content) ?? [];
      if (names.length === 2 || names[0] === named.name) continue;
      kept.set(content, [...names, named.name]);
      this.#add({ named, position });
    }
  }

  /**
   * The first statement that matches whatever the pair matches, in every context.
   *
   * @param except statements of this name are passed over
   */
  find(pair: Pair, except?: string): Named | undefined {
    let first: Entry | undefined;
    for (const condition of new Set([UNCONDITIONAL, pair.condition])) {
      for (const entries of candidates(this.#tables.get(condition), pair.resource.pattern)) {
        const found = entries.find(({ named }) => named.name !== except && covers(named, pair));
        if (found !== undefined && (first === undefined || found.position < first.position)) first = found;
      }
    }
    return first?.named;
  }

  #add(entry: Entry): void {
    const { condition, resources } = entry.named.statement;
    const text = conditionText(condition);
    const table = this.#tables.get(text) ?? new Map<number, Partings>();
    this.#tables.set(text, table);
    for (const pattern of new Set(resources)) addPattern(table, pattern, entry);
  }
}

function addPattern(table: Map<number, Partings>, pattern: string, entry: Entry): void {
  const wildcards = [...pattern.matchAll(/[*?]/g)];
  if (wildcards.length > MOST_WILDCARDS) {
    const start = pattern.slice(0, wildcards[0]!.index);
    push(partingsAt(table, start.length).behind, start, entry);
    return;
  }
  push(partingsAt(table, pattern.length).behind, pattern, entry);
  for (const { 0: wildcard, index } of wildcards) {
    push(partingsAt(table, index).at[wildcard as '*' | '?'], pattern.slice(0, index), entry);
  }
}

/** Those whose pattern is the start of `inner`, or parts from it at a wildcard: no other can cover it. */
function* candidates(table: ReadonlyMap<number, Partings> | undefined, inner: string): Iterable<readonly Entry[]> {
  for (const [length, { at, behind }] of table ?? []) {
    if (length > inner.length) continue;
    const start = inner.slice(0, length);
    const entries = [behind.get(start)];
    // Where both have the same wildcard they part later, if at all.
    if (inner[length] !== '*') entries.push(at['*'].get(start));
    if (inner[length] !== '?') entries.push(at['?'].get(start));
    for (const some of entries) if (some !== undefined) yield some;
  }
}

function partingsAt(table: Map<number, Partings>, length: number): Partings {
  const known = table.get(length);
  if (known !== undefined) return known;
  const made = { at: { '*': new Map(), '?': new Map() }, behind: new Map() };
  table.set(length, made);
  return made;
}

function push(map: Map<string, Entry[]>, text: string, entry: Entry): void {
  const entries = map.get(text);
  if (entries === undefined) map.set(text, [entry]);
  else entries.push(entry);
}

const contentOf = ({ statement: { actions, notActions, resources, condition } }: Named): string =>
  JSON.stringify([actions, notActions, resources, condition]);

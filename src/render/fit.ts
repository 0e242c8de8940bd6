import { folded } from './markdown-parts.ts';

/**
 * Documents that have to stay below a size. Only rows are left out, always whole, and what is left out is counted in its
 * place from the data: text inside of a row cannot change a count.
 */

/** What one row tells, and how many things of the data it stands for. Rendered only when there may be room for it. */
export interface Row {
  readonly counts: number;
  readonly text: () => string;
}

export interface List {
  /** says in an `Order` when the list gets room */
  readonly name: string;
  readonly rows: readonly Row[];
  /** what is counted: `gain`, `gains` */
  readonly one: string;
  readonly many: string;
}

/** Lists inside one construct, such as the rows of a table; nothing of it is there when no row is. */
export interface Block {
  readonly open: string;
  readonly lists: readonly List[];
  readonly close: string;
  /** between two rows; a line break unless said otherwise */
  readonly between?: string;
}

/** A part that is opened with a click. `summary` is text of ours. */
export interface Fold {
  readonly summary: string;
  readonly inside: readonly Part[];
}

export type Part = string | Block | Fold;

/** A size that additions of texts add up in: `measure(a + b) = measure(a) + measure(b)`. */
export interface Size {
  readonly most: number;
  readonly measure: (text: string) => number;
}

/** UTF-16 units: never fewer than the characters that GitHub counts. */
export const characters = (most: number): Size => ({ most, measure: (text) => text.length });

const encoder = new TextEncoder();
export const utf8Bytes = (most: number): Size => ({ most, measure: (text) => encoder.encode(text).length });

export const UNLIMITED: Size = { most: Number.POSITIVE_INFINITY, measure: () => 0 };

/** Which lists get room first, and which part of the room that is left they may take before the others had a turn. */
export type Order = readonly (readonly [name: string, share: number])[];

export interface Fit {
  readonly size: Size;
  readonly order: Order;
  /** where everything is, e.g. `whole in the job summary` */
  readonly whole: string;
}

/**
 * The document, at most `size` long as long as its fixed texts are. Parts are separated by blank lines, and it ends with a
 * line break.
 */
export function fitToSize(parts: readonly Part[], { size, order, whole }: Fit): string {
  const blocks = blocksOf(parts).map((block) => openBlock(block, size));
  const turns = order.flatMap(([name, share]) =>
    blocks.flatMap((block) =>
      block.lists.filter(({ list }) => list.name === name).map((list) => ({ block, list, share })),
    ),
  );
  let room = size.most - size.measure(rendered(parts, new Map(), whole));
  for (const { block, list, share } of turns) room -= take(block, list, { room: room * share, size, isLast: false });
  for (const { block, list } of turns) room -= take(block, list, { room, size, isLast: true });
  return rendered(parts, new Map(blocks.flatMap(({ lists }) => lists.map((taken) => [taken.list, taken]))), whole);
}

const SEPARATOR = '\n\n';
/** A row above this is passed over when it does not fit; after a smaller one that does not fit the room is used up. */
const LARGE = 2000;

interface OpenBlock {
  /** of the construct around the rows */
  readonly cost: number;
  readonly between: number;
  isOpen: boolean;
  readonly lists: readonly Taken[];
}

interface Taken {
  readonly list: List;
  readonly lines: string[];
  /** how many things of the data `lines` stand for */
  counted: number;
  next: number;
}

const blocksOf = (parts: readonly Part[]): readonly Block[] =>
  parts.flatMap((part) => (typeof part === 'string' ? [] : 'inside' in part ? blocksOf(part.inside) : [part]));

function openBlock({ open, lists, close, between = '\n' }: Block, { measure }: Size): OpenBlock {
  const cost = measure(open) + measure(close) + measure(SEPARATOR);
  return {
    cost,
    between: measure(between),
    isOpen: false,
    lists: lists.map((list) => ({ list, lines: [], counted: 0, next: 0 })),
  };
}

interface Turn {
  readonly room: number;
  readonly size: Size;
  /** nobody comes after: large rows may be passed over */
  readonly isLast: boolean;
}

/** Takes rows in their order as long as there is room; returns what they need. */
function take(block: OpenBlock, taken: Taken, { room, size, isLast }: Turn): number {
  let used = 0;
  for (; taken.next < taken.list.rows.length; taken.next += 1) {
    const row = taken.list.rows[taken.next]!;
    const line = row.text();
    const cost = size.measure(line) + block.between;
    const needed = used + cost + (block.isOpen ? 0 : block.cost);
    if (needed > room) {
      if (isLast && cost > LARGE) continue;
      break;
    }
    block.isOpen = true;
    taken.lines.push(line);
    taken.counted += row.counts;
    used = needed;
  }
  return used;
}

type Shown = ReadonlyMap<List, Taken>;

const rendered = (parts: readonly Part[], shown: Shown, whole: string): string =>
  `${joined(parts.map((part) => partText(part, shown, whole)))}\n`;

const joined = (texts: readonly string[]): string => texts.filter(Boolean).join(SEPARATOR);

function partText(part: Part, shown: Shown, whole: string): string {
  if (typeof part === 'string') return part;
  if ('inside' in part) {
    const body = joined(part.inside.map((inner) => partText(inner, shown, whole)));
    return body === '' ? '' : folded(part.summary, body);
  }
  const lines = part.lists.flatMap((list) => shown.get(list)?.lines ?? []);
  const text = lines.length === 0 ? '' : `${part.open}${lines.join(part.between ?? '\n')}${part.close}`;
  return joined([text, leftText(part, shown, whole)]);
}

/** `and 412 more gains, 3,000 more changes: …`; longest when nothing is known to be shown, which is what room is kept for. */
function leftText({ lists }: Block, shown: Shown, whole: string): string {
  const isNoneShown = lists.every((list) => shown.get(list)?.lines.length === 0);
  const counts = lists.flatMap((list) => {
    const left = list.rows.reduce((sum, { counts }) => sum + counts, 0) - (shown.get(list)?.counted ?? 0);
    if (left === 0) return [];
    return [`${grouped(left)} ${isNoneShown ? '' : 'more '}${left === 1 ? list.one : list.many}`];
  });
  return counts.length === 0 ? '' : `${isNoneShown ? '' : 'and '}${counts.join(', ')}: ${whole}`;
}

/** `3,000` */
const grouped = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');

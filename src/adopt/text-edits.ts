import { isMap, isScalar, isSeq, type Pair, parseDocument, type Scalar, type YAMLMap } from 'yaml';

/** A piece of a text that is replaced; `start` = `end`: inserted. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A node of a parsed text with where it stands: first character, end of the value. */
type Placed = { readonly range?: readonly [number, number, number] | null };

/** An entry to be added to a mapping, in both styles. */
export interface NewEntry {
  readonly key: string;
  /** lines without the margin of the mapping */
  readonly lines: readonly string[];
  /** `key: value` in one line */
  readonly flow: string;
}

/** What cannot be changed without rewriting what a person wrote, such as an anchor that is used elsewhere. */
export class UneditableText extends Error {}

/** All other characters stay as they are. Edits at one place come out in their order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((a, b) => a.start - b.start)
    .reduceRight((result, { start, end, text: piece }) => result.slice(0, start) + piece + result.slice(end), text);
}

export function rootOf(text: string): YAMLMap {
  const { contents } = parseDocument(text, { version: '1.2', schema: 'core', keepSourceTokens: true });
  if (!isMap(contents)) throw new UneditableText('the file is no mapping');
  return contents;
}

export const pairOf = (map: YAMLMap, key: string): Pair | undefined =>
  map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);

/** Entries behind the last one of a mapping, in the mapping's own style and margin. */
export function addToMap(text: string, map: YAMLMap, entries: readonly NewEntry[]): Edit {
  const last = map.items.at(-1);
  if (map.flow) {
    const at = last === undefined ? startOf(map) + 1 : endOfPair(last);
    const list = entries.map(({ flow }) => flow).join(', ');
    return { start: at, end: at, text: last === undefined ? ` ${list} ` : `, ${list}` };
  }
  const margin = ' '.repeat(columnOf(text, startOf(map.items[0]!.key as Placed)));
  const at = endOfLine(text, endOfPair(last!));
  const lines = entries.flatMap(({ lines: own }) => own).map((line) => `${margin}${line}`);
  const lead = at > 0 && text[at - 1] !== '\n' ? '\n' : '';
  return { start: at, end: at, text: `${lead}${lines.join('\n')}\n` };
}

/** Texts at the end of a list; a single text becomes a list. `words` are written as they stand. */
export function addToList(text: string, pair: Pair, words: readonly string[]): Edit {
  const { value } = pair;
  if (isScalar(value) && typeof value.value === 'string' && value.type !== 'BLOCK_FOLDED' && isPlainSource(value)) {
    const [start, end] = rangeOf(value);
    return { start, end, text: `[${[text.slice(start, end), ...words].join(', ')}]` };
  }
  if (!isSeq(value)) throw new UneditableText('the list is an alias or a block of text');
  const last = value.items.at(-1) as Placed | undefined;
  if (value.flow) {
    const at = last === undefined ? startOf(value) + 1 : rangeOf(last)[1];
    return { start: at, end: at, text: `${last === undefined ? '' : ', '}${words.join(', ')}` };
  }
  const at = endOfLine(text, rangeOf(last!)[1]);
  const lineStart = text.lastIndexOf('\n', startOf(last!) - 1) + 1;
  const margin = /^ */.exec(text.slice(lineStart))![0];
  const lead = at > 0 && text[at - 1] !== '\n' ? '\n' : '';
  return { start: at, end: at, text: `${lead}${words.map((word) => `${margin}- ${word}\n`).join('')}` };
}

const isPlainSource = ({ type, anchor }: Scalar): boolean => type !== 'BLOCK_LITERAL' && anchor === undefined;

function rangeOf({ range }: Placed): readonly [number, number, number] {
  if (range === undefined || range === null) throw new UneditableText('a node has no place in the text');
  return range;
}

const startOf = (node: Placed): number => rangeOf(node)[0];

/** Where a pair's text ends, comments behind it not counted. */
function endOfPair({ key, value }: Pair): number {
  if (isMap(value) && !value.flow && value.items.length > 0) return endOfPair(value.items.at(-1)!);
  if (isSeq(value) && !value.flow && value.items.length > 0) {
    const last = value.items.at(-1);
    return isMap(last) && !last.flow && last.items.length > 0
      ? endOfPair(last.items.at(-1)!)
      : rangeOf(last as Placed)[1];
  }
  return rangeOf((value ?? key) as Placed)[1];
}

/** The beginning of the line after the one that `at` is in; a block of text ends with its line already. */
function endOfLine(text: string, at: number): number {
  if (at > 0 && text[at - 1] === '\n') return at;
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

const columnOf = (text: string, at: number): number => at - (text.lastIndexOf('\n', at - 1) + 1);

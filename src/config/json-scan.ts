import type { IssueList, Locate, Path } from './issue-list.ts';
import type { SourceTree } from './tree.ts';
import { duplicateKey, tooDeep } from './tree-problems.ts';

/**
 * JSON.parse is fast, but keeps no positions and lets the last of two equal keys win. These walk the same text, which
 * is known to be valid JSON, without building values.
 */

type Frame = { readonly keys: Set<string> | undefined; index: number; key: string };

/** Reports duplicate keys and nesting past `depth`. */
export function checkJsonText(text: string, depth: number, list: IssueList): void {
  walkJson(text, 0, {
    enter: (frames, offset) => {
      if (frames.length <= depth) return true;
      list.reportAt(offset, [], tooDeep(depth));
      return false;
    },
    key: (frames, key, offset) => {
      const keys = frames.at(-1)?.keys;
      if (keys?.has(key)) list.reportAt(offset, [...pathOf(frames.slice(0, -1)), key], duplicateKey(key));
      keys?.add(key);
    },
    value: () => true,
  });
}

/** Does an object in the JSON text name a key twice? `JSON.parse` would keep the last one in silence. */
export function namesKeyTwice(text: string): boolean {
  let twice = false;
  walkJson(text, 0, {
    enter: () => true,
    key: (frames, key) => {
      const keys = frames.at(-1)?.keys;
      twice ||= keys?.has(key) === true;
      keys?.add(key);
    },
    value: () => !twice,
  });
  return twice;
}

interface Place {
  readonly key: number;
  readonly value: number;
}

/** Entries of sections, `users[12]`, are indexed in one pass; what lies deeper is looked for within its entry. */
const INDEXED_DEPTH = 2;

/** Offsets of keys and values in a JSON text. A path that leads nowhere gives its nearest parent. */
function locateInJson(text: string): Locate {
  let index: ReadonlyMap<string, Place> | undefined;
  return (path, part) => {
    index ??= shallowIndex(text);
    let place: Place = { key: 0, value: 0 };
    for (let depth = 1; depth <= Math.min(path.length, INDEXED_DEPTH); depth += 1) {
      const next = index.get(JSON.stringify(path.slice(0, depth)));
      if (next === undefined) return place.key;
      place = next;
    }
    const within = path.slice(INDEXED_DEPTH);
    return within.length === 0 ? place[part] : placeWithin(text, place, within, part);
  };
}

function shallowIndex(text: string): ReadonlyMap<string, Place> {
  const index = new Map<string, Place>();
  let keyAt = 0;
  walkJson(text, 0, {
    enter: () => true,
    key: (_frames, _key, offset) => {
      keyAt = offset;
    },
    value: (frames, offset) => {
      if (frames.length === 0 || frames.length > INDEXED_DEPTH) return true;
      const inList = frames.at(-1)?.keys === undefined;
      index.set(JSON.stringify(pathOf(frames)), { key: inList ? offset : keyAt, value: offset });
      return true;
    },
  });
  return index;
}

function placeWithin(text: string, entry: Place, path: Path, part: 'key' | 'value'): number {
  let matched = 0;
  let keyAt = entry.key;
  let place: Place = entry;
  walkJson(text, entry.value, {
    enter: () => true,
    key: (_frames, _key, offset) => {
      keyAt = offset;
    },
    value: (frames, offset) => {
      if (frames.length !== matched + 1 || !frames.every((frame, depth) => stepOf(frame) === path[depth])) return true;
      place = { key: frames.at(-1)?.keys === undefined ? offset : keyAt, value: offset };
      matched = frames.length;
      return matched < path.length;
    },
  });
  return matched === path.length ? place[part] : place.key;
}

const stepOf = ({ keys, key, index }: Frame): string | number => (keys === undefined ? index : key);
const pathOf = (frames: readonly Frame[]): Path => frames.map(stepOf);

interface Visitor {
  /** a list or a mapping opens; false ends the walk */
  enter(frames: readonly Frame[], offset: number): boolean;
  key(frames: readonly Frame[], key: string, offset: number): void;
  /** a value starts; the frames lead to it; false ends the walk */
  value(frames: readonly Frame[], offset: number): boolean;
}

/** Walks the value that starts at `from`, and nothing after it. */
function walkJson(text: string, from: number, visitor: Visitor): void {
  const frames: Frame[] = [];
  let expectsKey = false;
  const structure = /[[\]{},:"]|[^\s[\]{},:"]+/g;
  structure.lastIndex = from;
  for (let match = structure.exec(text); match !== null; match = structure.exec(text)) {
    const offset = match.index;
    const char = match[0];
    const frame = frames.at(-1);
    if (char === ',') {
      if (frame !== undefined) frame.index += 1;
      expectsKey = frame?.keys !== undefined;
      continue;
    }
    if (char === ':') {
      expectsKey = false;
      continue;
    }
    if (char === ']' || char === '}') {
      frames.pop();
      if (frames.length === 0) return;
      expectsKey = false;
      continue;
    }
    const end = char === '"' ? endOfString(text, offset) : offset;
    if (char === '"') structure.lastIndex = end;
    if (expectsKey && frame !== undefined) {
      frame.key = JSON.parse(text.slice(offset, end)) as string;
      visitor.key(frames, frame.key, offset);
      continue;
    }
    if (!visitor.value(frames, offset)) return;
    if (char !== '{' && char !== '[') continue;
    expectsKey = char === '{';
    frames.push({ keys: expectsKey ? new Set() : undefined, index: 0, key: '' });
    if (!visitor.enter(frames, offset)) return;
  }
}

/** The offset after the closing quote: the first quote with an even number of backslashes before it. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return text.length;
}

/** A JSON text and its value as a tree with places. */
export const jsonTree = (text: string, value: unknown): SourceTree => ({
  value,
  locate: locateInJson(text),
  at: (path) => {
    let at = value;
    for (const step of path) {
      if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
      at = (at as Record<string | number, unknown>)[step];
    }
    const isWord = typeof at === 'number' || typeof at === 'boolean';
    return { value: at, written: isWord ? String(at) : undefined };
  },
});

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
  walkJson(text, {
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

/** Offsets of keys and values in a JSON text; each question reads the text again. */
const locateInJson =
  (text: string): Locate =>
  (path, part) => {
    let nearest = 0;
    let matched = 0;
    let found: number | undefined;
    let keyAt = 0;
    const matches = (frames: readonly Frame[]) =>
      frames.length <= path.length && frames.every((frame, depth) => stepOf(frame) === path[depth]);
    walkJson(text, {
      enter: () => true,
      key: (_frames, _key, offset) => {
        keyAt = offset;
      },
      value: (frames, offset) => {
        if (frames.length <= matched && matched > 0) return false;
        if (frames.length !== matched + 1 || !matches(frames)) return true;
        const isKey = frames.at(-1)?.keys !== undefined;
        nearest = isKey ? keyAt : offset;
        matched = frames.length;
        if (matched === path.length) found = part === 'key' && isKey ? keyAt : offset;
        return found === undefined;
      },
    });
    return found ?? nearest;
  };

const stepOf = ({ keys, key, index }: Frame): string | number => (keys === undefined ? index : key);
const pathOf = (frames: readonly Frame[]): Path => frames.map(stepOf);

interface Visitor {
  /** a list or a mapping opens; false ends the walk */
  enter(frames: readonly Frame[], offset: number): boolean;
  key(frames: readonly Frame[], key: string, offset: number): void;
  /** a value starts; the frames lead to it; false ends the walk */
  value(frames: readonly Frame[], offset: number): boolean;
}

const STRUCTURE = /[[\]{},:"]|[^\s[\]{},:"]+/g;

function walkJson(text: string, visitor: Visitor): void {
  const frames: Frame[] = [];
  let expectsKey = false;
  STRUCTURE.lastIndex = 0;
  for (let match = STRUCTURE.exec(text); match !== null; match = STRUCTURE.exec(text)) {
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
      expectsKey = false;
      continue;
    }
    const end = char === '"' ? endOfString(text, offset) : offset;
    if (char === '"') STRUCTURE.lastIndex = end;
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
    return { value: at, written: undefined };
  },
});

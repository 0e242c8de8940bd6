import { compareText } from './merge.ts';

/** In UTF-16 units and nodes. Far above any policy; stops cycles and YAML aliases that expand without end. */
const MAX_LENGTH = 500_000;

/** What is still to be written: text as it is, else a value. */
interface Task {
  readonly text?: string;
  readonly value?: unknown;
}

/**
 * The minified JSON text of plain data, with keys as written or sorted. Properties that are `undefined` are left out, as
 * JSON.stringify does. Works without recursion, so that no depth of nesting can end the program.
 *
 * @returns `undefined` when the value is not JSON data (functions, NaN, class instances, …) or is too large
 */
export function jsonText(value: unknown, keys: 'as-written' | 'sorted'): string | undefined {
  const written: string[] = [];
  const tasks: Task[] = [{ value }];
  let spent = 0;
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    const text = task.text ?? scalarText(task.value);
    if (text !== undefined) {
      written.push(text);
      spent += text.length;
    } else {
      const parts = partsOf(task.value, keys);
      if (parts === undefined) return undefined;
      spent += parts.length;
      for (const part of parts.reverse()) tasks.push(part);
    }
    if (spent > MAX_LENGTH) return undefined;
  }
  return written.join('');
}

function scalarText(value: unknown): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

/** A list or plain object as the texts and values that it is written from. */
function partsOf(value: unknown, keys: 'as-written' | 'sorted'): Task[] | undefined {
  if (Array.isArray(value)) {
    const entries = value.flatMap((entry: unknown, index) => [{ text: index === 0 ? '' : ',' }, { value: entry }]);
    return [{ text: '[' }, ...entries, { text: ']' }];
  }
  if (typeof value !== 'object' || value === null || !isPlain(value)) return undefined;
  const present = Object.entries(value).filter(([, entry]) => entry !== undefined);
  if (keys === 'sorted') present.sort(([a], [b]) => compareText(a, b));
  const members = present.flatMap(([key, entry], index) => [
    { text: `${index === 0 ? '' : ','}${JSON.stringify(key)}:` },
    { value: entry },
  ]);
  return [{ text: '{' }, ...members, { text: '}' }];
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

import { compareText } from './merge.ts';

/** Deeper than any policy: grammar-abiding documents have six levels. */
const MAX_DEPTH = 64;
/** In UTF-16 units and nodes; also stops YAML aliases that expand without end. */
const MAX_LENGTH = 2_000_000;

/**
 * The minified JSON text of plain data, with keys as written or sorted. Properties that are `undefined` are left out,
 * as JSON.stringify does.
 *
 * @returns `undefined` when the value is not JSON data (functions, NaN, class instances, …) or is too deep or too large
 */
export function jsonText(value: unknown, keys: 'as-written' | 'sorted'): string | undefined {
  let spent = 0;

  function write(node: unknown, depth: number): string | undefined {
    spent += typeof node === 'string' ? node.length + 1 : 1;
    if (spent > MAX_LENGTH || depth > MAX_DEPTH) return undefined;
    if (node === null || typeof node === 'boolean' || typeof node === 'string') return JSON.stringify(node);
    if (typeof node === 'number') return Number.isFinite(node) ? String(node) : undefined;
    if (typeof node !== 'object') return undefined;
    return Array.isArray(node) ? writeArray(node, depth) : writeObject(node, depth);
  }

  function writeArray(list: readonly unknown[], depth: number): string | undefined {
    const parts: string[] = [];
    for (const entry of list) {
      const part = write(entry, depth + 1);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    return `[${parts.join()}]`;
  }

  function writeObject(record: object, depth: number): string | undefined {
    const prototype: unknown = Object.getPrototypeOf(record);
    if (prototype !== Object.prototype && prototype !== null) return undefined;
    const entries = Object.entries(record).filter(([, entry]) => entry !== undefined);
    if (keys === 'sorted') entries.sort(([a], [b]) => compareText(a, b));
    const parts: string[] = [];
    for (const [key, entry] of entries) {
      spent += key.length;
      const part = write(entry, depth + 1);
      if (part === undefined) return undefined;
      parts.push(`${JSON.stringify(key)}:${part}`);
    }
    return `{${parts.join()}}`;
  }

  return write(value, 0);
}

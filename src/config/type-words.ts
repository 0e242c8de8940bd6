import type { Path } from './issue-list.ts';
import type { SourceTree } from './tree.ts';
import { quoted } from './visible-text.ts';

/** Types and values in the words of someone who writes YAML. */

/** A value of the file, and how it is written there. */
export type Part = NonNullable<ReturnType<SourceTree['at']>>;

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping from names to entries',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
};

export const anyOf = (expected: readonly string[]): string => {
  const names = [...new Set(expected.map((name) => TYPE_NAMES[name] ?? name))];
  return names.length === 0 ? 'something else' : names.join(' or ');
};

export function aOrAn(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'a number' : 'true or false';
}

export function typeName(node: Part): string {
  const { value } = node;
  if (typeof value === 'string') return `${quoted(value)} is text`;
  if (typeof value === 'object') return `it is ${aOrAn(value)}`;
  const written = quoted(node.written ?? JSON.stringify(value)).slice(1, -1);
  return `${written} is ${typeof value === 'boolean' ? 'a truth value' : 'a number'}`;
}

export function typeHint(path: Path, expected: readonly string[], { value, written }: Part): string | undefined {
  if (expected.includes('string') && (typeof value === 'number' || typeof value === 'boolean')) {
    const text = quoted(written ?? JSON.stringify(value));
    if (path.at(-1) === 'until') return 'write a date such as 2026-12-31';
    return path.at(-1) === 'account'
      ? `put it in quotes, or digits may get lost: ${text}`
      : `put it in quotes: ${text}`;
  }
  if (expected.includes('string') && isPlainMap(value)) {
    const [pair, ...more] = Object.entries(value);
    if (pair !== undefined && more.length === 0 && typeof pair[1] === 'string') {
      return `write ${quoted(`${pair[0]}:${pair[1]}`)}, without a blank after the colon`;
    }
  }
  if (expected.includes('boolean') && typeof value === 'string') {
    return 'write true or false without quotes; yes, no, on and off are text in YAML 1.2';
  }
  if ((expected.includes('number') || expected.includes('int')) && typeof value === 'string') {
    return 'write the number without quotes';
  }
  if (expected.includes('record')) return 'write each entry as NAME: { … }';
  if (path.length === 0) return 'write lines of the form KEY: VALUE';
  if (expected.includes('array')) return 'start every entry with "- ", or write [ … ]';
  return undefined;
}

const isPlainMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

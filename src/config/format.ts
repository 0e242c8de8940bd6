import {
  type Document,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  Scalar,
  visit,
  type YAMLMap,
} from 'yaml';
import { AS_WRITTEN, layOut } from './format-layout.ts';
import { knownKeys } from './known-keys.ts';
import { WrittenConfig } from './schema.ts';

/**
 * The text of a file that parses, in one style: sections and keys in the order of the reference, short mappings and lists in
 * one line, quotes where they are needed, one blank line between sections. What the file means stays; names, entries of lists
 * and comments stay where their author put them. Where aliases depend on the order, it stays too.
 */
export function formatConfig(text: string): string {
  const document = parseDocument(text, AS_WRITTEN);
  if (!hasAliases(document)) sortKeys(document.contents, []);
  visit(document, { Scalar: (key, scalar) => requote(scalar, key === 'key') });
  spaceSections(document);
  layOut(document);
  return document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER });
}

function hasAliases(document: Document): boolean {
  let found = false;
  visit(document, {
    Alias: () => {
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

const nameOf = ({ key }: Pair): string => (isScalar(key) ? String(key.value) : '');

/** Keys of the format by the schema; names, and what the schema does not know, as they are. */
function sortKeys(node: unknown, path: readonly (string | number)[]): void {
  if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) sortKeys(item, [...path, index]);
    return;
  }
  if (!isMap(node)) return;
  const order = knownKeys(WrittenConfig, path);
  const [first] = node.items;
  if (order.length > 0) node.items.sort((a, b) => order.indexOf(nameOf(a)) - order.indexOf(nameOf(b)));
  if (node.items[0] !== first) keepHead(node, first, path.length === 0);
  for (const pair of node.items) sortKeys(pair.value, [...path, nameOf(pair)]);
}

/**
 * Where another key comes first now: the parser gives what stands above a first key to the whole mapping, but it is about the
 * key; only at the top of the file it is the other way round.
 */
function keepHead(node: YAMLMap, first: Pair | undefined, isFile: boolean): void {
  const [now] = node.items;
  if (!isScalar(first?.key) || !isScalar(now?.key)) return;
  const [from, to] = isFile ? [first.key, now.key] : [node, first.key];
  if (!from.commentBefore) return;
  to.commentBefore = [from.commentBefore, to.commentBefore].filter(Boolean).join('\n');
  from.commentBefore = null;
}

/** Text that means itself to every reader of YAML without quotes, also inside of `[…]`. */
const PLAIN = /^[A-Za-z](?:[\w./:*?@+-]| (?=\w))*(?<!:)$|^\d{4}-\d\d-\d\d(?:T[\d:]+(?:Z|[+-][\d:]+)?)?$/;
const PLAIN_KEY = /^[A-Za-z][\w.-]*$/;
const OTHER_THAN_TEXT = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

function requote(scalar: Scalar, isKey: boolean): void {
  const { value, type } = scalar;
  if (typeof value !== 'string' || (type !== Scalar.QUOTE_DOUBLE && type !== Scalar.QUOTE_SINGLE)) return;
  // The keys of this format are words, `on` among them.
  const isPlain = isKey ? PLAIN_KEY.test(value) && !/^(?:true|false|null)$/i.test(value) : PLAIN.test(value);
  if (isPlain && (isKey || !OTHER_THAN_TEXT.test(value))) scalar.type = Scalar.PLAIN;
  else if (!/["\\]/.test(value)) scalar.type = Scalar.QUOTE_DOUBLE;
}

/** What says which file this is stands together; every section begins after a blank line. */
function spaceSections({ contents }: Document): void {
  if (!isMap(contents)) return;
  for (const [position, { key, value }] of contents.items.entries()) {
    if (isScalar(key)) key.spaceBefore = position > 0 && isCollection(value);
  }
}

import {
  Document,
  type DocumentOptions,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type ParseOptions,
  Scalar,
  type SchemaOptions,
  type Tags,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';

type Collection = YAMLMap | YAMLSeq;
type Context = NonNullable<Parameters<Collection['toString']>[0]>;
type Listeners = [onComment?: () => void, onChompKeep?: () => void];

/** `{ a: b }` with blanks and `[a, b]` without: the library knows one setting for both. */
const padded = (tags: Tags): Tags =>
  tags.map((tag) => {
    if (typeof tag === 'string' || tag.collection === undefined) return tag;
    const flowCollectionPadding = tag.collection === 'map' ? ' ' : '';
    const stringify = (node: Collection, context: Context, ...listeners: Listeners): string =>
      node.toString({ ...context, flowCollectionPadding }, ...listeners);
    // The library calls it for every tag, and its types know it for those of scalars.
    return { ...tag, stringify } as unknown as typeof tag;
  });

/** Nothing is resolved: `007` and `yes` are what the author wrote, whatever they mean. */
export const AS_WRITTEN: ParseOptions & DocumentOptions & SchemaOptions = {
  version: '1.2',
  schema: 'failsafe',
  customTags: padded,
  uniqueKeys: false,
};

const WIDTH = 120;

/** Sections, grants and lists of mappings have a line for each entry; anything else is in one line where that fits. */
export function layOut({ contents }: Document): void {
  if (isCollection(contents)) spread(contents as Collection, 0, []);
}

/** @param indent of the entries */
function spread(node: Collection, indent: number, path: readonly string[]): void {
  node.flow = false;
  for (const [position, item] of node.items.entries()) {
    const key = isPair(item) ? item.key : item;
    if (position === 0 && (isScalar(key) || isCollection(key))) key.spaceBefore = false;
    if (!isPair(item)) place(item, indent + 2, indent + 2, [...path, '']);
    else place(item.value, indent + oneLine(item.key).length + 2, indent + 2, [...path, String(item.key)]);
  }
}

/** @param column where the value begins, if it begins in the line of its key */
function place(value: unknown, column: number, indent: number, path: readonly string[]): void {
  if ((isScalar(value) || isCollection(value)) && path.at(-1) !== '') value.spaceBefore = false;
  if (!isCollection(value)) return;
  const collection = value as Collection;
  if (collection.items.length > 0 && (isOpen(collection, path) || needsLines(collection))) {
    spread(collection, indent, path);
    return;
  }
  collection.flow = true;
  const line = oneLine(collection);
  if (column + line.length > WIDTH || line.includes('\n')) spread(collection, indent, path);
  else packTight(collection);
}

const isOpen = (node: Collection, path: readonly string[]): boolean =>
  path.length === 1 || (path[0] === 'grants' && path.length === 2) || (isSeq(node) && node.items.some(isMap));

/** Comments inside, or text in several lines. */
function needsLines(node: Collection): boolean {
  if (node.commentBefore || (node.comment && node.flow !== true)) return true;
  let found = false;
  visit(node, {
    Node: (_key, inner) => {
      const isBlock = isScalar(inner) && (inner.type === Scalar.BLOCK_FOLDED || inner.type === Scalar.BLOCK_LITERAL);
      if (inner !== node && (inner.commentBefore || inner.comment || isBlock)) found = true;
    },
  });
  return found;
}

/** No blank lines inside of one line. */
function packTight(node: Collection): void {
  visit(node, {
    Node: (_key, inner) => {
      if (inner !== node) inner.spaceBefore = false;
    },
  });
}

/** A collection or a key as it stands in one line, without the comments around it. */
function oneLine(node: unknown): string {
  const document = new Document(undefined, AS_WRITTEN);
  document.contents = (isCollection(node) || isScalar(node) ? node.clone() : node) as Collection;
  visit(document, {
    Node: (_key, inner) => {
      inner.spaceBefore = false;
      inner.comment = null;
      inner.commentBefore = null;
    },
  });
  return document.toString({ lineWidth: 0, verifyAliasOrder: false }).trimEnd();
}

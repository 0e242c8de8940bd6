import { isAlias, isCollection, isMap, isScalar, isSeq, type Node } from 'yaml';
import type { IssueList, Path } from './issue-list.ts';
import type { TreeLimits, TreeNode } from './tree.ts';
import { duplicateKey, tooMuchReuse, unsafeKey } from './tree-problems.ts';
import { quoted } from './visible-text.ts';

const UNSAFE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Turns YAML's nodes into a tree of plain values. Reports duplicate and unsafe keys, aliases that lead nowhere or to
 * themselves, and files that are larger than the limits once every alias is written out.
 */
export class TreeBuilder {
  readonly #limits: TreeLimits;
  readonly #list: IssueList;
  readonly #anchors = new Map<string, { node: TreeNode; size: number } | 'open'>();
  #aliases = 0;
  #size = 0;

  constructor(limits: TreeLimits, list: IssueList) {
    this.#limits = limits;
    this.#list = list;
  }

  build(node: Node, path: Path): TreeNode {
    const start = node.range?.[0] ?? 0;
    if (isAlias(node)) return this.#alias(node.source, start, path);
    const sizeBefore = this.#size;
    this.#grow(1, start, path);
    const anchor = isScalar(node) || isCollection(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, 'open');
    const built = this.#plain(node, start, path);
    if (anchor !== undefined) this.#anchors.set(anchor, { node: built, size: this.#size - sizeBefore });
    return built;
  }

  #plain(node: Node, start: number, path: Path): TreeNode {
    if (isMap(node)) return this.#map(node.items, start, path);
    if (isSeq(node)) return this.#sequence(node.items, start, path);
    if (!isScalar(node)) return { start, value: null, written: undefined };
    return { start, value: node.value, written: node.type === 'PLAIN' ? node.source : undefined };
  }

  #sequence(written: readonly unknown[], start: number, path: Path): TreeNode {
    const items = written.map((item, index) => this.build(item as Node, [...path, index]));
    return { start, value: items.map((item) => item.value), written: undefined, items };
  }

  #map(pairs: readonly { key: unknown; value: unknown }[], start: number, path: Path): TreeNode {
    const entries = new Map<string, { keyStart: number; node: TreeNode }>();
    const value: Record<string, unknown> = {};
    for (const pair of pairs) {
      const keyNode = pair.key as Node | null;
      const keyStart = keyNode?.range?.[0] ?? start;
      const key = this.#key(keyNode, keyStart, path);
      const node =
        pair.value === null
          ? { start: keyNode?.range?.[1] ?? keyStart, value: null, written: undefined }
          : this.build(pair.value as Node, [...path, key ?? '']);
      if (key === undefined) continue;
      if (entries.has(key)) this.#list.reportAt(keyStart, [...path, key], duplicateKey(key));
      if (UNSAFE_KEYS.has(key) && !this.#limits.anyKey) {
        this.#list.reportAt(keyStart, [...path, key], unsafeKey(key));
        continue;
      }
      entries.set(key, { keyStart, node });
      setOwn(value, key, node.value);
    }
    return { start, value, written: undefined, entries };
  }

  /** A plain key is taken as it is written, so that a name such as `007` or `null` stays what the reader sees. */
  #key(node: Node | null, start: number, path: Path): string | undefined {
    if (isScalar(node)) {
      const key = node.type === 'PLAIN' ? (node.source ?? '') : node.value;
      if (typeof key === 'string' && (key !== '' || (this.#limits.anyKey && node.type !== 'PLAIN'))) return key;
    }
    this.#list.reportAt(start, path, {
      code: 'bad-key',
      message:
        node === null || isScalar(node)
          ? 'a key is empty'
          : 'a key must be plain text, not a list, a mapping or an alias',
      hint: 'write a name before the ":"',
    });
    return undefined;
  }

  #alias(name: string, start: number, path: Path): TreeNode {
    const nothing: TreeNode = { start, value: undefined, written: undefined };
    this.#aliases += 1;
    if (this.#aliases > this.#limits.aliases) {
      if (this.#aliases === this.#limits.aliases + 1) {
        this.#list.reportAt(start, path, tooMuchReuse(`more than ${this.#limits.aliases} aliases`));
      }
      return nothing;
    }
    const target = this.#anchors.get(name);
    if (target === undefined || target === 'open') {
      const message =
        target === 'open'
          ? `${quoted(`*${name}`)} refers to itself`
          : `no anchor ${quoted(`&${name}`)} stands before this alias`;
      this.#list.reportAt(start, path, { code: 'bad-alias', message, hint: 'write the value out' });
      return nothing;
    }
    return this.#grow(target.size, start, path) ? target.node : nothing;
  }

  /** Aliases multiply: sizes are counted as if every alias were written out, and nothing is expanded past the limit. */
  #grow(by: number, start: number, path: Path): boolean {
    const before = this.#size;
    this.#size += by;
    if (this.#size <= this.#limits.nodes) return true;
    if (before <= this.#limits.nodes) {
      this.#list.reportAt(
        start,
        path,
        tooMuchReuse(`more than ${this.#limits.nodes} values, with every alias written out`),
      );
    }
    return false;
  }
}

/** Assignment to `__proto__` would set the prototype; JSON.parse makes an own property too. */
function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}

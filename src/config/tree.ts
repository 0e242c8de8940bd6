import type { Locate, Path } from './issue-list.ts';

/** A value of the file with its place: what YAML's own nodes are, without aliases, tags and comments. */
export interface TreeNode {
  readonly start: number;
  readonly value: unknown;
  /** a plain scalar as it is written, e.g. `1_000` or `0o17` */
  readonly written: string | undefined;
  readonly entries?: ReadonlyMap<string, { readonly keyStart: number; readonly node: TreeNode }>;
  readonly items?: readonly TreeNode[];
}

export interface TreeLimits {
  readonly depth: number;
  /** aliases in the file */
  readonly aliases: number;
  /** values after every alias is written out */
  readonly nodes: number;
  /** true: `__proto__`, `constructor` and `prototype` are data (a live policy document may hold any key) */
  readonly anyKey: boolean;
}

/** A value that was read from a file, and where its parts stand. */
export interface SourceTree {
  readonly value: unknown;
  readonly locate: Locate;
  /** the part at a path, or `undefined` when there is none */
  at(path: Path): Pick<TreeNode, 'value' | 'written'> | undefined;
}

export const sourceTree = (root: TreeNode): SourceTree => ({
  value: root.value,
  locate: (path, part) => offsetIn(root, path, part),
  at: (path) => path.reduce<TreeNode | undefined>((node, step) => childOf(node, step)?.node, root),
});

function childOf(node: TreeNode | undefined, step: string | number) {
  if (typeof step === 'string') return node?.entries?.get(step);
  const item = node?.items?.[step];
  return item === undefined ? undefined : { keyStart: item.start, node: item };
}

/** A path that leads nowhere gives its nearest parent's key. */
function offsetIn(root: TreeNode, path: Path, part: 'key' | 'value'): number {
  let found = { keyStart: root.start, node: root };
  for (const step of path) {
    const next = childOf(found.node, step);
    if (next === undefined) return found.keyStart;
    found = next;
  }
  return part === 'key' ? found.keyStart : found.node.start;
}

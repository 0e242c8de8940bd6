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

/** Finds offsets in a tree; a path that leads nowhere gives the nearest parent's key. */
export function locateIn(root: TreeNode): Locate {
  return (path, part) => {
    let node = root;
    let keyStart = root.start;
    for (const [depth, step] of path.entries()) {
      const entry = typeof step === 'string' ? node.entries?.get(step) : itemEntry(node.items?.[step]);
      if (entry === undefined) return keyStart;
      keyStart = entry.keyStart;
      node = entry.node;
      if (depth === path.length - 1) return part === 'key' ? keyStart : node.start;
    }
    return keyStart;
  };
}

const itemEntry = (node: TreeNode | undefined) => (node === undefined ? undefined : { keyStart: node.start, node });

export function nodeAt(root: TreeNode, path: Path): TreeNode | undefined {
  let node: TreeNode | undefined = root;
  for (const step of path) node = typeof step === 'string' ? node?.entries?.get(step)?.node : node?.items?.[step];
  return node;
}

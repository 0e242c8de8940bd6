import type { z } from 'zod/mini';
import { explain, type Words } from './explain.ts';
import { flattenIssues } from './flatten-issues.ts';
import type { IssueList, Path } from './issue-list.ts';
import type { SourceTree } from './tree.ts';

/**
 * Checks a tree against a schema and reports what is wrong. Gives the value without the parts that are wrong, so that
 * later rules can judge the rest; `undefined` when nothing is left. The tree's values are changed in place.
 */
export function checkShape(schema: z.ZodMiniType, tree: SourceTree, list: IssueList, words: Words): unknown {
  // A file is read once: to compile code for its schema first takes longer, even for ten thousand grants.
  const result = schema.safeParse(tree.value, { jitless: true });
  if (result.success) return tree.value;
  const problems = flattenIssues(result.error.issues);
  for (const problem of problems) explain(problem, schema, tree, list, words);
  if (problems.some((problem) => problem.path.length === 0 && problem.kind === 'type')) return undefined;
  for (const problem of problems) {
    if (problem.kind === 'unknown-keys') for (const key of problem.keys) takeOut(tree.value, [...problem.path, key]);
    else takeOut(tree.value, problem.path);
  }
  return tree.value;
}

/** Lists keep their length, so that the paths of the other entries stay right. */
function takeOut(value: unknown, path: Path): void {
  let at = value;
  for (const step of path.slice(0, -1)) at = (at as Record<string | number, unknown> | undefined)?.[step];
  const last = path.at(-1);
  if (typeof at === 'object' && at !== null && last !== undefined && Object.hasOwn(at, last)) {
    (at as Record<string | number, unknown>)[last] = undefined;
  }
}

import type { z } from 'zod/mini';
import type { Path } from './issue-list.ts';

/** One thing that breaks a schema, at the deepest place that can be named. */
export type SchemaProblem =
  | {
      readonly kind: 'type';
      readonly path: Path;
      readonly expected: readonly string[];
      readonly values: readonly unknown[];
    }
  | { readonly kind: 'unknown-keys'; readonly path: Path; readonly keys: readonly string[] }
  | {
      readonly kind: 'bound';
      readonly path: Path;
      readonly bound: 'least' | 'most';
      readonly limit: number;
      readonly of: string;
    };

/**
 * Zod's issues without the nesting of unions. Of a union, the branch that fits the value's own type is the one the
 * writer meant: it is the branch without an issue at its root. When every branch fails at the root, the value is of
 * none of the expected types.
 */
export function flattenIssues(issues: readonly z.core.$ZodIssue[], at: Path = []): readonly SchemaProblem[] {
  return issues.flatMap((issue) => {
    const path = [...at, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
    if (issue.code === 'unrecognized_keys') return [{ kind: 'unknown-keys', path, keys: issue.keys }];
    if (issue.code === 'invalid_union') return flattenUnion(issue.errors, path);
    if (issue.code === 'too_small')
      return [{ kind: 'bound', path, bound: 'least', limit: Number(issue.minimum), of: issue.origin }];
    if (issue.code === 'too_big')
      return [{ kind: 'bound', path, bound: 'most', limit: Number(issue.maximum), of: issue.origin }];
    const values = issue.code === 'invalid_value' ? issue.values : [];
    return [{ kind: 'type', path, expected: issue.code === 'invalid_type' ? [issue.expected] : [], values }];
  });
}

function flattenUnion(branches: readonly (readonly z.core.$ZodIssue[])[], path: Path): readonly SchemaProblem[] {
  const meant = branches.find((issues) => issues.every((issue) => issue.path.length > 0 || isWithin(issue)));
  if (meant !== undefined) return flattenIssues(meant, path);
  const roots = branches.flatMap((issues) => flattenIssues(issues)).filter((problem) => problem.kind === 'type');
  return [
    {
      kind: 'type',
      path,
      expected: [...new Set(roots.flatMap((problem) => problem.expected))],
      values: [...new Set(roots.flatMap((problem) => problem.values))],
    },
  ];
}

/** Issues at the root of a branch that say the type is right and something in the value is wrong. */
const isWithin = (issue: z.core.$ZodIssue): boolean =>
  issue.code === 'unrecognized_keys' || (issue.code === 'too_big' && Number(issue.maximum) > 0);

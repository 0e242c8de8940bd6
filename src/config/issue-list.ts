import { excerptAt, positionAt, type SourceText } from './source-text.ts';
import type { ConfigIssue } from './types.ts';
import { visibleText } from './visible-text.ts';

/** Keys and list indexes from the top of the file. */
export type Path = readonly (string | number)[];

/** What a check says about a place in the file; the place becomes line, column and excerpt. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  /** a function where the answer costs a search: it is asked only for the problems that are shown */
  readonly hint?: string | (() => string | undefined) | undefined;
}

/** Where things stand in a file: the offset of the key or of the value that lies at a path, or of the nearest parent. */
export type Locate = (path: Path, part: 'key' | 'value') => number;

/** Collects everything that is wrong with one file. */
export interface IssueList {
  /** points at the value at `path` unless `part` says key */
  report(path: Path, problem: Problem, part?: 'key' | 'value'): void;
  reportAt(offset: number, path: Path, problem: Problem): void;
  warn(path: Path, problem: Problem): void;
  count(): number;
  /** sorted by place in the file, cut at 200 with a last issue that counts the rest */
  issues(): readonly ConfigIssue[];
  warnings(): readonly ConfigIssue[];
}

/** More problems than anyone reads at once; a hostile file has a million. */
const MAX_ISSUES = 200;
/** Problems past this number are only counted. */
const MAX_KEPT = 2_000;

export function issueList(source: SourceText, locate: Locate = () => 0): IssueList {
  const errors: Placed[] = [];
  const warnings: Placed[] = [];
  let count = 0;
  const keep = (placed: Placed) => {
    count += 1;
    if (errors.length < MAX_KEPT) errors.push(placed);
  };
  const finish = (placed: readonly Placed[], total: number): ConfigIssue[] => {
    const sorted = placed.toSorted((a, b) => a.offset - b.offset);
    const kept = sorted.slice(0, MAX_ISSUES).map((entry) => configIssue(source, entry));
    const rest = sorted[MAX_ISSUES];
    return rest === undefined ? kept : [...kept, configIssue(source, tooMany(rest.offset, total - MAX_ISSUES))];
  };
  return {
    report: (path, problem, part = 'value') => keep({ offset: locate(path, part), path, problem }),
    reportAt: (offset, path, problem) => keep({ offset, path, problem }),
    warn: (path, problem) => warnings.push({ offset: locate(path, 'value'), path, problem }),
    count: () => count,
    issues: () => finish(errors, count),
    warnings: () => finish(warnings, warnings.length),
  };
}

interface Placed {
  readonly offset: number;
  readonly path: Path;
  readonly problem: Problem;
}

const tooMany = (offset: number, count: number): Placed => ({
  offset,
  path: [],
  problem: { code: 'too-many-issues', message: `${count} more problems are not shown` },
});

function configIssue(source: SourceText, { offset, path, problem }: Placed): ConfigIssue {
  const position = positionAt(source, offset);
  const hint = typeof problem.hint === 'function' ? problem.hint() : problem.hint;
  return {
    code: problem.code,
    message: problem.message,
    ...(hint === undefined ? {} : { hint }),
    path: pathText(path),
    ...position,
    excerpt: excerptAt(source, position),
  };
}

/** `grants.nginx-admin.to[1]`; empty for the whole file. */
export function pathText(path: Path): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += `${text === '' ? '' : '.'}${visibleText(part.slice(0, 200))}`;
  }
  return text;
}

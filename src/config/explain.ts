import type { z } from 'zod/mini';
import type { SchemaProblem } from './flatten-issues.ts';
import type { IssueList, Path, Problem } from './issue-list.ts';
import { knownKeys } from './known-keys.ts';
import { didYouMean, nearest } from './nearest.ts';
import type { SourceTree } from './tree.ts';
import { anyOf, aOrAn, type Part, typeHint, typeName } from './type-words.ts';
import { quoted, quotedName } from './visible-text.ts';

/** An absent key of the config means "not managed"; in other files it is a default like any other. */
export type Words = 'config' | 'account-file';

/** Reports what breaks the schema, in the words of someone who writes the file. */
export function explain(
  problem: SchemaProblem,
  schema: z.ZodMiniType,
  tree: SourceTree,
  list: IssueList,
  words: Words,
): void {
  if (problem.kind === 'unknown-keys') {
    const known = knownKeys(schema, problem.path);
    for (const key of problem.keys) explainUnknownKey([...problem.path, key], key, known, list);
    return;
  }
  const { path } = problem;
  const node = tree.at(path);
  if (node === undefined) list.report(path, missing(path), 'key');
  // The value is undefined where an alias leads nowhere, which has been reported already.
  else if (node.value === null)
    list.report(path, isNull(path, problem, words), typeof path.at(-1) === 'string' ? 'key' : 'value');
  else if (node.value !== undefined) list.report(path, wrongValue(path, problem, node));
}

function wrongValue(path: Path, problem: Exclude<SchemaProblem, { kind: 'unknown-keys' }>, node: Part): Problem {
  if (problem.kind === 'bound') return outOfBounds(path, problem, node);
  if (problem.values.length > 0) return wrongChoice(path, problem.values, problem.expected, node);
  return {
    code: 'wrong-type',
    message: `${subject(path)} must be ${anyOf(problem.expected)}, but ${typeName(node)}`,
    hint: typeHint(path, problem.expected, node),
  };
}

/** `"members"`, or `entry 2 of "members"`. */
export function subject(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'the file';
  if (typeof last === 'string') return quoted(last);
  return `entry ${last + 1} of ${subject(path.slice(0, -1))}`;
}

/** Keys that people bring from elsewhere. */
const FOREIGN_KEYS: ReadonlyMap<string, string> = new Map([
  ['<<', 'merge keys are not part of YAML 1.2: write the keys out, or use an alias for a whole value'],
  ['NotAction', 'list the actions with Action; NotAction would also allow or deny every other service'],
  ['NotResource', 'list the resources with Resource; RAM has no NotResource'],
  ['Sid', 'remove it; RAM statements have no Sid'],
  ['Principal', 'remove it and name the principals with "to"'],
]);

function explainUnknownKey(path: Path, key: string, known: readonly string[], list: IssueList): void {
  const hint = FOREIGN_KEYS.get(key) ?? didYouMean(key, known, 'known keys here');
  list.report(path, { code: 'unknown-key', message: `unknown key ${quotedName(key)}`, hint }, 'key');
}

/** What every file must have, as it is written. */
const FIRST_LINES: ReadonlyMap<string, string> = new Map([
  ['version', 'add "version: 1" as the first line'],
  ['formatVersion', 'add "formatVersion: 1" as the first line'],
  ['account', 'add "account:" and the account id in quotes'],
]);

function missing(path: Path): Problem {
  const parent = path.slice(0, -1);
  const where = parent.length === 0 ? 'the file' : subject(parent);
  const key = quoted(String(path.at(-1)));
  const hint = FIRST_LINES.get(path.join('.')) ?? `add the key ${key}`;
  return { code: 'missing-key', message: `${where} has no ${key}`, hint };
}

/** Absent, empty and null mean three things to a reader; only two of them exist. */
function isNull(path: Path, problem: SchemaProblem, words: Words): Problem {
  const expected = problem.kind === 'type' ? problem.expected : [];
  return {
    code: 'null-value',
    message: `${subject(path)} is empty (null)`,
    hint: words === 'config' ? nullHint(path, expected) : 'remove the key or write a value',
  };
}

function nullHint(path: Path, expected: readonly string[]): string {
  if (typeof path.at(-1) === 'number') return 'remove the entry or write a value';
  if (expected.includes('record')) return 'remove the key (not managed) or write {} (must be empty)';
  if (path.at(-1) === 'replaces') return 'remove the key or write []: nothing is replaced';
  if (expected.includes('array')) return 'remove the key (not managed) or write [] (must be empty)';
  if (path.length === 2 && expected.includes('object'))
    return 'remove the key, or write {} when there is nothing more to say';
  if (expected.includes('string')) return 'remove the key or write a value; "" is the empty text';
  return 'remove the key or write a value';
}

function outOfBounds(path: Path, { bound, limit, of }: SchemaProblem & { kind: 'bound' }, node: Part): Problem {
  if (of === 'string') {
    return { code: 'empty-text', message: `${subject(path)} is empty`, hint: 'write a value' };
  }
  if (of !== 'array') {
    const message = `${subject(path)} must be at ${bound} ${limit}, not ${node.written ?? JSON.stringify(node.value)}`;
    return { code: 'out-of-range', message };
  }
  if (limit > 0) {
    return {
      code: 'too-many',
      message: `${subject(path)} must have at ${bound} ${limit} entries`,
      hint: 'shorten the list',
    };
  }
  const message = `${subject(path)} must be a mapping from names to entries, but it is a list`;
  return { code: 'wrong-type', message, hint: 'write each entry as NAME: { … }' };
}

function wrongChoice(
  path: Path,
  values: readonly unknown[],
  types: readonly string[],
  { value, written }: Part,
): Problem {
  const choices = values.map(String);
  const word = typeof value === 'string' ? value : '';
  const unquote = typeof values[0] === 'number' && String(values[0]) === word;
  const wanted = choices.length > 1 ? `one of ${choices.join(', ')}` : `${unquote ? 'the number ' : ''}${choices[0]}`;
  const given = word === '' ? (written ?? (value === '' ? 'empty' : aOrAn(value))) : quotedName(word);
  const near = typeof values[0] === 'string' ? nearest(word, choices) : undefined;
  return {
    code: 'bad-value',
    message: `${subject(path)} must be ${wanted}${types.includes('array') ? ', or a list of them' : ''}, not ${given}`,
    hint: unquote ? `write ${word} without quotes` : near === undefined ? versionHint(path) : `did you mean "${near}"?`,
  };
}

const versionHint = (path: Path): string | undefined =>
  path.length === 1 && /version$/i.test(String(path[0]))
    ? 'this program reads version 1 of the file format'
    : undefined;

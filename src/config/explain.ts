import type { z } from 'zod';
import type { SchemaProblem } from './flatten-issues.ts';
import type { IssueList, Path, Problem } from './issue-list.ts';
import { knownKeys } from './known-keys.ts';
import { didYouMean, nearest } from './nearest.ts';
import { nodeAt, type TreeNode } from './tree.ts';
import { quoted, quotedName } from './visible-text.ts';

/** Reports what breaks the schema, in the words of someone who writes the file. */
export function explain(problem: SchemaProblem, schema: z.ZodType, root: TreeNode, list: IssueList): void {
  if (problem.kind === 'unknown-keys') {
    const known = knownKeys(schema, problem.path);
    for (const key of problem.keys) explainUnknownKey([...problem.path, key], key, known, list);
    return;
  }
  const { path } = problem;
  const node = path.length === 0 ? root : nodeAt(root, path);
  if (node === undefined) list.report(path, missing(path), 'key');
  // The value is undefined where an alias leads nowhere, which has been reported already.
  else if (node.value === null)
    list.report(path, isNull(path, problem), typeof path.at(-1) === 'string' ? 'key' : 'value');
  else if (node.value !== undefined) list.report(path, wrongValue(path, problem, node));
}

function wrongValue(path: Path, problem: Exclude<SchemaProblem, { kind: 'unknown-keys' }>, node: TreeNode): Problem {
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
const FOREIGN_KEYS: Readonly<Record<string, string>> = {
  '<<': 'merge keys are not part of YAML 1.2: write the keys out, or use an alias for a whole value',
  NotAction: 'list the actions with Action; NotAction would also allow or deny every other service',
  NotResource: 'list the resources with Resource; RAM has no NotResource',
  Sid: 'remove it; RAM statements have no Sid',
  Principal: 'remove it and name the principals with "to"',
};

function explainUnknownKey(path: Path, key: string, known: readonly string[], list: IssueList): void {
  const hint = FOREIGN_KEYS[key] ?? didYouMean(key, known, 'known keys here');
  list.report(path, { code: 'unknown-key', message: `unknown key ${quotedName(key)}`, hint }, 'key');
}

function missing(path: Path): Problem {
  const parent = path.slice(0, -1);
  const where = parent.length === 0 ? 'the file' : subject(parent);
  const key = quoted(String(path.at(-1)));
  return { code: 'missing-key', message: `${where} has no ${key}`, hint: `add the key ${key}` };
}

/** Absent, empty and null mean three things to a reader; only two of them exist. */
function isNull(path: Path, problem: SchemaProblem): Problem {
  const expected = problem.kind === 'type' ? problem.expected : [];
  return { code: 'null-value', message: `${subject(path)} is empty (null)`, hint: nullHint(path, expected) };
}

function nullHint(path: Path, expected: readonly string[]): string {
  if (typeof path.at(-1) === 'number') return 'remove the entry or write a value';
  if (expected.includes('record')) return 'remove the key (not managed) or write {} (must be empty)';
  if (expected.includes('array')) return 'remove the key (not managed) or write [] (must be empty)';
  if (path.length === 2 && expected.includes('object'))
    return 'remove the key, or write {} when there is nothing more to say';
  if (expected.includes('string')) return 'remove the key or write a value; "" is the empty text';
  return 'remove the key or write a value';
}

function outOfBounds(path: Path, { bound, limit, of }: SchemaProblem & { kind: 'bound' }, node: TreeNode): Problem {
  if (of !== 'array') {
    const message = `${subject(path)} must be at ${bound} ${limit}, not ${node.written ?? JSON.stringify(node.value)}`;
    return { code: 'out-of-range', message };
  }
  if (limit > 0) {
    return {
      code: 'too-many',
      message: `${subject(path)} must have at ${bound} ${limit} entries`,
      hint: 'split the list',
    };
  }
  const message = `${subject(path)} must be a mapping from names to entries, but it is a list`;
  return { code: 'wrong-type', message, hint: 'write each entry as NAME: { … }' };
}

function wrongChoice(
  path: Path,
  values: readonly unknown[],
  types: readonly string[],
  { value, written }: TreeNode,
): Problem {
  const choices = values.map(String);
  const word = typeof value === 'string' ? value : '';
  const unquote = typeof values[0] === 'number' && String(values[0]) === word;
  const wanted = choices.length > 1 ? `one of ${choices.join(', ')}` : `${unquote ? 'the number ' : ''}${choices[0]}`;
  const given = word === '' ? (written ?? (value === '' ? 'empty' : aOrAn(value))) : quotedName(word);
  const near = nearest(word, choices);
  return {
    code: 'bad-value',
    message: `${subject(path)} must be ${wanted}${types.includes('array') ? ', or a list of them' : ''}, not ${given}`,
    hint: unquote ? `write ${word} without quotes` : near === undefined ? undefined : `did you mean "${near}"?`,
  };
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping from names to entries',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
};

const anyOf = (expected: readonly string[]): string => {
  const names = [...new Set(expected.map((name) => TYPE_NAMES[name] ?? name))];
  return names.length === 0 ? 'something else' : names.join(' or ');
};

function aOrAn(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'a number' : 'true or false';
}

function typeName(node: TreeNode): string {
  const { value } = node;
  if (typeof value === 'string') return `${quoted(value)} is text`;
  if (typeof value === 'object') return `it is ${aOrAn(value)}`;
  const written = quoted(node.written ?? JSON.stringify(value)).slice(1, -1);
  return `YAML reads ${written} as ${typeof value === 'boolean' ? 'a truth value' : 'a number'}`;
}

function typeHint(path: Path, expected: readonly string[], { value, written }: TreeNode): string | undefined {
  if (expected.includes('string') && (typeof value === 'number' || typeof value === 'boolean')) {
    const text = quoted(written ?? JSON.stringify(value));
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
  if (expected.includes('array')) return 'start every entry with "- ", or write [ … ]';
  return undefined;
}

const isPlainMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

import type { OneOrMore } from '../../policy/document.ts';
import type { IssueList, Path } from '../issue-list.ts';
import { type NameKind, nameProblem } from '../names.ts';
import type { KnownRegistries } from '../parse-area.ts';
import type { Draft, WrittenConfig } from '../schema.ts';
import { quotedName } from '../visible-text.ts';

/** What every rule gets: what is left of the file after the schema, and where to report. */
export interface RuleContext {
  readonly draft: Draft<WrittenConfig>;
  readonly registries: KnownRegistries | undefined;
  readonly list: IssueList;
}

export type Rule = (context: RuleContext) => void;

/** The entries of a section that is a mapping of names; `[]` and an absent section have none. */
export function entries<Entry>(
  section: { readonly [name: string]: Entry | undefined } | readonly unknown[] | undefined,
): readonly (readonly [string, Entry])[] {
  if (section === undefined || Array.isArray(section)) return [];
  return Object.entries(section as Record<string, Entry | undefined>).flatMap(([name, entry]) =>
    entry === undefined ? [] : [[name, entry] as const],
  );
}

export interface Item {
  readonly text: string;
  readonly path: Path;
}

/** A string, or the strings of a list, each with its path. */
export function items(value: string | readonly (string | undefined)[] | undefined, path: Path): readonly Item[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [{ text: value, path }];
  return value.flatMap((text, index) => (text === undefined ? [] : [{ text, path: [...path, index] }]));
}

export const asList = (value: OneOrMore): readonly string[] => (typeof value === 'string' ? [value] : value);

export function checkName(kind: NameKind, name: string, path: Path, list: IssueList, part: 'key' | 'value' = 'value') {
  const problem = nameProblem(kind, name);
  if (problem !== undefined) list.report(path, problem, part);
}

/** More entries of one kind than any account has (RAM: 5,000 users, 1,500 policies). */
const MOST_ENTRIES = 5_000;

export function checkCount(section: string, count: number, list: IssueList): void {
  if (count <= MOST_ENTRIES) return;
  const message = `"${section}" has ${count} entries, more than ${MOST_ENTRIES}`;
  list.report([section], { code: 'too-many', message, hint: 'split the file' }, 'key');
}

/** Reports what stands twice in a list; `what` is the list's key. */
export function checkTwice(list: IssueList, listed: readonly Item[], what: string): void {
  const seen = new Set<string>();
  for (const { text, path } of listed) {
    if (seen.has(text)) {
      list.report(path, {
        code: 'listed-twice',
        message: `${quotedName(text)} is listed twice in "${what}"`,
        hint: 'remove one of the two',
      });
    }
    seen.add(text);
  }
}

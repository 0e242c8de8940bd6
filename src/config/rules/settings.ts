import type { IssueList } from '../issue-list.ts';
import { quotedName } from '../visible-text.ts';
import { checkName, checkTwice, type Item, items, type Rule } from './context.ts';

export const settingsAreUsable: Rule = ({ draft, list }) => {
  const settings = draft.settings;
  if (settings === undefined) return;
  if (settings.prefix !== undefined) checkPrefix(settings.prefix, list);
  if (settings.owner !== undefined) checkName('owner', settings.owner, ['settings', 'owner'], list);
  for (const key of ['ignore', 'protect'] as const) {
    const globs = items(settings[key], ['settings', key]);
    checkTwice(list, globs, key);
    for (const glob of globs) checkGlob(glob, list);
  }
};

/** The prefix decides which policies the file may delete: too short, or without an end, it would take in others. */
function checkPrefix(prefix: string, list: IssueList): void {
  const wrong = !/^[A-Za-z0-9-]*$/.test(prefix)
    ? 'may hold letters, digits and "-" only'
    : !prefix.endsWith('-')
      ? 'must end with "-"'
      : prefix.length < 3 || prefix.length > 40
        ? `must have 3 to 40 characters, not ${prefix.length}`
        : undefined;
  if (wrong === undefined) return;
  const message = `the prefix ${quotedName(prefix)} ${wrong}`;
  list.report(['settings', 'prefix'], { code: 'bad-prefix', message, hint: 'write e.g. acr-access-' });
}

const KINDS = ['user:', 'group:', 'role:'];

/** A glob that cannot match any principal protects and ignores nobody, silently. */
function checkGlob({ text, path }: Item, list: IssueList): void {
  const literal = text.split(/[*?]/, 1)[0] ?? '';
  const hasWildcard = literal.length < text.length;
  const possible = KINDS.some((kind) => literal.startsWith(kind) || (hasWildcard && kind.startsWith(literal)));
  const tooManyWildcards = (text.match(/\*/g)?.length ?? 0) > 8;
  if (possible && !tooManyWildcards && /^[A-Za-z0-9._:*?-]{1,140}$/.test(text) && !KINDS.includes(text)) return;
  const bare = /^[A-Za-z0-9._*?-]+$/.test(text) && !possible;
  const hint = bare ? `did you mean ${quotedName(`user:${text}`)}?` : 'write e.g. user:break-glass-*, group:ops or "*"';
  list.report(path, { code: 'bad-glob', message: `${quotedName(text)} cannot match any principal`, hint });
}

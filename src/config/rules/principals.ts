import { globMatch } from '../../policy/glob.ts';
import type { IssueList, Path } from '../issue-list.ts';
import { parsePrincipal } from '../parse-principal.ts';
import type { Draft, WrittenGrant, WrittenGroup, WrittenGuardrail, WrittenUser } from '../schema.ts';
import { quotedName } from '../visible-text.ts';
import { checkTwice, entries, type Item, items, type Rule, type RuleContext } from './context.ts';

export const recipientsAreNamedOnce: Rule = ({ draft, list }) => {
  for (const [name, grant] of entries<Draft<WrittenGrant>>(draft.grants)) {
    const to = items(grant.to, ['grants', name, 'to']);
    checkTwice(list, to, 'to');
    for (const principal of to) checkPrincipal(principal, list);
  }
};

export function checkPrincipal({ text, path }: Item, list: IssueList): void {
  const parsed = parsePrincipal(text);
  if ('problem' in parsed) list.report(path, parsed.problem);
}

/** Access for a user that the same file deletes contradicts itself. */
export const absentUsersAreNotUsed: Rule = (context) => {
  const absent = new Set(
    entries<Draft<WrittenUser>>(context.draft.users).flatMap(([name, user]) =>
      user.state === 'absent' ? [`user:${name}`] : [],
    ),
  );
  if (absent.size === 0) return;
  for (const { text, path } of references(context)) {
    if (!absent.has(text)) continue;
    const message = `${quotedName(text)} is declared "state: absent" in this file`;
    context.list.report(path, { code: 'absent-user-used', message, hint: 'remove the user here, or do not delete it' });
  }
};

/** What settings.ignore holds back is never changed, so an entry that asks for a change would never come true. */
export const ignoredPrincipalsAreNotChanged: Rule = (context) => {
  const { draft, list } = context;
  const ignored = items(draft.settings?.ignore, []).map(({ text }) => text);
  if (ignored.length === 0) return;
  const check = (principal: string, path: Path, part: 'key' | 'value') => {
    const pattern = ignored.find((glob) => globMatch(glob, principal));
    if (pattern === undefined) return;
    const message = `${quotedName(principal)} is ignored by settings.ignore (${quotedName(pattern)}), so this would never take effect`;
    list.report(path, { code: 'ignored-principal', message, hint: 'remove it here, or change settings.ignore' }, part);
  };
  for (const [name] of entries<unknown>(draft.users)) check(`user:${name}`, ['users', name], 'key');
  for (const [name] of entries<unknown>(draft.groups)) check(`group:${name}`, ['groups', name], 'key');
  for (const { text, path } of changed(context)) check(text, path, 'value');
};

/** RAM's pages do not say whether names differ by case; two spellings of one name are a mistake or a trap. */
export const namesDifferByMoreThanCase: Rule = (context) => {
  const { draft, list } = context;
  for (const section of ['registries', 'grants'] as const) {
    const seen = new Map<string, string>();
    for (const [name] of entries<unknown>(draft[section])) checkCase(name, [section, name], 'key', seen, list);
  }
  const principals = new Map<string, string>();
  for (const [name] of entries<unknown>(draft.users))
    checkCase(`user:${name}`, ['users', name], 'key', principals, list);
  for (const [name] of entries<unknown>(draft.groups))
    checkCase(`group:${name}`, ['groups', name], 'key', principals, list);
  for (const { text, path } of references(context)) checkCase(text, path, 'value', principals, list);
};

function checkCase(name: string, path: Path, part: 'key' | 'value', seen: Map<string, string>, list: IssueList): void {
  const folded = name.toLowerCase();
  const first = seen.get(folded);
  if (first === undefined) seen.set(folded, name);
  else if (first !== name) {
    const message = `${quotedName(name)} and ${quotedName(first)} differ in upper and lower case only`;
    list.report(
      path,
      { code: 'case-only-difference', message, hint: `write ${quotedName(first)}, or choose another name` },
      part,
    );
  }
}

/** Who gets or loses something by this file: recipients of grants and members of groups. */
function changed({ draft }: RuleContext): readonly Item[] {
  const to = entries<Draft<WrittenGrant>>(draft.grants).flatMap(([name, grant]) =>
    items(grant.to, ['grants', name, 'to']),
  );
  const members = entries<Draft<WrittenGroup>>(draft.groups).flatMap(([name, group]) =>
    items(group.members, ['groups', name, 'members']),
  );
  return [...members.map(({ text, path }) => ({ text: `user:${text}`, path })), ...to];
}

/** Every principal that the file counts on; `expect` may well say that a deleted user is not allowed. */
function references(context: RuleContext): readonly Item[] {
  const guardrails: readonly (Draft<WrittenGuardrail> | undefined)[] = context.draft.guardrails ?? [];
  const named = guardrails.flatMap((guardrail, index) =>
    (['only', 'keep'] as const).flatMap((key) => items(guardrail?.[key], ['guardrails', index, key])),
  );
  const expected = (context.draft.expect ?? []).flatMap((expectation, index) =>
    expectation?.allowed === true ? items(expectation.who, ['expect', index, 'who']) : [],
  );
  return [...changed(context), ...named, ...expected];
}

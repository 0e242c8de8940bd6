import { freeTextProblem } from '../free-text.ts';
import type { IssueList, Path } from '../issue-list.ts';
import type { Draft, WrittenGroup, WrittenUser } from '../schema.ts';
import { quotedName } from '../visible-text.ts';
import { checkCount, checkName, checkTwice, entries, items, type Rule } from './context.ts';

export function checkText(
  text: string | undefined,
  path: Path,
  { shortest, longest }: { shortest: number; longest: number },
  list: IssueList,
): void {
  if (text === undefined) return;
  const problem = freeTextProblem(text, `"${String(path.at(-1))}"`, shortest, longest);
  if (problem !== undefined) list.report(path, problem);
}

/** RAM's limits, in characters; '' clears the comments, a display name cannot be cleared. */
const COMMENTS = { shortest: 0, longest: 128 };
const DISPLAY_NAME = { shortest: 0, longest: 128 };

export const usersAreDescribed: Rule = ({ draft, list }) => {
  const all = entries<Draft<WrittenUser>>(draft.users);
  checkCount('users', all.length, list);
  for (const [name, user] of all) {
    const path = ['users', name];
    checkName('user', name, path, list, 'key');
    checkText(user.displayName, [...path, 'displayName'], DISPLAY_NAME, list);
    checkText(user.comments, [...path, 'comments'], COMMENTS, list);
    if (user.state !== 'absent') continue;
    for (const key of Object.keys(user).filter((other) => other !== 'state')) {
      const message = `user ${quotedName(name)} is to be deleted, so "${key}" has no meaning`;
      list.report(
        [...path, key],
        { code: 'absent-user-described', message, hint: `remove "${key}" or "state: absent"` },
        'key',
      );
    }
  }
};

export const groupsAreDescribed: Rule = ({ draft, list }) => {
  const all = entries<Draft<WrittenGroup>>(draft.groups);
  checkCount('groups', all.length, list);
  for (const [name, group] of all) {
    const path = ['groups', name];
    checkName('group', name, path, list, 'key');
    checkText(group.comments, [...path, 'comments'], COMMENTS, list);
    const members = items(group.members, [...path, 'members']);
    checkTwice(list, members, 'members');
    for (const member of members) checkMember(member.text, member.path, list);
  }
};

function checkMember(name: string, path: Path, list: IssueList): void {
  if (/^(?:user|group|role):/.test(name)) {
    const isUser = name.startsWith('user:');
    const message = isUser
      ? `${quotedName(name)}: members are written without a kind`
      : 'only users can be members of a group';
    const hint = isUser ? `write ${quotedName(name.slice('user:'.length))}` : 'write the names of users';
    list.report(path, { code: 'bad-member', message, hint });
  } else checkName('user', name, path, list);
}

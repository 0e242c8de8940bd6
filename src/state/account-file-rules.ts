import type { IssueList, Path, Problem } from '../config/issue-list.ts';
import { nameProblem } from '../config/names.ts';
import { nearest } from '../config/nearest.ts';
import type { Draft } from '../config/schema.ts';
import { quotedName } from '../config/visible-text.ts';
import type { WrittenAccount } from './account-file-schema.ts';
import { policyKey } from './types.ts';

type DraftAccount = Draft<WrittenAccount>;

/** What must hold in an account file beyond its shape: ids, unique names, and references that lead somewhere. */
export function checkAccount(draft: DraftAccount, list: IssueList): void {
  if (draft.account !== undefined) reportIf(nameProblem('account', draft.account), ['account'], list);
  checkUnique(draft, list);
  checkMembers(draft, list);
  checkAttachments(draft, list);
  checkInstances(draft, list);
}

const reportIf = (problem: ReturnType<typeof nameProblem>, path: Path, list: IssueList): void => {
  if (problem !== undefined) list.report(path, problem);
};

const names = (entries: readonly ({ readonly name?: string | undefined } | undefined)[] | undefined): Set<string> =>
  new Set((entries ?? []).flatMap((entry) => (entry?.name === undefined ? [] : [entry.name])));

function checkUnique(draft: DraftAccount, list: IssueList): void {
  unique(draft.users, (user) => user.name, ['users'], 'name', list);
  unique(draft.groups, (group) => group.name, ['groups'], 'name', list);
  unique(draft.roles, (role) => role.name, ['roles'], 'name', list);
  unique(draft.policies, (policy) => typedName(policy.type, policy.name), ['policies'], 'name', list);
  unique(draft.resourceGroups, (group) => group.id, ['resourceGroups'], 'id', list);
  unique(draft.instances, (instance) => instance.id, ['instances'], 'id', list);
  unique(draft.personal, (registry) => registry.region, ['personal'], 'region', list);
  for (const section of ['instances', 'personal'] as const) {
    for (const [index, registry] of (draft[section] ?? []).entries()) {
      unique(registry?.namespaces, (namespace) => namespace.name, [section, index, 'namespaces'], 'name', list);
    }
  }
  const attachment = (entry: NonNullable<NonNullable<DraftAccount['attachments']>[number]>) =>
    `${entry.principal} ${entry.type} ${entry.policy} ${entry.scope ?? 'account'}`;
  unique(draft.attachments, attachment, ['attachments'], 'policy', list);
}

const typedName = (type: 'Custom' | 'System' | undefined, name: string | undefined): string | undefined =>
  type === undefined || name === undefined ? undefined : policyKey(type, name);

function unique<Entry>(
  entries: readonly (Entry | undefined)[] | undefined,
  idOf: (entry: Entry) => string | undefined,
  path: Path,
  key: string,
  list: IssueList,
): void {
  const seen = new Set<string>();
  for (const [index, entry] of (entries ?? []).entries()) {
    const id = entry === undefined ? undefined : idOf(entry);
    if (id === undefined) continue;
    if (seen.has(id)) {
      const message = `${quotedName(id)} stands twice in "${String(path.at(-1))}"`;
      list.report([...path, index, key], { code: 'listed-twice', message, hint: 'remove one of the two' });
    }
    seen.add(id);
  }
}

/** A member is a user, whether `users` lists it or not: files written by hand often list only who matters. */
function checkMembers(draft: DraftAccount, list: IssueList): void {
  for (const [index, group] of (draft.groups ?? []).entries()) {
    const members = new Set<string>();
    for (const [at, member] of (group?.members ?? []).entries()) {
      if (member === undefined) continue;
      if (members.has(member)) {
        const message = `${quotedName(member)} is listed twice in "members"`;
        list.report(['groups', index, 'members', at], { code: 'listed-twice', message, hint: 'remove one of the two' });
      }
      members.add(member);
    }
  }
}

const membersOf = (draft: DraftAccount): readonly string[] =>
  (draft.groups ?? []).flatMap((group) => (group?.members ?? []).filter((member) => member !== undefined));

function checkAttachments(draft: DraftAccount, list: IssueList): void {
  const users = new Set([...names(draft.users), ...membersOf(draft)]);
  const principals = { user: users, group: names(draft.groups), role: names(draft.roles) };
  const policies = new Set((draft.policies ?? []).map((policy) => typedName(policy?.type, policy?.name) ?? ''));
  for (const [index, entry] of (draft.attachments ?? []).entries()) {
    if (entry === undefined) continue;
    const path = ['attachments', index];
    if (entry.principal !== undefined) checkReference(entry.principal, principals, [...path, 'principal'], list);
    const policy = typedName(entry.type, entry.policy);
    // System policies are Alibaba's: one that is not listed exists all the same, unless the type is a slip.
    const mayBeUnlisted = entry.type === 'System' && !policies.has(policyKey('Custom', entry.policy ?? ''));
    if (policy !== undefined && !mayBeUnlisted && !policies.has(policy)) {
      const [type = '', ...name] = policy.split('/');
      const sameType = () =>
        [...policies].flatMap((key) => (key.startsWith(`${type}/`) ? [key.slice(type.length + 1)] : []));
      list.report([...path, 'policy'], unknown(`${type} policy`, name.join('/'), sameType));
    }
    if (entry.scope !== undefined) reportIf(nameProblem('scope', entry.scope), [...path, 'scope'], list);
  }
}

function checkReference(
  principal: string,
  known: Readonly<Record<'user' | 'group' | 'role', ReadonlySet<string>>>,
  path: Path,
  list: IssueList,
): void {
  const [, kind, name = ''] = /^(user|group|role):(.+)$/s.exec(principal) ?? [];
  if (kind !== 'user' && kind !== 'group' && kind !== 'role') {
    const message = `${quotedName(principal)} is not a principal`;
    list.report(path, { code: 'bad-principal', message, hint: 'write user:NAME, group:NAME or role:NAME' });
  } else if (!known[kind].has(name))
    list.report(
      path,
      unknown(kind, name, () => known[kind]),
    );
}

function unknown(what: string, name: string, known: () => Iterable<string>): Problem {
  const section = what.endsWith('policy') ? 'policies' : `${what}s`;
  return {
    code: 'unknown-reference',
    message: `the file has no ${what} ${quotedName(name)}`,
    hint: () => {
      const near = nearest(name, [...known()]);
      return near === undefined ? `add it to "${section}", or remove this entry` : `did you mean ${quotedName(near)}?`;
    },
  };
}

/** Whether an attachment in a resource group reaches an instance depends on the group that the instance lies in. */
function checkInstances(draft: DraftAccount, list: IssueList): void {
  const scoped = (draft.attachments ?? []).some((entry) => entry?.scope?.startsWith('rg-'));
  for (const [index, instance] of (draft.instances ?? []).entries()) {
    const path = ['instances', index];
    if (instance?.id !== undefined) reportIf(nameProblem('instance', instance.id), [...path, 'id'], list);
    if (instance?.region !== undefined) reportIf(nameProblem('region', instance.region), [...path, 'region'], list);
    if (scoped && instance !== undefined && !('resourceGroup' in instance)) {
      const message = 'the instance has no "resourceGroup", and there are attachments in resource groups';
      list.report(path, { code: 'missing-key', message, hint: 'add resourceGroup: rg-…, the group that it lies in' });
    }
  }
  for (const [index, registry] of (draft.personal ?? []).entries()) {
    if (registry?.region !== undefined)
      reportIf(nameProblem('region', registry.region), ['personal', index, 'region'], list);
  }
}

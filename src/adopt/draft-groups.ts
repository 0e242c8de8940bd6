import { nameProblem } from '../config/names.ts';
import type { AccessConfig } from '../config/types.ts';
import { matchesAny } from '../state/current.ts';
import { byText } from '../state/keys.ts';
import type { Account } from '../state/types.ts';
import type { DraftGroup, ImportDraft } from './types.ts';

/**
 * The groups that the grants are to, with who is in them. Not those that the file has, and not one that holds a name which
 * cannot stand in a file: the file would take that member out.
 */
export function draftGroups(
  grants: ImportDraft['grants'],
  { groups, members }: Pick<Account, 'groups' | 'members'>,
  config: AccessConfig | undefined,
): readonly DraftGroup[] {
  const ignored = config?.settings.ignore ?? [];
  const declared = new Set((config?.groups ?? []).map(({ name }) => name.toLowerCase()));
  const inGroups = (config?.groups ?? []).flatMap((group) => (group.members ?? []).map((user) => `user:${user}`));
  const written = [...(config?.grants ?? []), ...grants].flatMap(({ to }): readonly string[] => to).concat(inGroups);
  const spelling = new Map(written.map((principal) => [principal.toLowerCase(), principal]));
  const named = new Set(
    grants.flatMap(({ to }) => to).flatMap((who) => (who.startsWith('group:') ? [who.slice('group:'.length)] : [])),
  );
  /** Two spellings of one name in a file are an error: whoever comes first stays. */
  const canBeNamed = (user: string): boolean => {
    const key = `user:${user}`.toLowerCase();
    if (nameProblem('user', user) !== undefined || (spelling.get(key) ?? `user:${user}`) !== `user:${user}`)
      return false;
    spelling.set(key, `user:${user}`);
    return true;
  };
  return [...named].sort(byText).flatMap((name) => {
    const inside = [...(members.get(name) ?? [])].filter((user) => !matchesAny(ignored, `user:${user}`)).sort(byText);
    const isFree = groups.has(name) && !declared.has(name.toLowerCase()) && !matchesAny(ignored, `group:${name}`);
    return isFree && members.has(name) && inside.every(canBeNamed) ? [{ name, members: inside }] : [];
  });
}

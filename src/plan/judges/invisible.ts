import type { Account } from '../../state/types.ts';

/** What of the account nobody could see: a rule about all of it then cannot be judged, and must not look satisfied. */
export function invisible({ seesResourceGroups, groups, members, attachments }: Account): readonly string[] {
  const unknown = [...groups.keys()].filter(
    (name) => !members.has(name) && attachments.some(({ principal }) => principal === `group:${name}`),
  );
  return [
    ...(seesResourceGroups
      ? []
      : ['it cannot be judged: grants in resource groups are not visible, ram:ListPolicyAttachments is not permitted']),
    ...(unknown.length === 0 ? [] : [`it cannot be judged: the members of ${unknown.join(', ')} are not known`]),
  ];
}

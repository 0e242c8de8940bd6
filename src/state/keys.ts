import type { Attachment, Resource, ResourceKey } from './types.ts';

export const userKey = (name: string): ResourceKey => `user/${name}`;
export const groupKey = (name: string): ResourceKey => `group/${name}`;
export const membershipKey = (group: string, user: string): ResourceKey => `membership/${group}/${user}`;
export const customPolicyKey = (name: string): ResourceKey => `policy/${name}`;
export const attachmentKey = ({ principal, type, policy, scope }: Attachment): ResourceKey =>
  `attachment/${principal}/${type}/${policy}/${scope}`;

export function keyOf(resource: Resource): ResourceKey {
  switch (resource.kind) {
    case 'user':
      return userKey(resource.name);
    case 'group':
      return groupKey(resource.name);
    case 'membership':
      return membershipKey(resource.group, resource.user);
    case 'policy':
      return customPolicyKey(resource.name);
    case 'attachment':
      return attachmentKey(resource);
  }
}

/** Order by code unit: the same on every machine, unlike a locale's. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

import { isDeepStrictEqual } from 'node:util';
import { orderChanges } from '../../src/plan/order.ts';
import type { Change } from '../../src/plan/types.ts';
import { keyOf } from '../../src/state/keys.ts';
import type { FoundResource, Resource } from '../../src/state/types.ts';
import type { MemoryAccount } from '../support/memory-account.ts';
import type { World } from '../support/memory-world.ts';

/** Everything in a world as resources: here the file owns all of it. */
function resourcesOf(world: World): Map<string, FoundResource> {
  const resources: FoundResource[] = [];
  for (const { name, displayName, comments } of world.users.values()) {
    resources.push({ kind: 'user', name, displayName, comments });
  }
  for (const { name, comments, members } of world.groups.values()) {
    resources.push({ kind: 'group', name, comments });
    for (const user of members) resources.push({ kind: 'membership', group: name, user });
  }
  for (const { name, type, description, tags, versions, defaultVersion } of world.policies.values()) {
    if (type === 'System') continue;
    const document: unknown = JSON.parse(versions.find(({ id }) => id === defaultVersion)!.text);
    resources.push({ kind: 'policy', name, description, tags, document });
  }
  for (const attachment of world.attachments.values()) resources.push({ kind: 'attachment', ...attachment });
  return new Map(resources.map((resource) => [keyOf(resource as Resource), resource]));
}

/** The changes that make one account hold what the other holds, in plan order. */
export function changesBetween(now: MemoryAccount, wanted: MemoryAccount): Change[] {
  const before = resourcesOf(now.world);
  const after = resourcesOf(wanted.world);
  const changes: unknown[] = [];
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [found, goal] = [before.get(key) ?? null, after.get(key) ?? null];
    if (isDeepStrictEqual(found, goal)) continue;
    const action = found === null ? 'create' : goal === null ? 'delete' : 'update';
    const { kind } = (found ?? goal)!;
    changes.push({ key, kind, action, before: found, after: goal, reason: 'test', source: null });
  }
  return orderChanges(changes as Change[]);
}

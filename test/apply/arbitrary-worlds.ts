import fc from 'fast-check';
import type { Fault } from '../support/memory-account.ts';
import type { PolicySeed, Seed } from '../support/memory-world.ts';
import { allow } from './run-apply.ts';

const USERS = ['alice', 'bob', 'carol'];
const GROUPS = ['ops', 'dev'];
const SYSTEM = 'System/AliyunContainerRegistryFullAccess';

const policySeed = (name: string): fc.Arbitrary<PolicySeed> =>
  fc.record({
    name: fc.constant(name),
    document: fc.constantFrom('a', 'b', 'c').map((repository) => allow(repository)),
    // never '': RAM cannot clear a description
    description: fc.constantFrom('one', 'two'),
    tags: fc.constantFrom({ owner: 'us' }, { owner: 'them' }),
  });

/** A consistent account. `p` and `p-2` are parts of one grant. Groups and roles are always there: they are never deleted. */
export const anySeed: fc.Arbitrary<Seed> = fc
  .record({
    users: fc.subarray(USERS),
    policies: fc.tuple(...['p', 'p-2', 'q'].map(policySeed)).chain((all) => fc.subarray(all)),
    comments: fc.constantFrom('', 'on call'),
  })
  .chain(({ users, policies, comments }) => {
    const principals = [...users.map((name) => `user:${name}`), 'group:ops', 'group:dev', 'role:ci'];
    const names = [...policies.map(({ name }) => `Custom/${name}`), SYSTEM];
    const pairs = principals.flatMap((principal) => names.map((name) => `${principal}/${name}`));
    const places = pairs.flatMap((pair) => [`${pair}/account`, `${pair}/rg-default`]);
    return fc.record({
      users: fc.constant(users),
      roles: fc.constant(['ci']),
      groups: fc
        .tuple(...GROUPS.map(() => fc.subarray(users)))
        .map((members) => Object.fromEntries(GROUPS.map((name, i) => [name, { members: members[i]!, comments }]))),
      policies: fc.constant(policies),
      attachments: fc.subarray(places, { maxLength: Math.min(12, places.length) }),
    });
  });

const at = fc.nat(50);
const times = fc.integer({ min: 1, max: 8 });

/** Faults at any call: of every kind, alone or a few in a row. */
export const anyFaults: fc.Arbitrary<readonly Fault[]> = fc.array(
  fc.oneof(
    fc.record({ at, times, kind: fc.constantFrom('throttled' as const, 'unreachable' as const, 'denied' as const) }),
    fc.record({ at, times, kind: fc.constant('unclear-before' as const) }),
    fc.record({ at, kind: fc.constant('unclear-after' as const), reads: fc.nat(8) }),
    fc.record({ at, kind: fc.constant('stale' as const), reads: fc.nat(8) }),
  ),
  { maxLength: 4 },
);

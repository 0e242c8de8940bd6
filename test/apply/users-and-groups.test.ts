import { describe, expect, test } from 'vitest';
import { type Fault, MemoryAccount, type Operation } from '../support/memory-account.ts';
import type { Seed } from '../support/memory-world.ts';
import { changesBetween } from './changes-between.ts';
import { runApply } from './run-apply.ts';

/** Applies what makes `from` into `to`, after somebody else did `meanwhile`. */
async function apply(
  from: Seed,
  to: Seed,
  faults: readonly Fault[] = [],
  meanwhile: (account: MemoryAccount) => Promise<unknown> = () => Promise.resolve(),
) {
  const account = new MemoryAccount(from);
  const changes = changesBetween(account, new MemoryAccount(to));
  await meanwhile(account);
  account.faults = faults;
  const { outcomes, slept } = await runApply(account, changes);
  const { result, message } = outcomes.at(-1)!;
  const sent = (operation: Operation) => account.calls.filter((call) => call.operation === operation).length;
  return { account, result, message, slept, sent };
}

const none: Seed = {};
const alice: Seed = { users: [{ name: 'alice', displayName: 'Alice', comments: 'dev' }] };
const plain: Seed = { users: ['alice'] };
const group: Seed = { groups: { ops: { comments: 'on call' } } };
const plainGroup: Seed = { groups: { ops: [] } };
const member: Seed = { users: ['alice'], groups: { ops: ['alice'] } };
const noMember: Seed = { users: ['alice'], groups: { ops: [] } };

const writes: [string, Operation, Seed, Seed][] = [
  ['creating a user', 'createUser', none, alice],
  ['describing a user', 'updateUser', plain, alice],
  ['deleting a user', 'deleteUser', alice, none],
  ['creating a group', 'createGroup', none, group],
  ['describing a group', 'updateGroup', plainGroup, group],
  ['adding a member', 'addMember', noMember, member],
  ['removing a member', 'removeMember', member, noMember],
];

describe.each(writes)('%s', (_, operation, from, to) => {
  test('sends one write', async () => {
    const run = await apply(from, to);
    expect([run.result, run.account.effects().length, run.sent(operation)]).toEqual(['done', 1, 1]);
    expect(changesBetween(run.account, new MemoryAccount(to))).toEqual([]);
  });

  test('with its answer lost is read back', async () => {
    const run = await apply(from, to, [{ on: operation, kind: 'unclear-after' }]);
    expect([run.result, run.sent(operation)]).toEqual(['done', 1]);
  });

  test('with its answer lost and reads that lag is read back a few times', async () => {
    const run = await apply(from, to, [{ on: operation, kind: 'unclear-after', reads: 2 }]);
    expect([run.result, run.sent(operation), run.slept]).toEqual(['done', 1, [250, 500]]);
  });

  test('that did not take effect is sent again', async () => {
    const run = await apply(from, to, [{ on: operation, kind: 'unclear-before', times: 2 }]);
    expect([run.result, run.sent(operation), run.account.effects().length]).toEqual(['done', 3, 1]);
  });

  test('that took effect unseen is done, sent again or not', async () => {
    const run = await apply(from, to, [{ on: operation, kind: 'unclear-after', reads: 4 }]);
    expect([run.result, run.account.effects().length]).toEqual(['done', operation.startsWith('update') ? 2 : 1]);
    expect(changesBetween(run.account, new MemoryAccount(to))).toEqual([]);
  });

  test.each(['throttled', 'denied', 'unreachable'] as const)('that is %s fails', async (kind) => {
    const run = await apply(from, to, [{ on: operation, kind }]);
    expect([run.result, run.sent(operation), run.account.effects()]).toEqual(['failed', 1, []]);
  });
});

describe('what somebody else did meanwhile', () => {
  test('a user or group that is there as wanted was so already', async () => {
    const user = await apply(none, alice, [], ({ writer }) =>
      writer.createUser({ name: 'alice', displayName: 'Alice', comments: 'dev' }),
    );
    expect(user.result).toBe('already');
    const made = await apply(none, group, [], ({ writer }) => writer.createGroup({ name: 'ops', comments: 'on call' }));
    expect(made.result).toBe('already');
  });

  test('a user or group that is there and differs is not touched', async () => {
    const user = await apply(none, alice, [], ({ writer }) => writer.createUser({ name: 'alice' }));
    expect([user.result, user.message]).toEqual([
      'failed',
      'the user alice exists already and is described differently',
    ]);
    const made = await apply(none, group, [], ({ writer }) => writer.createGroup({ name: 'ops' }));
    expect([made.result, made.message]).toEqual([
      'failed',
      'the group ops exists already and is described differently',
    ]);
  });

  test('memberships and users that are so already', async () => {
    expect((await apply(noMember, member, [], ({ writer }) => writer.addMember('ops', 'alice'))).result).toBe(
      'already',
    );
    expect((await apply(member, noMember, [], ({ writer }) => writer.removeMember('ops', 'alice'))).result).toBe(
      'already',
    );
    expect((await apply(alice, none, [], ({ writer }) => writer.deleteUser('alice'))).result).toBe('already');
  });

  test('a user that goes between the look and the deletion was deleted already', async () => {
    const code = 'EntityNotExist.User';
    const run = await apply(alice, none, [{ on: 'deleteUser', kind: 'reject', as: 'not-found', code }]);
    expect(run.result).toBe('already');
  });

  test.each([
    ['addMember', noMember, member, 'EntityNotExist.Group'],
    ['removeMember', member, noMember, 'EntityNotExist.User'],
    ['removeMember', member, noMember, 'EntityNotExist.Group'],
    ['updateUser', plain, alice, 'EntityNotExist.User'],
    ['updateGroup', plainGroup, group, 'EntityNotExist.Group'],
  ] as const)('%s of something that is gone fails with %s', async (on, from, to, code) => {
    const run = await apply(from, to, [{ on, kind: 'reject', as: 'not-found', code }]);
    expect([run.result, run.account.effects()]).toEqual(['failed', []]);
  });
});

describe('only what the file manages', () => {
  test('an update sends the fields that differ', async () => {
    const { account } = await apply({ users: [{ name: 'alice', displayName: 'Alice' }] }, alice);
    expect(account.calls).toMatchObject([{ operation: 'updateUser', args: [{ name: 'alice', comments: 'dev' }] }]);
    expect(account.calls[0]?.args[0]).not.toHaveProperty('displayName');
  });

  test('also when only the display name differs', async () => {
    const { account } = await apply({ users: [{ name: 'alice', displayName: 'A', comments: 'dev' }] }, alice);
    expect(account.calls.map(({ args }) => args)).toStrictEqual([[{ name: 'alice', displayName: 'Alice' }]]);
  });

  test('fields that the file does not manage are neither sent nor compared', async () => {
    const account = new MemoryAccount({ users: [{ name: 'bob', displayName: 'Any', comments: 'thing' }] });
    const unmanaged = { displayName: undefined, comments: undefined };
    const context = { action: 'create', before: null, reason: '', source: null } as const;
    const { outcomes } = await runApply(account, [
      { ...context, kind: 'user', key: 'user/bob', after: { kind: 'user', name: 'bob', ...unmanaged } },
      { ...context, kind: 'group', key: 'group/g', after: { kind: 'group', name: 'g', comments: undefined } },
    ]);
    expect(outcomes.map(({ result }) => result)).toEqual(['already', 'done']);
    const sent = account.calls.filter(({ write }) => write).map(({ args }) => args[0]);
    expect(sent).toStrictEqual([{ name: 'bob' }, { name: 'g' }]);
  });

  test('a group update without managed comments writes nothing', async () => {
    const account = new MemoryAccount(plainGroup);
    const before = { kind: 'group', name: 'ops', comments: '' } as const;
    const after = { ...before, comments: undefined };
    const change = {
      action: 'update',
      kind: 'group',
      key: 'group/ops',
      before,
      after,
      reason: '',
      source: null,
    } as const;
    const { outcomes } = await runApply(account, [change]);
    expect([outcomes[0]?.result, account.calls]).toEqual(['already', []]);
  });
});

describe('deleting a user', () => {
  test('is refused while keys or devices hang on it, and names them', async () => {
    const run = await apply({ users: [{ name: 'bot', blockers: ['1 access key', 'a console login'] }] }, none);
    expect([run.result, run.message]).toEqual([
      'failed',
      'the user bot cannot be deleted yet: 1 access key, a console login',
    ]);
    expect([run.sent('deleteUser'), run.slept]).toEqual([0, []]);
  });

  test('waits until the groups that it left in this run are gone from view', async () => {
    const run = await apply(member, plainGroup, [{ on: 'removeMember', kind: 'stale', reads: 3 }]);
    expect([run.result, run.slept]).toEqual(['done', [250, 500, 1000]]);
  });

  test('gives up on a group that stays in view', async () => {
    const run = await apply(member, plainGroup, [{ on: 'removeMember', kind: 'stale', reads: 99 }]);
    expect([run.result, run.message]).toEqual(['failed', 'the user alice cannot be deleted yet: group ops']);
    expect(run.sent('deleteUser')).toBe(0);
  });

  test('outwaits a conflict with what was removed in this run, and only then', async () => {
    const conflict = { on: 'deleteUser', kind: 'reject', as: 'conflict', code: 'DeleteConflict.User.Group' } as const;
    const own = await apply(member, plainGroup, [{ ...conflict, times: 2 }]);
    expect([own.result, own.sent('deleteUser')]).toEqual(['done', 3]);
    const foreign = await apply(alice, none, [conflict]);
    expect([foreign.result, foreign.sent('deleteUser')]).toEqual(['failed', 1]);
  });

  test('fails when the blockers cannot be read', async () => {
    const run = await apply(alice, none, [{ on: 'deletionBlockers', kind: 'denied' }]);
    expect([run.result, run.sent('deleteUser')]).toEqual(['failed', 0]);
  });
});

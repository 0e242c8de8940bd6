import { describe, expect, test } from 'vitest';
import { fakeClock, MemoryAccount } from './memory-account.ts';
import { attachmentOf } from './memory-world.ts';

const code = async (promise: Promise<unknown>) => {
  const error = await promise.catch((caught: unknown) => caught);
  return (error as { serviceCode?: string }).serviceCode;
};

const small = () =>
  new MemoryAccount({
    users: ['alice', { name: 'bob', blockers: ['access key'] }],
    groups: { frontend: ['alice'] },
    roles: ['ci'],
    policies: [{ name: 'p', document: { Version: '1', Statement: [] }, tags: { owner: 'x' } }],
    attachments: ['user:alice/Custom/p/account', 'user:alice/Custom/p/rg-default', 'role:ci/Custom/p'],
  });

describe('the account in memory', () => {
  test('keeps the two attachment scopes apart', async () => {
    const { reader, writer } = small();
    expect(await reader.attachments()).toHaveLength(3);
    expect(await reader.attachmentsOf('user:alice')).toEqual([attachmentOf('user:alice/Custom/p/account')]);
    await writer.detach(attachmentOf('user:alice/Custom/p/account'));
    expect(await reader.attachmentsOf('user:alice')).toEqual([]);
    expect(await reader.attachments()).toHaveLength(2);
  });

  test('keeps at most five versions and never drops the default', async () => {
    const { reader, writer } = small();
    for (let n = 2; n <= 5; n++) await writer.createPolicyVersion('p', `{"n":${n}}`);
    await writer.setDefaultPolicyVersion('p', 'v1');
    await writer.createPolicyVersion('p', '{"n":6}');
    const versions = await reader.policyVersions('p');
    expect(versions.map(({ id, isDefault }) => (isDefault ? `${id}*` : id))).toEqual(['v1', 'v3', 'v4', 'v5', 'v6*']);
    expect(await reader.policy('Custom', 'p')).toMatchObject({ document: { n: 6 }, tags: { owner: 'x' } });
  });

  test.each([
    ['EntityAlreadyExists.User.Policy', (a: MemoryAccount) => a.writer.attach(attachmentOf('user:alice/Custom/p'))],
    ['EntityNotExist.Role', (a: MemoryAccount) => a.writer.attach(attachmentOf('role:nobody/Custom/p'))],
    ['EntityNotExist.Policy', (a: MemoryAccount) => a.writer.detach(attachmentOf('user:alice/System/p'))],
    ['EntityNotExist.Group.Policy', (a: MemoryAccount) => a.writer.detach(attachmentOf('group:frontend/Custom/p'))],
    ['EntityNotExists.ResourceGroup', (a: MemoryAccount) => a.writer.attach(attachmentOf('role:ci/Custom/p/rg-x'))],
    ['DeleteConflict.Policy.User', (a: MemoryAccount) => a.writer.deletePolicy('p')],
    ['DeleteConflict.Policy.Version.Default', (a: MemoryAccount) => a.writer.deletePolicyVersion('p', 'v1')],
    ['DeleteConflict.User.Group', (a: MemoryAccount) => a.writer.deleteUser('alice')],
    ['DeleteConflict.User.AccessKey', (a: MemoryAccount) => a.writer.deleteUser('bob')],
    ['EntityNotExist.User.Group', (a: MemoryAccount) => a.writer.removeMember('frontend', 'bob')],
    ['EntityAlreadyExists.User.Group', (a: MemoryAccount) => a.writer.addMember('frontend', 'alice')],
  ])('answers %s as RAM does', async (expected, act) => {
    const account = small();
    const before = account.copy().contents();
    expect(await code(act(account))).toBe(expected);
    expect(account.contents()).toEqual(before);
  });

  test('refuses what is past a quota', async () => {
    const account = new MemoryAccount({
      users: ['alice'],
      policies: [{ name: 'a' }, { name: 'b' }],
      attachments: ['user:alice/Custom/a'],
      quotas: { customPoliciesPerUser: 1, customPolicies: 2 },
    });
    expect(await code(account.writer.attach(attachmentOf('user:alice/Custom/b')))).toBe('LimitExceeded.User.Policy');
    const policy = { name: 'c', document: '{}', description: '', tags: {} };
    expect(await code(account.writer.createPolicy(policy))).toBe('LimitExceeded.Policy');
  });

  test('breaks the chosen calls and logs whether they took effect', async () => {
    const account = small();
    account.faults = [
      { on: 'addMember', kind: 'unclear-before' },
      { on: 'addMember', nth: 1, kind: 'unclear-after' },
      { at: 2, kind: 'throttled', times: 2 },
    ];
    const results = [];
    for (let n = 0; n < 4; n++) results.push(await code(account.writer.addMember('frontend', 'bob')));
    expect(results).toEqual(['', '', 'Throttling.User', 'Throttling.User']);
    expect(account.calls.map((call) => call.tookEffect)).toEqual([false, true, false, false]);
    expect(account.effects()).toMatchObject([{ index: 1, operation: 'addMember', answer: 'unclear' }]);
  });

  test('answers so many reads from before the last write', async () => {
    const account = small();
    account.faults = [{ on: 'detach', kind: 'stale', reads: 2 }];
    await account.writer.detach(attachmentOf('role:ci/Custom/p'));
    const seen = [];
    for (let n = 0; n < 3; n++) seen.push((await account.reader.attachments()).length);
    expect(seen).toEqual([3, 3, 2]);
  });

  test('hands out copies: what a caller does to an answer changes nothing', async () => {
    const account = small();
    const users = (await account.reader.users()) as unknown[];
    users.length = 0;
    expect(await account.reader.users()).toHaveLength(2);
    expect(account.reader.callCount()).toBe(2);
  });
});

test('the fake clock moves on by what was slept and stops at once when aborted', async () => {
  const clock = fakeClock('2026-01-01T00:00:00Z');
  await clock.sleep(1500);
  expect(clock.now().toISOString()).toBe('2026-01-01T00:00:01.500Z');
  await expect(clock.sleep(1, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
  expect(clock.slept).toEqual([1500]);
});

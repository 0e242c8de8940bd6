import { describe, expect, test } from 'vitest';
import { MemoryAccount } from '../support/memory-account.ts';
import type { Seed } from '../support/memory-world.ts';
import { changesBetween } from './changes-between.ts';
import { allow, lines, runApply } from './run-apply.ts';

const before: Seed = {
  users: ['alice', 'bob', 'old-bot'],
  groups: { frontend: ['bob'] },
  roles: ['ci'],
  policies: [
    { name: 'p-read', document: allow('a') },
    { name: 'p-gone', document: allow('x'), older: [allow('w')] },
  ],
  attachments: [
    'user:alice/Custom/p-gone',
    'user:old-bot/Custom/p-gone',
    'role:ci/System/AliyunContainerRegistryFullAccess',
  ],
};
const after: Seed = {
  users: ['alice', 'bob', 'carol'],
  groups: { frontend: ['carol'], ops: { members: ['alice'], comments: 'on call' } },
  roles: ['ci'],
  policies: [
    { name: 'p-read', document: allow('b'), description: 'reads' },
    { name: 'p-push', document: allow('c'), tags: { 'managed-by': 'acr-access' } },
  ],
  attachments: ['user:alice/Custom/p-push', 'group:ops/Custom/p-read', 'role:ci/Custom/p-push/rg-default'],
};
const worlds = () => ({ account: new MemoryAccount(before), wanted: new MemoryAccount(after) });

describe('applying a plan', () => {
  test('makes the account what was planned, with one outcome a change in plan order', async () => {
    const { account, wanted } = worlds();
    const changes = changesBetween(account, wanted);
    const { outcomes, interrupted } = await runApply(account, changes);
    expect(outcomes.map(({ change }) => change)).toEqual(changes);
    expect(outcomes.every(({ result, requestIds }) => result === 'done' && requestIds.length > 0)).toBe(true);
    expect(changesBetween(account, wanted)).toEqual([]);
    expect(interrupted).toBe(false);
  });

  test('gives before it takes', async () => {
    const { account, wanted } = worlds();
    await runApply(account, changesBetween(account, wanted));
    const order = account.effects().map(({ operation }) => operation);
    expect(order.indexOf('detach')).toBeGreaterThan(order.lastIndexOf('attach'));
    expect(order.indexOf('deletePolicy')).toBeGreaterThan(order.lastIndexOf('detach'));
    expect(order.indexOf('deleteUser')).toBeGreaterThan(order.lastIndexOf('removeMember'));
  });

  test('run again, it writes nothing new and says so', async () => {
    const { account, wanted } = worlds();
    const changes = changesBetween(account, wanted);
    await runApply(account, changes);
    const contents = account.copy().contents();
    const { outcomes } = await runApply(account, changes);
    expect(new Set(outcomes.filter(({ result }) => result === 'already').map(({ change }) => change.kind))).toEqual(
      new Set(['policy', 'user', 'group', 'membership', 'attachment']),
    );
    expect(account.contents()).toEqual(contents);
  });

  test.each([
    [3, { concurrency: 3 }],
    [8, {}],
  ])('has at most %i changes under way with %j', async (limit, options) => {
    const users = Array.from({ length: 20 }, (_, index) => `u${index}`);
    const account = new MemoryAccount();
    let [running, most] = [0, 0];
    const createUser: typeof account.writer.createUser = async (user) => {
      most = Math.max(most, ++running);
      const receipt = await account.writer.createUser(user);
      running -= 1;
      return receipt;
    };
    const changes = changesBetween(account, new MemoryAccount({ users }));
    await runApply({ reader: account.reader, writer: { ...account.writer, createUser } }, changes, options);
    expect(most).toBe(limit);
  });

  test('a failure keeps back what needs it and nothing else', async () => {
    const { account, wanted } = worlds();
    account.faults = [{ on: 'createPolicy', kind: 'denied' }];
    const { outcomes } = await runApply(account, changesBetween(account, wanted));
    const failed = 'p-push, which failed)';
    expect(lines(outcomes).filter((line) => !line.endsWith(': done'))).toEqual([
      'policy/p-push: failed (RAM createPolicy failed: NoPermission)',
      `attachment/role:ci/Custom/p-push/rg-default: skipped (not tried because it needs policy/${failed}`,
      `attachment/user:alice/Custom/p-push/account: skipped (not tried because it needs policy/${failed}`,
      'attachment/role:ci/System/AliyunContainerRegistryFullAccess/account: skipped (kept until its replacement is in place: policy/p-push failed)',
      'attachment/user:alice/Custom/p-gone/account: skipped (kept until its replacement is in place: policy/p-push failed)',
      'policy/p-gone: skipped (not tried because it needs policy/p-push, which failed)',
    ]);
    expect(account.world.attachments.has('user:alice/Custom/p-gone/account')).toBe(true);
    for (const { result, remedy } of outcomes) expect(remedy === '').toBe(result === 'done');
  });

  test('a change that no executor knows fails and leaves the rest alone', async () => {
    const account = new MemoryAccount({ groups: { a: [] } });
    const [change] = changesBetween(account, new MemoryAccount());
    const { outcomes } = await runApply(account, [change!]);
    expect(lines(outcomes)).toEqual(['group/a: failed (a group is never changed by delete)']);
    expect(account.world.groups.has('a')).toBe(true);
  });

  test('an error that is no service error fails the change without showing its text', async () => {
    const account = new MemoryAccount({ users: ['bob'] });
    const changes = changesBetween(account, new MemoryAccount({ users: ['alice', 'bob'], groups: { g: [] } }));
    const writer = { ...account.writer, createUser: () => Promise.reject(new TypeError('secret')) };
    const { outcomes } = await runApply({ reader: account.reader, writer }, changes);
    expect(lines(outcomes)).toEqual(['user/alice: failed (an unexpected TypeError inside the tool)', 'group/g: done']);
  });
});

describe('a stop signal', () => {
  test('lets running changes finish and skips the rest, with complete outcomes', async () => {
    const { account, wanted } = worlds();
    const stop = new AbortController();
    account.onCall = ({ operation }) => operation === 'addMember' && stop.abort();
    const changes = changesBetween(account, wanted);
    const { outcomes, interrupted } = await runApply(account, changes, { signal: stop.signal, concurrency: 2 });
    expect(interrupted).toBe(true);
    expect(outcomes.map(({ change }) => change)).toEqual(changes);
    expect(new Set(outcomes.map(({ result }) => result))).toEqual(new Set(['done', 'skipped']));
    expect(outcomes.find(({ result }) => result === 'skipped')?.message).toBe('stopped before it was tried');
    expect(account.effects().some(({ operation }) => operation === 'attach')).toBe(false);
    await runApply(account, changesBetween(account, wanted));
    expect(changesBetween(account, wanted)).toEqual([]);
  });

  test('before the start: nothing is sent', async () => {
    const { account, wanted } = worlds();
    const result = await runApply(account, changesBetween(account, wanted), { signal: AbortSignal.abort() });
    expect(result.interrupted).toBe(true);
    expect(account.calls).toEqual([]);
  });

  test('at the very last change is no interruption: everything was tried', async () => {
    const account = new MemoryAccount();
    const stop = new AbortController();
    account.onCall = () => stop.abort();
    const changes = changesBetween(account, new MemoryAccount({ users: ['alice'] }));
    const { outcomes, interrupted } = await runApply(account, changes, { signal: stop.signal });
    expect([lines(outcomes), interrupted]).toEqual([['user/alice: done'], false]);
  });

  test('ends a wait at once; an unclear write is read back once and not sent again', async () => {
    const account = new MemoryAccount();
    const stop = new AbortController();
    account.onCall = () => stop.abort();
    account.faults = [{ on: 'createUser', kind: 'unclear-before' }];
    const changes = changesBetween(account, new MemoryAccount({ users: ['alice'] }));
    const { outcomes, slept } = await runApply(account, changes, { signal: stop.signal });
    expect(outcomes[0]).toMatchObject({ result: 'failed', message: 'RAM createUser failed: unclear' });
    expect(account.calls.map(({ operation }) => operation)).toEqual(['createUser', 'users']);
    expect(slept).toEqual([]);
  });
});

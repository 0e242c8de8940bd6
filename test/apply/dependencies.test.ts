import { describe, expect, test } from 'vitest';
import { placeChanges } from '../../src/apply/dependencies.ts';
import { type Fault, MemoryAccount } from '../support/memory-account.ts';
import type { Seed } from '../support/memory-world.ts';
import { changesBetween } from './changes-between.ts';
import { allow, lines, runApply } from './run-apply.ts';

const FULL = 'System/AliyunContainerRegistryFullAccess';
const everyone: Seed = { users: ['alice', 'bob'], roles: ['ci'], groups: { ops: ['alice'], dev: [] } };
const policies = (...names: string[]) => names.map((name) => ({ name, document: allow(name) }));

/** What the changes from one world to the other need, as keys; changes that need nothing are left out. */
function needs(from: Seed, to: Seed): Record<string, readonly string[]> {
  const placed = placeChanges(changesBetween(new MemoryAccount(from), new MemoryAccount(to)));
  const needy = placed.filter((item) => item.needs.length > 0);
  return Object.fromEntries(needy.map((item) => [item.change.key, item.needs.map(({ key }) => key).sort()]));
}

/** The outcomes that are not `done`. */
async function troubles(from: Seed, to: Seed, ...faults: Fault[]) {
  const account = new MemoryAccount(from);
  const changes = changesBetween(account, new MemoryAccount(to));
  account.faults = faults;
  const { outcomes } = await runApply(account, changes);
  return lines(outcomes).filter((line) => !line.endsWith(': done'));
}

describe('what points at something', () => {
  test('needs what is created, and the new document of a policy that is updated', () => {
    const from = { ...everyone, policies: policies('old') };
    const to: Seed = {
      users: ['alice', 'bob', 'new'],
      roles: ['ci'],
      groups: { ops: ['alice', 'new'], dev: [], team: ['new'] },
      policies: [{ name: 'old', document: allow('changed') }, ...policies('p')],
      attachments: ['user:new/Custom/p', 'group:team/Custom/old', 'role:ci/Custom/p', `user:bob/${FULL}`],
    };
    expect(needs(from, to)).toEqual({
      'attachment/user:new/Custom/p/account': ['policy/p', 'user/new'],
      'attachment/group:team/Custom/old/account': ['group/team', 'policy/old'],
      'attachment/role:ci/Custom/p/account': ['policy/p'],
      'membership/ops/new': ['user/new'],
      'membership/team/new': ['group/team', 'user/new'],
    });
  });

  test('does not need the description of a user or group', () => {
    const to: Seed = {
      users: [{ name: 'alice', comments: 'new' }, 'bob'],
      roles: ['ci'],
      groups: { ops: ['alice'], dev: { members: ['alice'], comments: 'new' } },
      attachments: [`user:alice/${FULL}`],
    };
    expect(needs(everyone, to)).toEqual({});
  });

  test('a system policy is not the custom policy of the same name', () => {
    const to: Seed = {
      ...everyone,
      policies: policies('AliyunContainerRegistryFullAccess'),
      attachments: [`user:alice/${FULL}`],
    };
    expect(needs(everyone, to)).toEqual({});
  });
});

describe('joining a group', () => {
  const from: Seed = { ...everyone, policies: policies('a', 'b'), attachments: ['group:ops/Custom/a/rg-default'] };
  const changed = [{ name: 'a', document: allow('less') }, ...policies('b')];
  const to: Seed = { ...from, policies: changed, groups: { ops: ['alice', 'bob'], dev: ['bob'] } };
  const denied: Fault = { on: 'createPolicyVersion', kind: 'denied' };
  const failed = 'policy/a: failed (RAM createPolicyVersion failed: NoPermission)';
  const skipped = (group: string) =>
    `membership/${group}/bob: skipped (not tried because it needs policy/a, which failed)`;

  test('that holds a policy whose update failed would give its old access: it is not tried', async () => {
    expect(await troubles(from, to, denied)).toEqual([failed, skipped('ops')]);
  });

  test('counts as such when the attachments cannot be read', async () => {
    expect(await troubles(from, to, denied, { on: 'attachments', kind: 'denied', times: 9 })).toEqual([
      failed,
      skipped('dev'),
      skipped('ops'),
    ]);
  });

  test('does not count a system policy of the same name', async () => {
    const name = 'AliyunContainerRegistryFullAccess';
    const named = (document: object) => [{ name, document }];
    const old: Seed = { ...everyone, policies: named(allow('a')), attachments: [`group:ops/System/${name}`] };
    const next: Seed = { ...old, policies: named(allow('b')), groups: { ops: ['alice', 'bob'], dev: [] } };
    expect(await troubles(old, next, denied)).toEqual([
      `policy/${name}: failed (RAM createPolicyVersion failed: NoPermission)`,
    ]);
  });

  test('asks for attachments only after such a failure', async () => {
    const account = new MemoryAccount(from);
    await runApply(account, changesBetween(account, new MemoryAccount(to)));
    expect(account.calls.some(({ operation }) => operation === 'attachments')).toBe(false);
  });
});

describe('access is taken away only when what replaces it is in place', () => {
  test('at the same principal, whatever policy and scope', () => {
    const from: Seed = {
      ...everyone,
      policies: policies('a', 'b'),
      attachments: ['role:ci/Custom/a', `role:ci/${FULL}`],
    };
    const to: Seed = { ...from, attachments: ['role:ci/Custom/a/rg-default', 'user:bob/Custom/b'] };
    const wanted = ['attachment/role:ci/Custom/a/rg-default'];
    expect(needs(from, to)).toEqual({
      'attachment/role:ci/Custom/a/account': wanted,
      [`attachment/role:ci/${FULL}/account`]: wanted,
    });
  });

  test('from a user to a group: joining it, what the group gets, the same policy', () => {
    const from: Seed = {
      ...everyone,
      policies: policies('a'),
      attachments: ['user:bob/Custom/a', 'user:alice/Custom/a'],
    };
    const to: Seed = {
      ...from,
      groups: { ops: ['alice'], dev: ['bob'] },
      attachments: ['group:ops/Custom/a', `group:dev/${FULL}`],
    };
    expect(needs(from, to)).toEqual({
      'attachment/user:alice/Custom/a/account': ['attachment/group:ops/Custom/a/account'],
      'attachment/user:bob/Custom/a/account': [
        `attachment/group:dev/${FULL}/account`,
        'attachment/group:ops/Custom/a/account',
        'membership/dev/bob',
      ],
    });
  });

  test('from a group to its members: leaving, and what the group loses', () => {
    const from: Seed = { ...everyone, policies: policies('a'), attachments: ['group:ops/Custom/a'] };
    const to: Seed = {
      ...from,
      groups: { ops: [], dev: [] },
      attachments: ['user:alice/Custom/a', 'role:ci/Custom/a'],
    };
    expect(needs(from, to)).toEqual({
      'attachment/group:ops/Custom/a/account': ['attachment/user:alice/Custom/a/account'],
      'membership/ops/alice': ['attachment/user:alice/Custom/a/account'],
    });
  });

  test('a grant to somebody else that fails holds no revoke back', async () => {
    const from: Seed = { ...everyone, policies: policies('a'), attachments: ['user:alice/Custom/a'] };
    const to: Seed = { ...from, attachments: ['user:bob/Custom/a'] };
    expect(await troubles(from, to, { on: 'attach', kind: 'denied' })).toEqual([
      'attachment/user:bob/Custom/a/account: failed (RAM attach failed: NoPermission)',
    ]);
  });

  test('half of a failed replacement leaves the old half', async () => {
    const from: Seed = { ...everyone, policies: policies('a', 'b'), attachments: ['role:ci/Custom/a'] };
    const to: Seed = { ...from, policies: policies('b'), attachments: ['role:ci/Custom/b'] };
    expect(await troubles(from, to, { on: 'attach', kind: 'denied' })).toEqual([
      'attachment/role:ci/Custom/b/account: failed (RAM attach failed: NoPermission)',
      'attachment/role:ci/Custom/a/account: skipped (kept until its replacement is in place: attachment/role:ci/Custom/b/account failed)',
      'policy/a: skipped (not tried because it needs attachment/role:ci/Custom/b/account, which failed)',
    ]);
  });
});

describe('a grant of several policies', () => {
  const part = (name: string, ...repositories: string[]) => ({
    name,
    document: { Version: '1', Statement: repositories.flatMap((repository) => allow(repository).Statement) },
  });
  const from: Seed = { ...everyone, policies: [part('g', 'a', 'b')], attachments: ['role:ci/Custom/g'] };
  const grown: Seed = {
    ...everyone,
    policies: [part('g', 'a'), part('g-2', 'b')],
    attachments: ['role:ci/Custom/g', 'role:ci/Custom/g-2', 'user:bob/Custom/g', 'user:bob/Custom/g-2'],
  };

  test('that grows: the old part gives up nothing before the new one is attached', async () => {
    const account = new MemoryAccount(from);
    const { outcomes } = await runApply(account, changesBetween(account, new MemoryAccount(grown)));
    expect(new Set(outcomes.map(({ result }) => result))).toEqual(new Set(['done']));
    const order = account.effects().map(({ operation, args }) => {
      const [first] = args as [string | { principal: string; policy: string }];
      return typeof first === 'string' ? operation : `${operation} ${first.principal ?? ''} ${first.policy ?? ''}`;
    });
    expect(order).toEqual([
      'createPolicy  ',
      'attach role:ci g-2',
      'attach user:bob g-2',
      'createPolicyVersion',
      // with the old document, bob would hold what the reviewed plan does not give through g
      'attach user:bob g',
    ]);
  });

  test('that grows and cannot attach the new part: the old one keeps what it gives', async () => {
    expect(await troubles(from, grown, { on: 'attach', kind: 'throttled' })).toEqual([
      'policy/g: skipped (not tried because it needs attachment/role:ci/Custom/g-2/account, which failed)',
      'attachment/role:ci/Custom/g-2/account: failed (RAM attach failed: Throttling.User)',
      'attachment/user:bob/Custom/g/account: skipped (not tried because it needs attachment/role:ci/Custom/g-2/account, which failed)',
    ]);
  });

  test('that shrinks: a part is taken away only when the rest was updated', async () => {
    const back: Seed = {
      ...everyone,
      policies: [part('g', 'a', 'b')],
      attachments: ['role:ci/Custom/g', 'user:bob/Custom/g'],
    };
    expect(await troubles(grown, back, { on: 'createPolicyVersion', kind: 'denied' })).toEqual([
      'policy/g: failed (RAM createPolicyVersion failed: NoPermission)',
      'attachment/role:ci/Custom/g-2/account: skipped (kept until its replacement is in place: policy/g failed)',
      'attachment/user:bob/Custom/g-2/account: skipped (kept until its replacement is in place: policy/g failed)',
      'policy/g-2: skipped (not tried because it needs policy/g, which failed)',
    ]);
  });
});

describe('what is deleted', () => {
  test('must be free first', () => {
    const from: Seed = {
      users: ['alice', 'bot'],
      groups: { ops: ['bot'] },
      policies: policies('a'),
      attachments: ['user:bot/Custom/a', 'user:alice/Custom/a/rg-default', `user:bot/${FULL}`],
    };
    expect(needs(from, { users: ['alice'], groups: { ops: [] } })).toEqual({
      'policy/a': ['attachment/user:alice/Custom/a/rg-default', 'attachment/user:bot/Custom/a/account'],
      'user/bot': ['attachment/user:bot/Custom/a/account', `attachment/user:bot/${FULL}/account`, 'membership/ops/bot'],
    });
  });

  test('stays when something could not be taken off it', async () => {
    const from: Seed = { users: ['bot'], policies: policies('a'), attachments: ['user:bot/Custom/a'] };
    expect(await troubles(from, {}, { on: 'detach', kind: 'denied' })).toEqual([
      'attachment/user:bot/Custom/a/account: failed (RAM detach failed: NoPermission)',
      'policy/a: skipped (not tried because it needs attachment/user:bot/Custom/a/account, which failed)',
      'user/bot: skipped (not tried because it needs attachment/user:bot/Custom/a/account, which failed)',
    ]);
  });
});

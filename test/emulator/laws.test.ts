import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountData } from '../../src/emulator/account-data.ts';
import { copyStore } from '../../src/emulator/copy-store.ts';
import { startEmulator } from '../../src/emulator/emulator.ts';
import { loadStore } from '../../src/emulator/load-store.ts';
import { snapshotAccount } from '../../src/emulator/snapshot.ts';
import { addAttachment, addUser, removeAttachment } from '../../src/emulator/store.ts';
import { emptyTable, insert, pageAfter, type Row, remove } from '../../src/emulator/table.ts';
import { formatAccountFile, parseAccountFile } from '../../src/state/account-file.ts';
import { ACCOUNT_ID, account } from './account.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { maxLength: 8 });

/** Accounts whose members and attachments refer to what they define. */
const accounts: fc.Arbitrary<AccountData> = fc
  .record({ users: names, groups: names, roles: names, policies: names })
  .chain((named) => {
    const principals = [
      ...named.users.map((name) => `user:${name}`),
      ...named.groups.map((name) => `group:${name}`),
      ...named.roles.map((name) => `role:${name}`),
    ];
    const some = <T>(from: readonly T[]) => fc.subarray([...from]);
    return fc
      .record({
        members: fc.tuple(...named.groups.map(() => some(named.users))),
        attached: some(
          principals.flatMap((principal) =>
            named.policies.flatMap((policy) => ['account', 'rg-a'].map((scope) => ({ principal, policy, scope }))),
          ),
        ),
      })
      .map(({ members, attached }) => ({
        account: ACCOUNT_ID,
        users: named.users.map((name) => ({ name })),
        groups: named.groups.map((name, at) => ({ name, members: members[at] ?? [] })),
        roles: named.roles.map((name) => ({ name })),
        policies: named.policies.map((name) => ({
          name,
          type: 'Custom' as const,
          document: { Version: '1', Statement: [] },
        })),
        attachments: attached.map((row) => ({
          ...row,
          principal: row.principal as `user:${string}`,
          type: 'Custom' as const,
        })),
        resourceGroups: [{ id: 'rg-a', name: 'a' }],
      }));
  });

describe('a snapshot', () => {
  it('of a loaded snapshot is the same snapshot', () => {
    fc.assert(
      fc.property(accounts, (data) => {
        const first = snapshotAccount(loadStore(data, {}, NOW));
        expect(snapshotAccount(loadStore(first, {}, NOW))).toEqual(first);
      }),
    );
  });

  it('is an account file, and an account file can be served', async () => {
    const store = loadStore(account, {}, NOW);
    const file = snapshotAccount(store);
    const parsed = parseAccountFile({ file: 'account.yaml', bytes: new TextEncoder().encode(formatAccountFile(file)) });
    expect(parsed).toMatchObject({ ok: true, value: file });
    const emulator = await startEmulator({ account: file });
    expect(emulator.snapshot()).toEqual(file);
    await emulator.close();
  });

  it('holds the System policies that something is attached to', () => {
    const { policies } = snapshotAccount(loadStore(account, {}, NOW));
    expect(policies.map(({ type, name }) => `${type}/${name}`)).toEqual([
      'Custom/team-read',
      'System/AliyunContainerRegistryReadOnlyAccess',
    ]);
  });
});

describe('a copy of a store', () => {
  it('holds the same, and is not changed with the original', () => {
    fc.assert(
      fc.property(accounts, (data) => {
        const store = loadStore(data, {}, NOW);
        const before = snapshotAccount(store);
        const copy = copyStore(store);
        expect(snapshotAccount(copy)).toEqual(before);
        for (const attachment of store.attachments.rows.slice()) removeAttachment(store, attachment);
        const user = addUser(store, 'added-later', '2026-11-21T12:00:00Z');
        const policy = store.policies.rows[0]!;
        addAttachment(store, user, policy, 'account', '2026-11-21T12:00:00Z');
        expect(snapshotAccount(copy)).toEqual(before);
      }),
    );
  });
});

describe('a table', () => {
  it('gives every row that is left exactly once, whatever was removed between pages', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.nat({ max: 59 })),
        (count, size, removed) => {
          const table = emptyTable<Row>();
          for (let seq = 1; seq <= count; seq++) insert(table, String(seq), { seq });
          for (const key of removed) remove(table, String(key));
          const seen: number[] = [];
          for (let after: number | undefined = 0; after !== undefined; ) {
            const page: { rows: Row[]; next: number | undefined } = pageAfter(table, after, size);
            expect(page.rows.length).toBeLessThanOrEqual(size);
            seen.push(...page.rows.map((row) => row.seq));
            after = page.next;
          }
          expect(seen).toEqual([...table.byKey.keys()].map(Number).sort((a, b) => a - b));
        },
      ),
    );
  });
});

describe('an account that refers to what it does not define', () => {
  it.each<[string, Partial<AccountData>]>([
    ['group g: user nobody', { groups: [{ name: 'g', members: ['nobody'] }] }],
    ['user:nobody', { attachments: [{ principal: 'user:nobody', policy: 'p', type: 'Custom' }] }],
    [
      'Custom policy none',
      { users: [{ name: 'u' }], attachments: [{ principal: 'user:u', policy: 'none', type: 'Custom' }] },
    ],
    [
      'resource group rg-x',
      {
        users: [{ name: 'u' }],
        attachments: [{ principal: 'user:u', policy: 'AdministratorAccess', type: 'System', scope: 'rg-x' }],
      },
    ],
  ])('is refused with its place: %s', async (place, data) => {
    await expect(startEmulator({ account: { account: ACCOUNT_ID, ...data } })).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining(place),
    });
  });
});

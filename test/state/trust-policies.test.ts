import { describe, expect, test } from 'vitest';
import { startEmulator } from '../../src/emulator/emulator.ts';
import { formatAccountFile, parseAccountFile } from '../../src/state/account-file.ts';
import { accountFileReader } from '../../src/state/account-file-reader.ts';
import { type ReadScope, readAccount } from '../../src/state/read-account.ts';
import { snapshotAccount } from '../../src/state/snapshot.ts';
import { emulated } from '../edges/alibaba/support/emulated.ts';
import { rejection } from '../edges/alibaba/support/fake-service.ts';
import { type Fault, MemoryAccount } from '../support/memory-account.ts';

const statement = (Principal: unknown) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal });
const trustOf = (Principal: unknown) => ({ Version: '1', Statement: [statement(Principal)] });
const OIDC = trustOf({ Federated: ['acs:ram::1234567890123456:oidc-provider/github'] });
const ROLES = [
  { name: 'ci', trust: OIDC },
  { name: 'ecs', trust: trustOf({ Service: ['ecs.aliyuncs.com'] }) },
  { name: 'plain' },
  { name: 'sso', trust: trustOf({ Federated: 'acs:ram::1234567890123456:saml-provider/idp' }) },
];

const SCOPE: ReadScope = {
  account: undefined,
  prefix: 'acr-access-',
  declaredGroups: [],
  declaredSystemPolicies: [],
  grantedRoles: [],
  absentUsers: [],
  usesResourceGroups: false,
  regions: { enterprise: [], personal: [] },
  everything: false,
};

describe('a plan', () => {
  const readWith = async (faults: readonly Fault[], grantedRoles: readonly string[]) => {
    const memory = new MemoryAccount({ roles: ['ci', 'deploy', 'other'] });
    memory.faults = faults;
    const account = await readAccount(memory.reader, { ...SCOPE, grantedRoles });
    const asked = memory.calls.filter(({ operation }) => operation === 'trustPolicy').map(({ args }) => args[0]);
    return { account, asked };
  };

  test('asks once for each role that the file grants to and that is there', async () => {
    const { account, asked } = await readWith([], ['ci', 'ci', 'deploy', 'gone']);
    expect(asked).toEqual(['ci', 'deploy']);
    expect([...account.trustPolicies.keys()]).toEqual(['ci', 'deploy']);
    expect((await readWith([], [])).asked).toEqual([]);
  });

  test('goes on without what it may not read, and knows what that is', async () => {
    const { account } = await readWith([{ on: 'trustPolicy', kind: 'denied' }], ['ci', 'deploy']);
    expect(account.unreadTrust).toEqual(['ci']);
    expect([...account.trustPolicies.keys()]).toEqual(['deploy']);
  });

  test.each(['throttled', 'unreachable'] as const)('ends when the answer is %s', async (kind) => {
    expect(await rejection(readWith([{ on: 'trustPolicy', kind }], ['ci']))).toMatchObject({ kind });
  });
});

describe('a snapshot', () => {
  const snapshotOf = async (roles: readonly object[], options = {}) => {
    const { reader } = await emulated({ roles: roles as typeof ROLES }, options);
    return snapshotAccount(reader, { account: undefined, regions: [] });
  };

  test('has the trust policies that name an identity provider, and no others', async () => {
    const file = await snapshotOf(ROLES);
    const [ci, , , sso] = ROLES;
    expect(file.roles).toEqual([
      { name: 'ci', description: '', trust: ci!.trust },
      { name: 'ecs', description: '' },
      { name: 'plain', description: '' },
      { name: 'sso', description: '', trust: sso!.trust },
    ]);
    const text = formatAccountFile(file);
    expect(text).toContain('  - { "name": "ecs", "description": "" }\n');
    expect(parseAccountFile({ file: 'a.yaml', bytes: Buffer.from(text) })).toMatchObject({ ok: true, value: file });
  });

  test('says of a text that cannot be read that it cannot be read', async () => {
    const twice = '{"Version":"1","Version":"1","Statement":[]}';
    const file = await snapshotOf([{ name: 'odd' }], { roles: { odd: { trust: twice } } });
    expect(file.roles).toEqual([{ name: 'odd', description: '', trust: null }]);
    expect(parseAccountFile({ file: 'a.yaml', bytes: Buffer.from(formatAccountFile(file)) })).toMatchObject({
      value: { roles: [{ trust: null }] },
    });
  });

  test('is refused when one may not be read', async () => {
    const memory = new MemoryAccount({ roles: ['ci'] });
    memory.faults = [{ on: 'trustPolicy', kind: 'denied' }];
    expect(await rejection(snapshotAccount(memory.reader, { account: undefined, regions: [] }))).toMatchObject({
      kind: 'denied',
    });
  });

  test('is what the emulator says of itself, before and after it is served again', async () => {
    const file = await snapshotOf(ROLES);
    const emulator = await startEmulator({ account: file });
    expect(emulator.snapshot().roles).toEqual(file.roles);
    await emulator.close();
  });
});

describe('an account file', () => {
  test('answers for the live account; a role without trust lets no identity provider in', async () => {
    const reader = accountFileReader({
      formatVersion: 1,
      account: '1234567890123456',
      alias: 'example',
      users: [],
      groups: [],
      roles: [
        { name: 'ci', description: '', trust: OIDC },
        { name: 'odd', description: '', trust: null },
        { name: 'plain', description: '' },
      ],
      policies: [],
      attachments: [],
      resourceGroups: [],
      instances: [],
      personal: [],
    });
    const { trustPolicies } = await readAccount(reader, { ...SCOPE, grantedRoles: ['ci', 'odd', 'plain'] });
    expect([...trustPolicies]).toEqual([
      ['ci', OIDC],
      ['odd', null],
      ['plain', { Version: '1', Statement: [] }],
    ]);
  });
});

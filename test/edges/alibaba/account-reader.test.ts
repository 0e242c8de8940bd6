import { describe, expect, test } from 'vitest';
import type { AccountData } from '../../../src/emulator/account-data.ts';
import type { Fault } from '../../../src/emulator/faults.ts';
import type { AccountReader } from '../../../src/ports.ts';
import { emulated } from './support/emulated.ts';
import { rejection } from './support/fake-service.ts';

const named = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `${prefix}${index}` }));
const document = { Version: '1', Statement: [{ Effect: 'Allow', Action: 'cr:*', Resource: '*' }] };

const ACCOUNT: Partial<AccountData> = {
  alias: 'example',
  users: [
    { name: 'alice', displayName: 'Alice <b>', comments: 'Grüße 你好' },
    { name: 'bob', displayName: '', comments: '' },
  ],
  groups: [{ name: 'devs', comments: 'c', members: ['alice', 'bob'] }],
  roles: [{ name: 'ci', description: 'd' }],
  policies: [
    { name: 'team-read', type: 'Custom', description: 'x', tags: { a: '1', b: '' }, defaultVersion: 'v1', document },
  ],
  attachments: [
    { principal: 'user:alice', policy: 'team-read', type: 'Custom', scope: 'account' },
    { principal: 'group:devs', policy: 'AliyunContainerRegistryReadOnlyAccess', type: 'System', scope: 'account' },
    { principal: 'role:ci', policy: 'team-read', type: 'Custom', scope: 'rg-one' },
  ],
  resourceGroups: [{ id: 'rg-one', name: 'one' }],
  instances: [
    {
      id: 'cri-one',
      name: 'acme',
      region: 'cn-hangzhou',
      resourceGroup: 'rg-one',
      namespaces: [
        { name: 'juzhong', repositories: ['nginx', 'web/api'] },
        { name: 'empty', repositories: [] },
      ],
    },
  ],
  personal: [{ region: 'cn-hangzhou', namespaces: [{ name: 'mine', repositories: ['app'] }] }],
};

describe('a whole account', () => {
  test('is read as it is', async () => {
    const { reader } = await emulated(ACCOUNT);
    expect(await reader.users()).toEqual(ACCOUNT.users);
    expect(await reader.groups()).toEqual([{ name: 'devs', comments: 'c' }]);
    expect(await reader.groupMembers('devs')).toEqual(['alice', 'bob']);
    expect(await reader.roles()).toEqual(ACCOUNT.roles);
    expect(await reader.attachments()).toEqual(expect.arrayContaining([...(ACCOUNT.attachments ?? [])]));
    expect(await reader.attachments()).toHaveLength(3);
    expect(await reader.alias()).toBe('example');
    expect(await reader.resourceGroups()).toContainEqual({ id: 'rg-one', name: 'one' });
  });

  test('has policies with their tags, documents and versions', async () => {
    const { reader } = await emulated(ACCOUNT);
    const summary = { name: 'team-read', type: 'Custom', description: 'x', defaultVersion: 'v1' };
    expect(await reader.customPolicies()).toEqual([{ ...summary, tags: { a: '1', b: '' } }]);
    expect(await reader.policy('Custom', 'team-read')).toEqual({ ...summary, tags: {}, document });
    expect(await reader.policy('System', 'AliyunContainerRegistryFullAccess')).toMatchObject({ type: 'System' });
    expect(await reader.policyVersions('team-read')).toEqual([
      { id: 'v1', isDefault: true, createDate: expect.any(String), document },
    ]);
    expect(await rejection(reader.policy('Custom', 'none'))).toMatchObject({ kind: 'not-found' });
  });

  test('says who may assume a role', async () => {
    const trust = { Version: '1', Statement: [{ Effect: 'Allow', Principal: { Federated: 'x' }, Action: '*' }] };
    const twice = '{"Version":"1","Version":"1","Statement":[]}';
    const roles = [{ name: 'ci', trust }, { name: 'odd' }];
    const { reader } = await emulated({ ...ACCOUNT, roles }, { roles: { odd: { trust: twice } } });
    expect(await reader.trustPolicy('ci')).toEqual(trust);
    expect(await reader.trustPolicy('odd')).toBeUndefined();
    expect(await rejection(reader.trustPolicy('none'))).toMatchObject({ kind: 'not-found' });
  });

  test('has attachments of a principal in the account scope', async () => {
    const { reader } = await emulated(ACCOUNT);
    const [alice, devs] = ACCOUNT.attachments ?? [];
    expect(await reader.attachmentsOf('user:alice')).toEqual([alice]);
    expect(await reader.attachmentsOf('group:devs')).toEqual([devs]);
    expect(await reader.attachmentsOf('role:ci')).toEqual([]);
  });

  test('has registries with what is in them', async () => {
    const { reader } = await emulated(ACCOUNT);
    expect(await reader.instances('cn-hangzhou')).toEqual(ACCOUNT.instances);
    expect(await reader.instances('cn-beijing')).toEqual([]);
    expect(await reader.personalRegistry('cn-hangzhou')).toEqual(ACCOUNT.personal?.[0]);
  });

  test('says who asks and what the limits are', async () => {
    const { reader } = await emulated(ACCOUNT, { quotas: {} });
    expect(await reader.callerIdentity()).toMatchObject({ account: '1234567890123456', principal: undefined });
    expect(await reader.quotas()).toMatchObject({
      versionsPerPolicy: 5,
      customPoliciesPerUser: 10,
      systemPoliciesPerUser: 20,
    });
  });

  test('that is empty is read as empty', async () => {
    const { reader } = await emulated({});
    expect(await reader.users()).toEqual([]);
    expect(await reader.attachments()).toEqual([]);
    expect(await reader.customPolicies()).toEqual([]);
  });

  test('knows the user behind a key', async () => {
    const accessKeys = [{ id: 'LTAI-emulator', secret: 'emulator-secret', owner: 'user:alice' }];
    const { reader } = await emulated(ACCOUNT, { accessKeys, authorise: false });
    expect(await reader.callerIdentity()).toMatchObject({
      arn: 'acs:ram::1234567890123456:user/alice',
      principal: 'user:alice',
    });
  });
});

describe('what stops the deletion of a user', () => {
  test('is nothing, keys or groups', async () => {
    const accessKeys = [
      { id: 'LTAI-emulator', secret: 'emulator-secret', owner: 'account' },
      { id: 'LTAI-a', secret: 'a', owner: 'user:alice' },
      { id: 'LTAI-b', secret: 'b', owner: 'user:alice' },
    ];
    const { reader } = await emulated(
      { ...ACCOUNT, users: [...(ACCOUNT.users ?? []), { name: 'free' }] },
      { accessKeys },
    );
    expect(await reader.deletionBlockers('alice')).toEqual(['2 access keys', '1 group']);
    expect(await reader.deletionBlockers('free')).toEqual([]);
    expect(await rejection(reader.deletionBlockers('nobody'))).toMatchObject({ kind: 'not-found' });
  });
});

describe('long lists', () => {
  test('are read with few calls, the pages of attachments side by side', async () => {
    const users = named('u', 2_100);
    const attachments = users.map(({ name }) => ({ principal: `user:${name}`, policy: 'p', type: 'Custom' }) as const);
    const policies = [{ name: 'p', type: 'Custom', document } as const];
    const { reader, emulator } = await emulated({ users, groups: named('g', 250), policies, attachments });
    expect(await reader.users()).toHaveLength(2_100);
    expect(await reader.groups()).toHaveLength(250);
    expect(new Set((await reader.attachments()).map((one) => one.principal)).size).toBe(2_100);
    expect(emulator.journal).toHaveLength(3 + 3 + 21);
    expect(reader.callCount()).toBe(27);
  });

  const BROKEN: readonly (readonly [string, Fault])[] = [
    ['is cut off without a marker', { kind: 'cut-page', marker: 'none' }],
    ['leads back to itself', { kind: 'cut-page', marker: 'repeated' }],
  ];
  test.each(BROKEN)('are refused when a page %s', async (_, fault) => {
    const { reader } = await emulated(
      { users: named('u', 1_500) },
      { faults: [{ operation: 'RAM ListUsers', fault }] },
    );
    expect(await rejection(reader.users())).toMatchObject({ kind: 'bad-answer' });
  });

  test('are refused when fewer attachments come than are announced', async () => {
    const faults = [{ operation: 'ListPolicyAttachments', fault: { kind: 'total-count', extra: 1 } as const }];
    const { reader } = await emulated(ACCOUNT, { faults });
    expect(await rejection(reader.attachments())).toMatchObject({ kind: 'bad-answer' });
  });
});

describe('when the caller may not read', () => {
  const READS: readonly (readonly [string, (reader: AccountReader) => Promise<unknown>])[] = [
    ['ram:ListPolicyAttachments', (reader) => reader.attachments()],
    ['ram:GetAccountSummary', (reader) => reader.quotas()],
    ['ram:ListUsers', (reader) => reader.users()],
    ['ram:GetRole', (reader) => reader.trustPolicy('ci')],
    ['cr:ListInstance', (reader) => reader.instances('cn-hangzhou')],
  ];
  test.each(READS)('the error says that it needs %s', async (action, read) => {
    const accessKeys = [{ id: 'LTAI-emulator', secret: 'emulator-secret', owner: 'user:bob' }];
    const { reader } = await emulated({ ...ACCOUNT, attachments: [] }, { accessKeys });
    expect(await rejection(read(reader))).toMatchObject({
      kind: 'denied',
      message: expect.stringContaining(`it needs ${action} on `),
      hint: expect.stringContaining(`"Action":"${action}"`),
    });
  });
});

test('a registry failure that comes with status 200 is a failure', async () => {
  const fault = { kind: 'is-success-false', code: 'NoPrivilege' } as const;
  const { reader } = await emulated(ACCOUNT, { faults: [{ operation: 'CR ListNamespace', fault }] });
  expect(await rejection(reader.instances('cn-hangzhou'))).toMatchObject({
    kind: 'denied',
    operation: 'CR ListNamespace',
  });
});

test('faults of every other call are survived', async () => {
  const odd = Array.from({ length: 50 }, (_, index) => 2 * index + 1);
  const { reader } = await emulated(ACCOUNT, { faults: [{ calls: odd, fault: { kind: 'html' } }] });
  expect(await reader.users()).toHaveLength(2);
  expect(await reader.attachments()).toHaveLength(3);
  expect(await reader.instances('cn-hangzhou')).toEqual(ACCOUNT.instances);
});

import { describe, expect, test } from 'vitest';
import type { AccountData } from '../../../src/emulator/account-data.ts';
import { emulated } from './support/emulated.ts';
import { rejection, steppedClock } from './support/fake-service.ts';

const DOCUMENT = JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: 'cr:Get*', Resource: '*' }] });
const OTHER = JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: 'cr:List*', Resource: '*' }] });

const ACCOUNT: Partial<AccountData> = {
  users: [{ name: 'alice', displayName: 'Alice', comments: 'old' }],
  groups: [{ name: 'devs', comments: 'old', members: [] }],
  roles: [{ name: 'ci' }],
  policies: [{ name: 'p', type: 'Custom', description: 'old', document: JSON.parse(DOCUMENT) }],
  resourceGroups: [{ id: 'rg-one', name: 'one' }],
};
const RECEIPT = { requestId: expect.stringMatching(/^[0-9A-F-]{36}$/) };

describe('policies', () => {
  test('are created with document, description and tags, none of it in the URL', async () => {
    const { writer, reader, emulator } = await emulated({});
    const policy = {
      name: 'new',
      document: DOCUMENT,
      description: 'why & <how> 你好',
      tags: { 'managed-by': 'acr-access', x: 'a/b:c' },
    };
    expect(await writer().createPolicy(policy)).toEqual(RECEIPT);
    expect(emulator.journal.at(-1)).toMatchObject({ operation: 'RAM CreatePolicy', inQuery: [] });
    expect(await reader.customPolicies()).toEqual([
      { name: 'new', type: 'Custom', description: policy.description, tags: policy.tags, defaultVersion: 'v1' },
    ]);
    expect(await reader.policy('Custom', 'new')).toMatchObject({ document: JSON.parse(DOCUMENT) });
  });

  test('get new default versions, the oldest other one leaving when there are five', async () => {
    const { writer, reader, emulator } = await emulated(ACCOUNT);
    for (let version = 2; version <= 7; version++) {
      await writer().createPolicyVersion('p', version % 2 ? DOCUMENT : OTHER);
    }
    expect(emulator.journal.at(-1)?.inQuery).toEqual([]);
    const versions = await reader.policyVersions('p');
    expect(versions.map(({ id, isDefault }) => `${id} ${isDefault}`).sort()).toEqual([
      'v3 false',
      'v4 false',
      'v5 false',
      'v6 false',
      'v7 true',
    ]);
    await writer().setDefaultPolicyVersion('p', 'v4');
    await writer().deletePolicyVersion('p', 'v7');
    expect(await reader.policy('Custom', 'p')).toMatchObject({ defaultVersion: 'v4', document: JSON.parse(OTHER) });
  });

  test('get descriptions and tags', async () => {
    const { writer, reader } = await emulated(ACCOUNT);
    await writer().updatePolicyDescription('p', 'new');
    await writer().tagPolicy('p', { a: '1', b: '2' });
    expect(await reader.customPolicies()).toMatchObject([{ description: 'new', tags: { a: '1', b: '2' } }]);
  });

  test('are deleted only when nothing hangs on them', async () => {
    const { writer, reader } = await emulated(ACCOUNT);
    await writer().createPolicyVersion('p', OTHER);
    expect(await rejection(writer().deletePolicy('p'))).toMatchObject({ kind: 'conflict' });
    await writer().deletePolicyVersion('p', 'v1');
    await writer().deletePolicy('p');
    expect(await reader.customPolicies()).toEqual([]);
  });
});

describe('attachments', () => {
  test.each(['user:alice', 'group:devs', 'role:ci'] as const)('of %s come and go in both scopes', async (principal) => {
    const { writer, reader } = await emulated(ACCOUNT);
    const wanted = [
      { principal, policy: 'p', type: 'Custom', scope: 'account' },
      { principal, policy: 'p', type: 'Custom', scope: 'rg-one' },
      { principal, policy: 'AliyunContainerRegistryFullAccess', type: 'System', scope: 'account' },
    ] as const;
    for (const attachment of wanted) expect(await writer().attach(attachment)).toEqual(RECEIPT);
    expect([...(await reader.attachments())]).toHaveLength(3);
    expect(await reader.attachments()).toEqual(expect.arrayContaining([...wanted]));
    await writer().detach(wanted[1]);
    expect(await reader.attachments()).toHaveLength(2);
    expect(await reader.attachments()).not.toContainEqual(wanted[1]);
  });

  test('that are there or are missing are said to be so', async () => {
    const { writer } = await emulated(ACCOUNT);
    const attachment = { principal: 'user:alice', policy: 'p', type: 'Custom', scope: 'account' } as const;
    expect(await rejection(writer().detach(attachment))).toMatchObject({
      kind: 'not-found',
      serviceCode: 'EntityNotExist.User.Policy',
    });
    await writer().attach(attachment);
    expect(await rejection(writer().attach(attachment))).toMatchObject({ kind: 'already-exists' });
    expect(await rejection(writer().attach({ ...attachment, scope: 'rg-none' }))).toMatchObject({
      kind: 'not-found',
      serviceCode: 'EntityNotExists.ResourceGroup',
    });
  });
});

describe('users and groups', () => {
  test('are created, changed field by field, and deleted', async () => {
    const { writer, reader } = await emulated(ACCOUNT);
    await writer().createUser({ name: 'carol', displayName: 'Carol' });
    await writer().updateUser({ name: 'alice', comments: '' });
    expect(await reader.users()).toEqual([
      { name: 'alice', displayName: 'Alice', comments: '' },
      { name: 'carol', displayName: 'Carol', comments: '' },
    ]);
    await writer().deleteUser('carol');
    await writer().createGroup({ name: 'ops', comments: 'new' });
    await writer().updateGroup({ name: 'devs', comments: '' });
    expect(await reader.groups()).toEqual(
      expect.arrayContaining([
        { name: 'devs', comments: '' },
        { name: 'ops', comments: 'new' },
      ]),
    );
    expect(await reader.users()).toHaveLength(1);
  });

  test('belong together and do not', async () => {
    const { writer, reader } = await emulated(ACCOUNT);
    await writer().addMember('devs', 'alice');
    expect(await reader.groupMembers('devs')).toEqual(['alice']);
    expect(await reader.deletionBlockers('alice')).toEqual(['1 group']);
    await writer().removeMember('devs', 'alice');
    expect(await reader.groupMembers('devs')).toEqual([]);
  });
});

describe('a write whose answer is lost', () => {
  test.each(['html', 'empty', 'reset'] as const)('after it took effect (%s) is not made twice', async (kind) => {
    const faults = [{ operation: 'RAM CreatePolicyVersion', times: 1, fault: { kind, takesEffect: true } as const }];
    const { writer, reader } = await emulated(ACCOUNT, { faults });
    expect(await rejection(writer().createPolicyVersion('p', OTHER))).toMatchObject({ kind: 'unclear' });
    expect(await reader.policyVersions('p')).toHaveLength(2);
  });
});

test('more attachments than the service takes in a second are all made, each once', async () => {
  const policies = Array.from(
    { length: 35 },
    (_, index) => ({ name: `p${index}`, type: 'Custom', document: {} }) as const,
  );
  const clock = steppedClock(Date.now());
  const { writer, reader, emulator } = await emulated(
    { ...ACCOUNT, policies },
    { limits: 'real', quotas: { customPoliciesPerUser: 100 }, clock: () => clock.now() },
    { clock },
  );
  const attach = (policy: string) =>
    writer().attach({ principal: 'user:alice', policy, type: 'Custom', scope: 'account' });
  await Promise.all(policies.map(({ name }) => attach(name)));
  expect(await reader.attachments()).toHaveLength(35);
  const codes = new Set(emulator.journal.map((entry) => entry.code));
  expect([...codes].filter((code) => code !== '' && code !== 'Throttling.User')).toEqual([]);
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import type { Fault } from '../../src/emulator/faults.ts';
import { account, INSTANCE } from './account.ts';
import { cr, failure, ram, ramClient, rm, rmClient } from './clients.ts';
import { sendAcs3 } from './sign.ts';

let emulator: Emulator;
let client: ReturnType<typeof ramClient>;
beforeEach(async () => {
  emulator = await startEmulator({ account });
  client = ramClient(emulator.url);
});
afterEach(() => emulator.close());

const createUser = (userName = 'new') => client.createUser(new ram.CreateUserRequest({ userName }));
const exists = (name: string) => emulator.snapshot().users.some((user) => user.name === name);
const listUsers = (fields: object = {}) => client.listUsers(new ram.ListUsersRequest(fields));

describe('faults that replace the answer', () => {
  it.each<[string, Fault]>([
    ['400 Throttling.User', { kind: 'throttle' }],
    ['500 InternalError', { kind: 'error', status: 500, code: 'InternalError' }],
    ['503 ServiceUnavailable', { kind: 'error', status: 503, code: 'ServiceUnavailable' }],
    ['SyntaxError', { kind: 'html' }],
    ['SyntaxError', { kind: 'empty' }],
    ['undefined ECONNRESET', { kind: 'reset' }],
  ])('%s leaves the account as it was', async (expected, fault) => {
    emulator.faults.add({ operation: 'RAM CreateUser', fault });
    expect(await failure(createUser())).toBe(expected);
    expect(exists('new')).toBe(false);
  });

  it.each<Fault>([
    { kind: 'error', status: 500, code: 'InternalError', takesEffect: true },
    { kind: 'html', takesEffect: true },
    { kind: 'empty', takesEffect: true },
    { kind: 'reset', takesEffect: true },
  ])('%j after the write took effect', async (fault) => {
    emulator.faults.add({ operation: 'CreateUser', fault });
    expect(await failure(createUser())).not.toBe('ok');
    expect(exists('new')).toBe(true);
  });

  it('tells a throttled client when to come back', async () => {
    emulator.faults.add({ fault: { kind: 'throttle', retryAfterMs: 1500 } });
    await expect(createUser()).rejects.toMatchObject({ name: 'ThrottlingError', retryAfter: 1500 });
  });

  it('notes in the journal what the client saw', async () => {
    emulator.faults.add({ fault: { kind: 'reset' } });
    await failure(createUser());
    emulator.faults.clear();
    emulator.faults.add({ fault: { kind: 'throttle' } });
    await failure(createUser());
    expect(emulator.journal.map(({ operation, status, code }) => ({ operation, status, code }))).toEqual([
      { operation: 'RAM CreateUser', status: 0, code: 'fault:reset' },
      { operation: 'RAM CreateUser', status: 400, code: 'Throttling.User' },
    ]);
  });
});

describe('faults that spoil the answer', () => {
  it('cuts JSON in the middle', async () => {
    emulator.faults.add({ fault: { kind: 'cut-json' } });
    expect(await failure(listUsers())).toBe('SyntaxError');
    emulator.faults.clear();
    emulator.faults.add({ fault: { kind: 'cut-json' } });
    const { status, text } = await sendAcs3(emulator.url, 'ListUsers');
    expect(status).toBe(200);
    expect(text.startsWith('{"RequestId"')).toBe(true);
  });

  it('says that a page is truncated, without a marker or with one that leads nowhere', async () => {
    const off = emulator.faults.add({ operation: 'ListUsers', fault: { kind: 'cut-page', marker: 'none' } });
    const none = await listUsers();
    expect(none.body?.isTruncated).toBe(true);
    expect(none.body?.marker).toBeUndefined();
    off();
    emulator.faults.add({ operation: 'ListUsers', fault: { kind: 'cut-page', marker: 'repeated' } });
    const first = await listUsers();
    const second = await listUsers({ marker: first.body?.marker });
    expect(second.body?.users).toEqual(first.body?.users);
    expect(second.body?.marker).toBe(first.body?.marker);
  });

  it('counts more rows than there are, as number and as text', async () => {
    emulator.faults.add({ fault: { kind: 'total-count', extra: 3 } });
    const { body } = await rmClient(emulator.url).listPolicyAttachments(new rm.ListPolicyAttachmentsRequest({}));
    expect(body?.totalCount).toBe(5);
    expect(body?.policyAttachments?.policyAttachment).toHaveLength(2);
    expect((await cr(emulator.url, 'ListNamespace', { InstanceId: INSTANCE })).TotalCount).toBe('5');
  });

  it('says IsSuccess false with status 200', async () => {
    emulator.faults.add({
      operation: 'CR GetAuthorizationToken',
      fault: { kind: 'is-success-false', code: 'UNKNOWN_ERROR' },
    });
    expect(await cr(emulator.url, 'GetAuthorizationToken', { InstanceId: INSTANCE })).toMatchObject({
      IsSuccess: false,
      Code: 'UNKNOWN_ERROR',
    });
  });

  it('waits before it answers', async () => {
    emulator.faults.add({ operation: 'ListUsers', fault: { kind: 'delay', ms: 400 } });
    const impatient = ramClient(emulator.url, undefined, { connectTimeout: 100, readTimeout: 100 });
    expect(await failure(impatient.listUsers(new ram.ListUsersRequest({})))).toBe('RequestTimeoutError');
  });
});

describe('stale reads', () => {
  const names = async () => (await listUsers()).body?.users?.user?.map((user) => user.userName);

  it('show the account before the last write for so many reads', async () => {
    emulator.faults.add({ fault: { kind: 'stale', reads: 2 } });
    expect(await names()).toEqual(['alice', 'bob']);
    await createUser('carol');
    expect(await names()).toEqual(['alice', 'bob']);
    expect(await names()).toEqual(['alice', 'bob']);
    expect(await names()).toEqual(['alice', 'bob', 'carol']);
  });

  it('hold for the operations that they name', async () => {
    emulator.faults.add({ operation: 'RAM ListPoliciesForUser', fault: { kind: 'stale', reads: 1 } });
    const policy = { policyType: 'Custom', policyName: 'team-read', userName: 'bob' };
    await client.attachPolicyToUser(new ram.AttachPolicyToUserRequest(policy));
    const { body: entities } = await client.listEntitiesForPolicy(new ram.ListEntitiesForPolicyRequest(policy));
    expect(entities?.users?.user).toHaveLength(1);
    const list = async () =>
      (await client.listPoliciesForUser(new ram.ListPoliciesForUserRequest({ userName: 'bob' }))).body?.policies?.policy
        ?.length;
    expect(await list()).toBe(0);
    expect(await list()).toBe(1);
  });

  it('copy the whole account: nothing of the old one changes', async () => {
    await client.createAccessKey(new ram.CreateAccessKeyRequest({ userName: 'alice' }));
    await client.createVirtualMFADevice(new ram.CreateVirtualMFADeviceRequest({ virtualMFADeviceName: 'alice' }));
    emulator.faults.add({ fault: { kind: 'stale', reads: 5 } });
    await client.removeUserFromGroup(new ram.RemoveUserFromGroupRequest({ userName: 'alice', groupName: 'frontend' }));
    const groups = await client.listGroupsForUser(new ram.ListGroupsForUserRequest({ userName: 'alice' }));
    expect(groups.body?.groups?.group?.map((group) => group.groupName)).toEqual(['frontend']);
    const members = await client.listUsersForGroup(new ram.ListUsersForGroupRequest({ groupName: 'frontend' }));
    expect(members.body?.users?.user?.map((user) => user.userName)).toEqual(['alice']);
    const keys = await client.listAccessKeys(new ram.ListAccessKeysRequest({ userName: 'alice' }));
    expect(keys.body?.accessKeys?.accessKey).toHaveLength(1);
    const attached = await rmClient(emulator.url).listPolicyAttachments(
      new rm.ListPolicyAttachmentsRequest({ resourceGroupId: 'rg-team' }),
    );
    expect(attached.body?.policyAttachments?.policyAttachment?.map((row) => row.principalName)).toEqual([
      'bob@example.onaliyun.com',
    ]);
  });
});

describe('when a rule fires', () => {
  const codes = async (count: number) => {
    const seen: string[] = [];
    for (let at = 0; at < count; at++) seen.push(await failure(listUsers()));
    return seen.map((code) => code !== 'ok');
  };

  it('on the calls that it names', async () => {
    emulator.faults.add({ operation: 'RAM ListUsers', calls: [2, 4], fault: { kind: 'throttle' } });
    expect(await codes(5)).toEqual([false, true, false, true, false]);
  });

  it('so many times', async () => {
    emulator.faults.add({ times: 2, fault: { kind: 'throttle' } });
    expect(await codes(4)).toEqual([true, true, false, false]);
  });

  it('only for its operation, and until it is switched off', async () => {
    const off = emulator.faults.add({ operation: 'RAM ListUsers', fault: { kind: 'throttle' } });
    expect(await failure(client.listGroups(new ram.ListGroupsRequest({})))).toBe('ok');
    expect(await codes(1)).toEqual([true]);
    off();
    expect(await codes(1)).toEqual([false]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import { ACCOUNT_ID, account } from './account.ts';
import { failure, ram, ramClient, rm, rmClient } from './clients.ts';

let emulator: Emulator;
let client: ReturnType<typeof ramClient>;
let manager: ReturnType<typeof rmClient>;

const policies = Array.from({ length: 12 }, (_, at) => ({
  name: `p${at}`,
  type: 'Custom' as const,
  document: { Version: '1', Statement: [] },
}));

beforeEach(async () => {
  emulator = await startEmulator({ account: { ...account, policies: [...(account.policies ?? []), ...policies] } });
  client = ramClient(emulator.url);
  manager = rmClient(emulator.url);
});
afterEach(() => emulator.close());

const kinds = {
  User: {
    name: { userName: 'bob' },
    attach: (fields: object) =>
      client.attachPolicyToUser(new ram.AttachPolicyToUserRequest({ userName: 'bob', ...fields })),
    detach: (fields: object) =>
      client.detachPolicyFromUser(new ram.DetachPolicyFromUserRequest({ userName: 'bob', ...fields })),
    list: () => client.listPoliciesForUser(new ram.ListPoliciesForUserRequest({ userName: 'bob' })),
  },
  Group: {
    name: { groupName: 'frontend' },
    attach: (fields: object) =>
      client.attachPolicyToGroup(new ram.AttachPolicyToGroupRequest({ groupName: 'frontend', ...fields })),
    detach: (fields: object) =>
      client.detachPolicyFromGroup(new ram.DetachPolicyFromGroupRequest({ groupName: 'frontend', ...fields })),
    list: () => client.listPoliciesForGroup(new ram.ListPoliciesForGroupRequest({ groupName: 'frontend' })),
  },
  Role: {
    name: { roleName: 'ci-release' },
    attach: (fields: object) =>
      client.attachPolicyToRole(new ram.AttachPolicyToRoleRequest({ roleName: 'ci-release', ...fields })),
    detach: (fields: object) =>
      client.detachPolicyFromRole(new ram.DetachPolicyFromRoleRequest({ roleName: 'ci-release', ...fields })),
    list: () => client.listPoliciesForRole(new ram.ListPoliciesForRoleRequest({ roleName: 'ci-release' })),
  },
};

const p = (at: number, more: object = {}) => ({ policyType: 'Custom', policyName: `p${at}`, ...more });

describe.each(['User', 'Group', 'Role'] as const)('attachments of a %s', (kind) => {
  const { attach, detach, list } = kinds[kind];
  const names = async () => (await list()).body?.policies?.policy?.map((policy) => policy.policyName);
  const before = kind === 'Group' ? ['team-read'] : [];

  it('attaches once, lists and detaches once', async () => {
    await attach(p(0));
    expect(await names()).toEqual([...before, 'p0']);
    expect(await failure(attach(p(0)))).toBe(`409 EntityAlreadyExists.${kind}.Policy`);
    await detach(p(0));
    expect(await names()).toEqual(before);
    expect(await failure(detach(p(0)))).toBe(`404 EntityNotExist.${kind}.Policy`);
  });

  it('names what is missing', async () => {
    const parameter = Object.keys(kinds[kind].name)[0]!;
    expect(await failure(attach(p(99)))).toBe('404 EntityNotExist.Policy');
    expect(await failure(attach({ ...p(0), policyType: 'Both' }))).toBe('400 InvalidParameter.PolicyType');
    expect(await failure(attach({ ...p(0), [parameter]: 'nobody' }))).toBe(`404 EntityNotExist.${kind}`);
    expect(await failure(attach(p(0, { resourceGroupId: 'rg-none' })))).toBe('404 EntityNotExists.ResourceGroup');
  });

  it('counts ten custom policies over both scopes', async () => {
    for (let at = before.length; at < 10; at++) await attach(p(at, at % 2 === 0 ? { resourceGroupId: 'rg-team' } : {}));
    expect(await failure(attach(p(10)))).toBe(`409 LimitExceeded.${kind}.Policy`);
    expect(await failure(attach({ policyType: 'System', policyName: 'AliyunRAMReadOnlyAccess' }))).toBe('ok');
  });

  it('holds the same policy in both scopes and lists only the account one', async () => {
    await attach(p(0));
    await attach(p(0, { resourceGroupId: 'rg-team' }));
    await detach(p(0));
    expect(await names()).toEqual(before);
    await detach(p(0, { resourceGroupId: 'rg-team' }));
    expect(await failure(detach(p(0, { resourceGroupId: 'rg-team' })))).toBe(`404 EntityNotExist.${kind}.Policy`);
  });
});

describe('entities of a policy', () => {
  it('lists account-scope entities only and counts all', async () => {
    await kinds.User.attach(p(0));
    await kinds.Group.attach(p(0));
    await kinds.Role.attach(p(0, { resourceGroupId: 'rg-team' }));
    const { body } = await client.listEntitiesForPolicy(new ram.ListEntitiesForPolicyRequest(p(0)));
    expect(body?.users?.user?.map((user) => user.userName)).toEqual(['bob']);
    expect(body?.groups?.group?.map((group) => group.groupName)).toEqual(['frontend']);
    expect(body?.roles?.role).toEqual([]);
    const { body: policy } = await client.getPolicy(new ram.GetPolicyRequest(p(0)));
    expect(policy?.policy?.attachmentCount).toBe(3);
  });
});

describe('ResourceManager', () => {
  const list = async (fields: object = {}) => {
    const { body } = await manager.listPolicyAttachments(new rm.ListPolicyAttachmentsRequest(fields));
    return { total: body?.totalCount, rows: body?.policyAttachments?.policyAttachment ?? [] };
  };

  it('lists both scopes with the domains of the principals', async () => {
    await kinds.Role.attach(p(0));
    const { total, rows } = await list();
    expect(total).toBe(3);
    expect(
      rows.map(
        ({ principalName, principalType, resourceGroupId }) => `${principalType} ${principalName} ${resourceGroupId}`,
      ),
    ).toEqual([
      `IMSGroup frontend@group.example.onaliyun.com ${ACCOUNT_ID}`,
      'IMSUser bob@example.onaliyun.com rg-team',
      `ServiceRole ci-release@role.example.onaliyunservice.com ${ACCOUNT_ID}`,
    ]);
  });

  it.each([
    [{ resourceGroupId: 'rg-team' }, 1],
    [{ resourceGroupId: ACCOUNT_ID }, 1],
    [{ policyType: 'System' }, 1],
    [{ policyName: 'team-read' }, 1],
    [{ policyName: 'team-read', resourceGroupId: 'rg-team' }, 0],
    [{ policyName: 'team-read', policyType: 'System' }, 0],
    [{ principalType: 'IMSGroup' }, 1],
    [{ principalType: 'IMSUser', principalName: 'bob@example.onaliyun.com' }, 1],
    [{ principalType: 'IMSUser', principalName: 'bob' }, 0],
  ])('filters attachments by %j', async (fields, expected) => {
    expect((await list(fields)).rows).toHaveLength(expected);
  });

  it('answers the same filter anew after a write', async () => {
    expect((await list({ policyType: 'Custom' })).total).toBe(1);
    await kinds.User.attach(p(1));
    expect((await list({ policyType: 'Custom' })).total).toBe(2);
  });

  it('attaches and detaches what RAM lists', async () => {
    const attachment = {
      policyName: 'p1',
      policyType: 'Custom',
      principalName: 'bob@example.onaliyun.com',
      principalType: 'IMSUser',
      resourceGroupId: ACCOUNT_ID,
    };
    await manager.attachPolicy(new rm.AttachPolicyRequest(attachment));
    const { body } = await kinds.User.list();
    expect(body?.policies?.policy?.map((policy) => policy.policyName)).toEqual(['p1']);
    await manager.detachPolicy(new rm.DetachPolicyRequest(attachment));
    expect((await kinds.User.list()).body?.policies?.policy).toEqual([]);
    const attach = (fields: object) =>
      failure(manager.attachPolicy(new rm.AttachPolicyRequest({ ...attachment, ...fields })));
    expect(await attach({ policyName: 'none' })).toBe('404 EntityNotExist.Policy');
    expect(await attach({ policyType: 'Both' })).toBe('400 InvalidParameter.PolicyType');
    expect(await attach({ resourceGroupId: 'rg-none' })).toBe('404 EntityNotExists.ResourceGroup');
    expect(await attach({ principalName: 'nobody@example.onaliyun.com' })).toBe('404 EntityNotExist.User');
    expect(await attach({ principalName: 'bob@elsewhere.onaliyun.com' })).toBe('404 EntityNotExist.User');
    expect(await attach({ principalName: `bob@${ACCOUNT_ID}.onaliyun.com` })).toBe('ok');
  });

  it('lists, creates and deletes resource groups', async () => {
    const { body } = await manager.listResourceGroups(new rm.ListResourceGroupsRequest({}));
    expect(body?.resourceGroups?.resourceGroup?.map((group) => group.id)).toEqual(['rg-default', 'rg-team']);
    const created = await manager.createResourceGroup(
      new rm.CreateResourceGroupRequest({ name: 'prod', displayName: 'Production' }),
    );
    const resourceGroupId = created.body?.resourceGroup?.id ?? '';
    const got = await manager.getResourceGroup(new rm.GetResourceGroupRequest({ resourceGroupId }));
    expect(got.body?.resourceGroup).toMatchObject({ name: 'prod', displayName: 'Production', status: 'OK' });
    await manager.deleteResourceGroup(new rm.DeleteResourceGroupRequest({ resourceGroupId }));
    const get = failure(manager.getResourceGroup(new rm.GetResourceGroupRequest({ resourceGroupId })));
    expect(await get).toBe('404 EntityNotExists.ResourceGroup');
    const remove = (id: string) =>
      failure(manager.deleteResourceGroup(new rm.DeleteResourceGroupRequest({ resourceGroupId: id })));
    expect(await remove('rg-team')).toBe('409 DeleteConflict.ResourceGroup.Policy');
    expect(await remove('rg-default')).toBe('409 DeleteConflict.ResourceGroup.Resource');
  });

  it('selects resource groups by a list of ids', async () => {
    const { body } = await manager.listResourceGroups(
      new rm.ListResourceGroupsRequest({ resourceGroupIds: ['rg-team'] }),
    );
    expect(body?.resourceGroups?.resourceGroup?.map((group) => group.name)).toEqual(['team']);
    expect(body?.totalCount).toBe(1);
  });
});

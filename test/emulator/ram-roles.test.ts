import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import { ACCOUNT_ID, account } from './account.ts';
import { failure, ram, ramClient } from './clients.ts';

let emulator: Emulator;
let client: ReturnType<typeof ramClient>;
beforeEach(async () => {
  emulator = await startEmulator({ account: { ...account, users: [...(account.users ?? []), { name: 'old-bot' }] } });
  client = ramClient(emulator.url);
});
afterEach(() => emulator.close());

describe('roles', () => {
  const trust = JSON.stringify({
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['ecs.aliyuncs.com'] } }],
  });
  const role = { roleName: 'deployer' };

  it('are created, changed, listed and deleted', async () => {
    await client.createRole(
      new ram.CreateRoleRequest({
        ...role,
        assumeRolePolicyDocument: trust,
        maxSessionDuration: 7200,
        tag: [new ram.CreateRoleRequestTag({ key: 'a', value: 'b' })],
      }),
    );
    await client.updateRole(
      new ram.UpdateRoleRequest({ ...role, newDescription: 'deploys', newMaxSessionDuration: 3600 }),
    );
    const { body } = await client.getRole(new ram.GetRoleRequest(role));
    expect(body?.role).toMatchObject({
      roleName: 'deployer',
      arn: `acs:ram::${ACCOUNT_ID}:role/deployer`,
      description: 'deploys',
      assumeRolePolicyDocument: trust,
      maxSessionDuration: 3600,
    });
    const listed = await client.listRoles(
      new ram.ListRolesRequest({ tag: [new ram.ListRolesRequestTag({ key: 'a', value: 'b' })] }),
    );
    expect(listed.body?.roles?.role?.map((row) => row.roleName)).toEqual(['deployer']);
    expect(listed.body?.roles?.role?.[0]).not.toHaveProperty('assumeRolePolicyDocument');
    await client.deleteRole(new ram.DeleteRoleRequest(role));
    expect(await failure(client.getRole(new ram.GetRoleRequest(role)))).toBe('404 EntityNotExist.Role');
  });

  it.each([
    ['409 EntityAlreadyExists.Role', { roleName: 'ci-release' }],
    ['400 MalformedPolicyDocument', { assumeRolePolicyDocument: '[]' }],
    ['400 InvalidParameter.MaxSessionDuration', { maxSessionDuration: 60 }],
    ['400 InvalidParameter.RoleName.InvalidChars', { roleName: 'a_b' }],
  ])('are refused with %s', async (expected, fields) => {
    expect(
      await failure(
        client.createRole(new ram.CreateRoleRequest({ ...role, assumeRolePolicyDocument: trust, ...fields })),
      ),
    ).toBe(expected);
  });

  it('are not deleted with a policy, nor created above the quota', async () => {
    const policy = { policyType: 'Custom', policyName: 'team-read', roleName: 'ci-release' };
    await client.attachPolicyToRole(new ram.AttachPolicyToRoleRequest(policy));
    expect(await failure(client.deleteRole(new ram.DeleteRoleRequest({ roleName: 'ci-release' })))).toBe(
      '409 DeleteConflict.Role.Policy',
    );
    await emulator.close();
    emulator = await startEmulator({ account, quotas: { roles: 1 } });
    const create = ramClient(emulator.url).createRole(
      new ram.CreateRoleRequest({ ...role, assumeRolePolicyDocument: trust }),
    );
    expect(await failure(create)).toBe('409 LimitExceeded.Role');
  });
});

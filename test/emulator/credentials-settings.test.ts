import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import { ACCOUNT_ID, account } from './account.ts';
import { failure, ims, imsClient, ram, ramClient } from './clients.ts';

let emulator: Emulator;
let client: ReturnType<typeof ramClient>;
beforeEach(async () => {
  emulator = await startEmulator({ account: { ...account, users: [...(account.users ?? []), { name: 'old-bot' }] } });
  client = ramClient(emulator.url);
});
afterEach(() => emulator.close());

const bot = { userName: 'old-bot' };
const removeBot = () => failure(client.deleteUser(new ram.DeleteUserRequest(bot)));

describe('what stops a user from being deleted', () => {
  it('access keys do', async () => {
    const made = await client.createAccessKey(new ram.CreateAccessKeyRequest(bot));
    const userAccessKeyId = made.body?.accessKey?.accessKeyId ?? '';
    expect(made.body?.accessKey?.accessKeySecret).toMatch(/^[A-Za-z0-9]{30}$/);
    await client.createAccessKey(new ram.CreateAccessKeyRequest(bot));
    expect(await failure(client.createAccessKey(new ram.CreateAccessKeyRequest(bot)))).toBe(
      '409 LimitExceeded.User.AccessKey',
    );
    await client.updateAccessKey(new ram.UpdateAccessKeyRequest({ ...bot, userAccessKeyId, status: 'Inactive' }));
    const { body } = await client.listAccessKeys(new ram.ListAccessKeysRequest(bot));
    expect(body?.accessKeys?.accessKey?.map((key) => key.status)).toEqual(['Inactive', 'Active']);
    expect(body?.accessKeys?.accessKey?.[0]).not.toHaveProperty('accessKeySecret');
    expect(await removeBot()).toBe('409 DeleteConflict.User.AccessKey');
    const used = await client.getAccessKeyLastUsed(new ram.GetAccessKeyLastUsedRequest({ ...bot, userAccessKeyId }));
    expect(used.body?.accessKeyLastUsed?.lastUsedDate).toBe('');
    const wrong = new ram.DeleteAccessKeyRequest({ userName: 'alice', userAccessKeyId });
    expect(await failure(client.deleteAccessKey(wrong))).toBe('404 EntityNotExist.User.AccessKey');
    for (const key of body?.accessKeys?.accessKey ?? []) {
      await client.deleteAccessKey(new ram.DeleteAccessKeyRequest({ ...bot, userAccessKeyId: key.accessKeyId ?? '' }));
    }
    expect(await removeBot()).toBe('ok');
  });

  it('a console login does', async () => {
    const get = () => failure(client.getLoginProfile(new ram.GetLoginProfileRequest(bot)));
    expect(await get()).toBe('404 EntityNotExist.User.LoginProfile');
    const create = () =>
      failure(client.createLoginProfile(new ram.CreateLoginProfileRequest({ ...bot, password: 'a-Passw0rd' })));
    expect(await create()).toBe('ok');
    expect(await create()).toBe('409 EntityAlreadyExists.User.LoginProfile');
    await client.updateLoginProfile(
      new ram.UpdateLoginProfileRequest({ ...bot, MFABindRequired: true, passwordResetRequired: true }),
    );
    const { body } = await client.getLoginProfile(new ram.GetLoginProfileRequest(bot));
    expect(body?.loginProfile).toMatchObject({
      userName: 'old-bot',
      MFABindRequired: true,
      passwordResetRequired: true,
    });
    expect(await removeBot()).toBe('409 DeleteConflict.User.LoginProfile');
    await client.deleteLoginProfile(new ram.DeleteLoginProfileRequest(bot));
    expect(await removeBot()).toBe('ok');
  });

  it('an MFA device does', async () => {
    const info = () => client.getUserMFAInfo(new ram.GetUserMFAInfoRequest(bot));
    expect(await failure(info())).toBe('404 EntityNotExist.User.MFADevice');
    const made = await client.createVirtualMFADevice(
      new ram.CreateVirtualMFADeviceRequest({ virtualMFADeviceName: 'phone' }),
    );
    const serialNumber = made.body?.virtualMFADevice?.serialNumber ?? '';
    expect(serialNumber).toBe(`acs:ram::${ACCOUNT_ID}:mfa/phone`);
    const bind = (code = '123456') =>
      failure(
        client.bindMFADevice(
          new ram.BindMFADeviceRequest({
            ...bot,
            serialNumber,
            authenticationCode1: code,
            authenticationCode2: '654321',
          }),
        ),
      );
    expect(await bind('12')).toBe('400 InvalidParameter.AuthenticationCode1');
    expect(await bind()).toBe('ok');
    expect(await bind()).toBe('409 EntityAlreadyExists.User.MFADevice');
    expect((await info()).body?.MFADevice).toMatchObject({ serialNumber, type: 'VMFA' });
    const { body } = await client.listVirtualMFADevices();
    expect(body?.virtualMFADevices?.virtualMFADevice?.[0]?.user?.userName).toBe('old-bot');
    expect(await removeBot()).toBe('409 DeleteConflict.User.MFADevice');
    const remove = () =>
      failure(client.deleteVirtualMFADevice(new ram.DeleteVirtualMFADeviceRequest({ serialNumber })));
    expect(await remove()).toBe('409 DeleteConflict.VirtualMFADevice.User');
    await client.unbindMFADevice(new ram.UnbindMFADeviceRequest(bot));
    expect(await failure(client.unbindMFADevice(new ram.UnbindMFADeviceRequest(bot)))).toBe(
      '404 EntityNotExist.User.MFADevice',
    );
    expect(await remove()).toBe('ok');
    expect(await remove()).toBe('404 EntityNotExist.VirtualMFADevice');
    expect(await removeBot()).toBe('ok');
  });

  it('a user changes its own password, the main account has none', async () => {
    await client.createLoginProfile(new ram.CreateLoginProfileRequest({ ...bot, password: 'old-Passw0rd' }));
    const made = await client.createAccessKey(new ram.CreateAccessKeyRequest(bot));
    const { accessKeyId = '', accessKeySecret = '' } = made.body?.accessKey ?? {};
    const change = (asker: typeof client, oldPassword: string) =>
      failure(asker.changePassword(new ram.ChangePasswordRequest({ oldPassword, newPassword: 'new-Passw0rd' })));
    const own = ramClient(emulator.url, { accessKeyId, accessKeySecret });
    expect(await change(client, 'old-Passw0rd')).toBe('400 NotSupportedOperation');
    expect(await change(own, 'wrong')).toBe('400 InvalidParameter.OldPassword');
    expect(await change(own, 'old-Passw0rd')).toBe('ok');
    expect(await change(own, 'old-Passw0rd')).toBe('400 InvalidParameter.OldPassword');
  });
});

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

describe('settings of the account', () => {
  it('the alias can be read, set and cleared, and is the domain', async () => {
    const alias = async () => (await client.getAccountAlias()).body?.accountAlias;
    expect(await alias()).toBe('example');
    const set = (accountAlias: string) =>
      failure(client.setAccountAlias(new ram.SetAccountAliasRequest({ accountAlias })));
    expect(await set('-x')).toBe('400 InvalidParameter.AccountAlias.InvalidChars');
    expect(await set('x'.repeat(51))).toBe('400 InvalidParameter.AccountAlias.Length');
    expect(await set('acme')).toBe('ok');
    expect((await imsClient(emulator.url).getDefaultDomain()).body?.defaultDomainName).toBe('acme.onaliyun.com');
    await client.clearAccountAlias();
    expect(await failure(alias())).toBe('404 EntityNotExist.Alias');
    expect((await imsClient(emulator.url).getDefaultDomain()).body?.defaultDomainName).toBe(
      `${ACCOUNT_ID}.onaliyun.com`,
    );
  });

  it('the password policy keeps what is not given', async () => {
    await client.setPasswordPolicy(
      new ram.SetPasswordPolicyRequest({ minimumPasswordLength: 12, requireNumbers: true }),
    );
    await client.setPasswordPolicy(new ram.SetPasswordPolicyRequest({ requireSymbols: true }));
    const { body } = await client.getPasswordPolicy();
    expect(body?.passwordPolicy).toMatchObject({
      minimumPasswordLength: 12,
      requireNumbers: true,
      requireSymbols: true,
      hardExpiry: false,
    });
    const short = new ram.SetPasswordPolicyRequest({ minimumPasswordLength: 4 });
    expect(await failure(client.setPasswordPolicy(short))).toBe('400 InvalidParameter.MinimumPasswordLength');
  });

  it('security preferences keep what is not given', async () => {
    await client.setSecurityPreference(
      new ram.SetSecurityPreferenceRequest({ loginSessionDuration: 8, allowUserToManageAccessKeys: true }),
    );
    await client.setSecurityPreference(new ram.SetSecurityPreferenceRequest({ loginNetworkMasks: '10.0.0.0/8' }));
    const { body } = await client.getSecurityPreference();
    expect(body?.securityPreference).toMatchObject({
      accessKeyPreference: { allowUserToManageAccessKeys: true },
      loginProfilePreference: {
        loginSessionDuration: 8,
        loginNetworkMasks: '10.0.0.0/8',
        allowUserToChangePassword: true,
      },
    });
  });
});

describe('IMS', () => {
  it('sums up the account with its quotas', async () => {
    const { body } = await imsClient(emulator.url).getAccountSummary();
    expect(body?.summaryMap).toMatchObject({
      users: 3,
      usersQuota: 5000,
      groups: 1,
      roles: 1,
      policies: 1,
      policiesQuota: 1500,
      versionsPerPolicyQuota: 5,
      attachedPoliciesPerUserQuota: 10,
      attachedSystemPoliciesPerUserQuota: 20,
      groupsPerUserQuota: 10,
      policySizeQuota: 6144,
    });
  });

  it('names users with their domain', async () => {
    const api = imsClient(emulator.url);
    const { body } = await api.listUsers(new ims.ListUsersRequest({ maxItems: 1 }));
    expect(body?.users?.user?.[0]).toMatchObject({
      userPrincipalName: 'alice@example.onaliyun.com',
      provisionType: 'Manual',
    });
    expect(body?.isTruncated).toBe(true);
    const get = async (fields: object) =>
      (await api.getUser(new ims.GetUserRequest(fields))).body?.user?.userPrincipalName;
    const userId = body?.users?.user?.[0]?.userId;
    expect(await get({ userPrincipalName: 'bob@example.onaliyun.com' })).toBe('bob@example.onaliyun.com');
    expect(await get({ userId })).toBe('alice@example.onaliyun.com');
    const key = await client.createAccessKey(new ram.CreateAccessKeyRequest(bot));
    expect(await get({ userAccessKeyId: key.body?.accessKey?.accessKeyId })).toBe('old-bot@example.onaliyun.com');
    expect(await failure(get({}))).toBe('400 InvalidParameter.UserPrincipalName');
    expect(await failure(get({ userId: '1' }))).toBe('404 EntityNotExist.User');
  });

  it('registers OIDC providers', async () => {
    const api = imsClient(emulator.url);
    const create = (fields: object = {}) =>
      api.createOIDCProvider(
        new ims.CreateOIDCProviderRequest({
          OIDCProviderName: 'github',
          issuerUrl: 'https://issuer.example',
          clientIds: 'a,b',
          issuanceLimitTime: 6,
          ...fields,
        }),
      );
    expect((await create()).body?.OIDCProvider?.arn).toBe(`acs:ram::${ACCOUNT_ID}:oidc-provider/github`);
    expect(await failure(create())).toBe('409 EntityAlreadyExists.OIDCProvider');
    expect(await failure(create({ OIDCProviderName: 'x', issuerUrl: 'http://issuer.example' }))).toBe(
      '400 InvalidParameter.IssuerUrl',
    );
    expect(await failure(create({ OIDCProviderName: 'a b', issuerUrl: 'https://other.example' }))).toBe(
      '400 InvalidParameter.OIDCProviderName',
    );
    const named = { OIDCProviderName: 'github' };
    const { body } = await api.getOIDCProvider(new ims.GetOIDCProviderRequest(named));
    expect(body?.OIDCProvider).toMatchObject({ clientIds: 'a,b', issuanceLimitTime: 6 });
    const listed = await api.listOIDCProviders(new ims.ListOIDCProvidersRequest({}));
    expect(listed.body?.OIDCProviders?.OIDCProvider).toHaveLength(1);
    await api.deleteOIDCProvider(new ims.DeleteOIDCProviderRequest(named));
    expect(await failure(api.getOIDCProvider(new ims.GetOIDCProviderRequest(named)))).toBe(
      '404 EntityNotExist.OIDCProvider',
    );
  });
});

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

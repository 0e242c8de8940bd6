import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import { account, INSTANCE } from './account.ts';
import { call, cr, failure, personal, sts, stsClient } from './clients.ts';
import { ROLE_ARN } from './oidc.ts';

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator({
    account,
    accessKeys: [
      { id: 'LTAI-emulator', secret: 'emulator-secret' },
      { id: 'LTAI-bob', secret: 'bob-secret', owner: 'user:bob' },
    ],
    instances: {
      [INSTANCE]: { customDomains: ['images.example.com'] },
      'cri-other000000002': { status: 'STOPPED', internet: false },
    },
    withoutPersonalPassword: ['bob'],
    authorise: false,
  });
});
afterEach(() => emulator.close());

describe('Enterprise Edition', () => {
  it('lists instances of all regions, or of the one that is named', async () => {
    const names = async (query: Record<string, string>) => {
      const body = await cr(emulator.url, 'ListInstance', query);
      return body.Instances.map(
        (instance: { InstanceName: string; RegionId: string }) => `${instance.InstanceName} ${instance.RegionId}`,
      );
    };
    expect(await names({})).toEqual(['acme cn-hangzhou', 'other cn-shanghai']);
    expect(await names({ RegionId: 'cn-shanghai' })).toEqual(['other cn-shanghai']);
    expect(await names({ InstanceName: 'acme' })).toEqual(['acme cn-hangzhou']);
    expect(await names({ InstanceStatus: 'STOPPED' })).toEqual(['other cn-shanghai']);
    expect(await names({ ResourceGroupId: 'rg-default' })).toEqual(['acme cn-hangzhou']);
  });

  it('counts instances with a number and the rest with a text', async () => {
    expect((await cr(emulator.url, 'ListInstance')).TotalCount).toBe(2);
    expect((await cr(emulator.url, 'ListNamespace', { InstanceId: INSTANCE })).TotalCount).toBe('2');
  });

  it('describes an instance without its region', async () => {
    const body = await cr(emulator.url, 'GetInstance', { InstanceId: INSTANCE });
    expect(body).toMatchObject({
      IsSuccess: true,
      Code: 'success',
      InstanceId: INSTANCE,
      InstanceStatus: 'RUNNING',
      ResourceGroupId: 'rg-default',
    });
    expect(body).not.toHaveProperty('RegionId');
  });

  it.each([
    ['GetInstance', { InstanceId: 'cri-none' }, 'INSTANCE_NOT_EXIST'],
    ['GetInstance', { InstanceId: INSTANCE, RegionId: 'cn-shanghai' }, 'INSTANCE_NOT_EXIST'],
    ['GetNamespace', { InstanceId: INSTANCE, NamespaceName: 'none' }, 'NAMESPACE_NOT_EXIST'],
    ['GetRepository', { InstanceId: INSTANCE, RepoNamespaceName: 'juzhong', RepoName: 'none' }, 'REPO_NOT_EXIST'],
    ['GetAuthorizationToken', { InstanceId: 'cri-other000000002' }, 'INSTANCE_STATUS_NOT_SUPPORT'],
    ['GetAuthorizationToken', { InstanceId: INSTANCE, ExpiresInHours: '25' }, 'INVALID_PARAMETER'],
    ['GetInstanceEndpoint', { InstanceId: INSTANCE, EndpointType: 'moon' }, 'ENDPOINT_TYPE_NOT_SUPPORT'],
  ])('answers %s of %j with status 200, IsSuccess false and %s', async (action, query, code) => {
    const body = await cr(emulator.url, action, query as unknown as Record<string, string>);
    expect(body).toMatchObject({ IsSuccess: false, Code: code });
    expect(emulator.journal.at(-1)).toMatchObject({ status: 200, code });
  });

  it('lists and gets namespaces and repositories, with slashes in names', async () => {
    const namespaces = await cr(emulator.url, 'ListNamespace', { InstanceId: INSTANCE });
    expect(namespaces.Namespaces.map((row: { NamespaceName: string }) => row.NamespaceName)).toEqual([
      'juzhong',
      'release',
    ]);
    const { NamespaceId } = await cr(emulator.url, 'GetNamespace', { InstanceId: INSTANCE, NamespaceName: 'release' });
    expect(await cr(emulator.url, 'GetNamespace', { InstanceId: INSTANCE, NamespaceId })).toMatchObject({
      NamespaceName: 'release',
    });
    const repositories = await cr(emulator.url, 'ListRepository', {
      InstanceId: INSTANCE,
      RepoNamespaceName: 'juzhong',
    });
    expect(repositories.Repositories.map((row: { RepoName: string }) => row.RepoName)).toEqual(['nginx', 'web/api']);
    const one = await cr(emulator.url, 'GetRepository', {
      InstanceId: INSTANCE,
      RepoNamespaceName: 'juzhong',
      RepoName: 'web/api',
    });
    expect(await cr(emulator.url, 'GetRepository', { InstanceId: INSTANCE, RepoId: one.RepoId })).toMatchObject({
      RepoName: 'web/api',
      RepoNamespaceName: 'juzhong',
    });
    const named = await cr(emulator.url, 'ListRepository', {
      InstanceId: INSTANCE,
      RepoName: 'api',
      RepoStatus: 'NORMAL',
    });
    expect(named.Repositories.map((row: { RepoNamespaceName: string }) => row.RepoNamespaceName)).toEqual(['release']);
  });

  it('lists the domains of its access points', async () => {
    const { Endpoints } = await cr(emulator.url, 'ListInstanceEndpoint', { InstanceId: INSTANCE });
    expect(Endpoints[0]).toMatchObject({
      EndpointType: 'internet',
      Enable: true,
      Status: 'RUNNING',
      Domains: [
        { Domain: 'acme-registry.cn-hangzhou.cr.aliyuncs.com', Type: 'SYSTEM' },
        { Domain: 'images.example.com', Type: 'USER' },
      ],
    });
    expect(Endpoints[1].Domains).toEqual([{ Domain: 'acme-registry-vpc.cn-hangzhou.cr.aliyuncs.com', Type: 'SYSTEM' }]);
    const { Endpoints: summary } = await cr(emulator.url, 'ListInstanceEndpoint', {
      InstanceId: INSTANCE,
      Summary: 'true',
    });
    expect(summary[0]).not.toHaveProperty('AclEntries');
    const one = await cr(emulator.url, 'GetInstanceEndpoint', { InstanceId: INSTANCE, EndpointType: 'Internet' });
    expect(one).toMatchObject({ Enable: true, AclEntries: [{ Entry: '127.0.0.1/32', Comment: 'default' }] });
  });

  it('gives a password for an hour, or as long as was asked for', async () => {
    await emulator.close();
    emulator = await startEmulator({ account, clock: () => new Date() });
    const lifetime = async (query: Record<string, string> = {}) => {
      const before = Date.now();
      const body = await cr(emulator.url, 'GetAuthorizationToken', { InstanceId: INSTANCE, ...query });
      expect(body.TempUsername).toBe('cr_temp_user');
      expect(body.AuthorizationToken).toContain(':');
      return Math.round((body.ExpireTime - before) / 60_000);
    };
    expect(await lifetime()).toBe(60);
    expect(await lifetime({ ExpiresInHours: '12' })).toBe(720);
  });

  it('gives a role session a password that ends with the session', async () => {
    const bob = { accessKeyId: 'LTAI-bob', accessKeySecret: 'bob-secret' };
    const { body } = await stsClient(emulator.url, bob).assumeRole(
      new sts.AssumeRoleRequest({ roleArn: ROLE_ARN, roleSessionName: 'run', durationSeconds: 900 }),
    );
    const { accessKeyId = '', accessKeySecret = '', securityToken = '', expiration = '' } = body?.credentials ?? {};
    const credentials = { accessKeyId, accessKeySecret, securityToken };
    const given = await cr(
      emulator.url,
      'GetAuthorizationToken',
      { InstanceId: INSTANCE, ExpiresInHours: '12' },
      credentials,
    );
    expect(Math.floor(given.ExpireTime / 1000)).toBe(Date.parse(expiration) / 1000);
  });

  it('takes parameters in a form body', async () => {
    const body = await call(emulator.url, '2018-12-01', 'GetInstance', { body: { InstanceId: INSTANCE } });
    expect(body.InstanceName).toBe('acme');
  });
});

describe('Personal Edition', () => {
  const region = { RegionId: 'cn-hangzhou' };

  it('gives a password', async () => {
    const body = await personal(emulator.url, 'GetAuthorizationToken', '/tokens', { query: region });
    expect(body.data).toMatchObject({ tempUserName: 'cr_temp_user' });
    expect(body.data.expireDate).toBeGreaterThan(Date.now());
    expect(body.requestId).toMatch(/^[0-9A-F-]{36}$/);
  });

  it('knows no user without a password and no region without a registry', async () => {
    const bob = { accessKeyId: 'LTAI-bob', accessKeySecret: 'bob-secret' };
    expect(await failure(personal(emulator.url, 'GetAuthorizationToken', '/tokens', { credentials: bob }))).toBe(
      '404 USER_NOT_EXIST',
    );
    expect(
      await failure(personal(emulator.url, 'GetAuthorizationToken', '/tokens', { query: { RegionId: 'cn-beijing' } })),
    ).toBe('404 USER_NOT_EXIST');
  });

  it('lists and gets namespaces and repositories', async () => {
    const get = async (action: string, path: string, query = {}) =>
      (await personal(emulator.url, action, path, { query })).data;
    expect((await get('GetNamespaceList', '/namespace')).namespaces).toEqual([
      { namespace: 'old', authorizeType: 'ADMIN', namespaceStatus: 'NORMAL' },
    ]);
    expect((await get('GetNamespace', '/namespace/old')).namespace.namespace).toBe('old');
    expect(await get('GetRepoList', '/repos', { Page: '1', PageSize: '10' })).toMatchObject({
      total: 1,
      page: 1,
      pageSize: 10,
    });
    expect((await get('GetRepoListByNamespace', '/repos/old')).repos[0]).toMatchObject({
      repoName: 'tool',
      repoNamespace: 'old',
      regionId: 'cn-hangzhou',
    });
    expect((await get('GetRepo', '/repos/old/tool')).repo.repoDomainList.public).toBe(
      'registry.cn-hangzhou.aliyuncs.com',
    );
  });

  it('names what is missing', async () => {
    expect(await failure(personal(emulator.url, 'GetNamespace', '/namespace/none'))).toBe('404 NAMESPACE_NOT_EXIST');
    expect(await failure(personal(emulator.url, 'GetRepo', '/repos/old/none'))).toBe('404 REPO_NOT_EXIST');
    expect(await failure(personal(emulator.url, 'GetNothing', '/nothing'))).toBe('404 InvalidApi.NotFound');
  });
});

import { describe, expect, onTestFinished, test } from 'vitest';
import { type Answer, connectTo, fakeService, type Received, rejection } from './support/fake-service.ts';

async function connected(answer: (received: Received) => Answer) {
  const service = await fakeService(answer);
  onTestFinished(() => service.close());
  return { service, ...(await connectTo(service)) };
}

const ok = (body: object): Answer => ({ body: { RequestId: 'R', Code: 'success', IsSuccess: true, ...body } });
const instances = (...rows: object[]): Answer =>
  ok({
    TotalCount: rows.length,
    Instances: rows.map((row) => ({
      InstanceName: 'n',
      InstanceStatus: 'RUNNING',
      RegionId: 'cn-hangzhou',
      ResourceGroupId: 'rg-1',
      ...row,
    })),
  });

describe('an instance', () => {
  test('is read page by page, whether its counts are numbers or strings', async () => {
    const all = Array.from({ length: 230 }, (_, index) => ({
      RepoNamespaceName: `ns${index % 3}`,
      RepoName: `r${index}`,
    }));
    const { reader, service } = await connected(({ operation, query }) => {
      if (operation === 'ListInstance') return instances({ InstanceId: 'cri-1' });
      if (operation === 'ListNamespace') {
        return ok({ TotalCount: '3', Namespaces: ['ns0', 'ns1', 'ns2'].map((NamespaceName) => ({ NamespaceName })) });
      }
      const start = (Number(query.PageNo) - 1) * Number(query.PageSize);
      return ok({ TotalCount: '230', Repositories: all.slice(start, start + Number(query.PageSize)) });
    });
    const [instance] = await reader.instances('cn-hangzhou');
    expect(instance).toMatchObject({ id: 'cri-1', region: 'cn-hangzhou', resourceGroup: 'rg-1' });
    expect(instance?.namespaces.map(({ name, repositories }) => [name, repositories.length])).toEqual([
      ['ns0', 77],
      ['ns1', 77],
      ['ns2', 76],
    ]);
    expect(service.received).toHaveLength(5);
    expect(
      service.received.every(
        ({ version, headers }) => version === '2018-12-01' && headers['x-acs-region-id'] === 'cn-hangzhou',
      ),
    ).toBe(true);
  });

  test('that is not there yet or no longer is not looked into', async () => {
    const { reader, service } = await connected(() => instances({ InstanceId: 'cri-1', InstanceStatus: 'DELETING' }));
    expect(await reader.instances('cn-hangzhou')).toMatchObject([{ id: 'cri-1', namespaces: [] }]);
    expect(service.received).toHaveLength(1);
  });

  test.each([
    ['a page that is short', { TotalCount: 3, Instances: [] }, 'the list is not whole'],
    ['no list', { TotalCount: 0 }, 'Instances'],
    ['no count', { Instances: [] }, 'TotalCount'],
    ['IsSuccess false without a code', { IsSuccess: false, Code: '', TotalCount: 0, Instances: [] }, 'did not succeed'],
  ])('is not taken as absent after %s', async (_, body, text) => {
    const { reader } = await connected(() => ok(body));
    expect(await rejection(reader.instances('cn-hangzhou'))).toMatchObject({
      kind: 'bad-answer',
      message: expect.stringContaining(text),
    });
  });

  test('is not asked for in a region that is none', async () => {
    const { reader, service } = await connected(() => instances());
    expect(await rejection(Promise.resolve().then(() => reader.instances('evil.example/')))).toMatchObject({
      code: 'usage',
    });
    expect(service.received).toEqual([]);
  });
});

describe('the Personal Edition', () => {
  test('is read by its own API', async () => {
    const { reader, service } = await connected(({ url }) =>
      url.startsWith('/namespace')
        ? { body: { requestId: 'r', data: { namespaces: [{ namespace: 'mine' }, { namespace: 'empty' }] } } }
        : { body: { requestId: 'r', data: { total: 1, repos: [{ repoNamespace: 'mine', repoName: 'app' }] } } },
    );
    expect(await reader.personalRegistry('cn-hangzhou')).toEqual({
      region: 'cn-hangzhou',
      namespaces: [
        { name: 'mine', repositories: ['app'] },
        { name: 'empty', repositories: [] },
      ],
    });
    expect(service.received.map(({ method, url, version }) => `${method} ${url} ${version}`)).toEqual([
      'GET /namespace 2016-06-07',
      'GET /repos?Page=1&PageSize=50 2016-06-07',
    ]);
  });

  test('is absent for who never opened it, and only then', async () => {
    const failing = (status: number, code: string) =>
      connected(() => ({ status, body: { code, message: 'No.', requestId: 'r' } }));
    const absent = await failing(404, 'USER_NOT_EXIST');
    expect(await absent.reader.personalRegistry('cn-hangzhou')).toBeUndefined();
    const other = await failing(404, 'NAMESPACE_NOT_EXIST');
    expect(await rejection(other.reader.personalRegistry('cn-hangzhou'))).toMatchObject({ kind: 'not-found' });
  });
});

describe('an attachment', () => {
  const listing = (row: object) =>
    connected(() => {
      const PolicyAttachment = [
        {
          PolicyName: 'p',
          PolicyType: 'Custom',
          PrincipalName: 'a@x.onaliyun.com',
          PrincipalType: 'IMSUser',
          ResourceGroupId: '123',
          ...row,
        },
      ];
      return { body: { RequestId: 'R', TotalCount: 1, PolicyAttachments: { PolicyAttachment } } };
    });

  test.each([
    [{}, 'user:a', 'account'],
    [{ PrincipalName: 'odd@name@x.onaliyun.com' }, 'user:odd@name', 'account'],
    [{ PrincipalName: 'a@custom.example.com', ResourceGroupId: 'rg-1' }, 'user:a', 'rg-1'],
    [{ PrincipalType: 'IMSGroup', PrincipalName: 'g@group.x.onaliyun.com' }, 'group:g', 'account'],
    [{ PrincipalType: 'ServiceRole', PrincipalName: 'r@role.x.onaliyunservice.com' }, 'role:r', 'account'],
  ])('%j is of %s in %s', async (row, principal, scope) => {
    const { reader } = await listing(row);
    expect(await reader.attachments()).toEqual([{ principal, policy: 'p', type: 'Custom', scope }]);
  });

  test.each([
    [{ PrincipalType: 'Robot' }],
    [{ PolicyType: 'Other' }],
    [{ PrincipalName: 'no-domain' }],
    [{ PrincipalName: '@x.onaliyun.com' }],
    [{ PrincipalType: 'IMSGroup' }],
    [{ PrincipalName: 'g@group.x.onaliyun.com' }],
    [{ ResourceGroupId: 'elsewhere' }],
    [{ ResourceGroupId: '' }],
  ])('that cannot be understood (%j) is never skipped', async (row) => {
    const { reader } = await listing(row);
    expect(await rejection(reader.attachments())).toMatchObject({ kind: 'bad-answer' });
  });
});

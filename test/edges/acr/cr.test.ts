import { describe, expect, onTestFinished, test } from 'vitest';
import { startEmulator } from '../../../src/emulator/emulator.ts';
import type { Answer } from '../alibaba/support/fake-service.ts';
import { answering, connectTo, errorOf, failureOf, KEY, PASSWORD_ANSWER, serving } from './support/connected.ts';

const REGION = 'cn-hangzhou';
const INSTANCE = { region: REGION, instanceId: 'cri-abc', expiresInHours: undefined };

async function emulated() {
  const emulator = await startEmulator({
    account: {
      account: '1234567890123456',
      users: [{ name: 'bot' }],
      instances: [
        ...Array.from({ length: 64 }, (_, index) => ({ id: `cri-n${index}`, name: `other-${index}`, region: REGION })),
        { id: 'cri-abc', name: 'acme', region: REGION },
        { id: 'cri-far', name: 'acme', region: 'cn-beijing' },
      ],
    },
    instances: { 'cri-abc': { customDomains: ['Images.example.com'] }, 'cri-n1': { internet: false } },
    accessKeys: [
      { id: KEY.accessKeyId, secret: KEY.accessKeySecret, owner: 'account' },
      { id: 'LTAI-of-a-user', secret: 'secret-of-a-user', owner: 'user:bot' },
    ],
  });
  onTestFinished(() => emulator.close());
  return { emulator, ...connectTo(emulator.url.slice('http://'.length)) };
}

describe('a password of the Enterprise Edition', () => {
  test('is asked for with the instance only, and is masked before it is handed out', async () => {
    const { services, emulator, secrets } = await emulated();
    const { username, password, expiresAt } = await services.enterprisePassword(KEY, INSTANCE);
    expect(username).toBe('cr_temp_user');
    expect(Math.round((expiresAt!.getTime() - Date.now()) / 60_000)).toBe(60);
    expect(emulator.journal[0]).toMatchObject({ method: 'POST', path: '/', params: { InstanceId: 'cri-abc' } });
    expect(emulator.journal[0]?.inQuery).toEqual(['InstanceId']);
    const pair = Buffer.from(`${username}:${password}`).toString('base64');
    expect(secrets).toEqual([KEY.accessKeyId, KEY.accessKeySecret, password, pair]);
  });

  test('lasts as long as was asked for', async () => {
    const { services } = await emulated();
    const { expiresAt } = await services.enterprisePassword(KEY, { ...INSTANCE, expiresInHours: 12 });
    expect(Math.round((expiresAt!.getTime() - Date.now()) / 3_600_000)).toBe(12);
  });

  test('of an instance in another region is refused in words of the service', async () => {
    const { services, emulator } = await emulated();
    const failure = await failureOf(services.enterprisePassword(KEY, { ...INSTANCE, region: 'cn-beijing' }));
    expect(failure).toMatchObject({ kind: 'service', code: 'INSTANCE_NOT_EXIST', status: 200 });
    expect(emulator.journal).toHaveLength(1);
  });

  test.each<[string, object]>([
    ['no user name', { TempUsername: '' }],
    ['no password', { AuthorizationToken: undefined }],
    ['a password that is no text', { AuthorizationToken: 7 }],
    ['a user name with a colon', { TempUsername: 'a:b' }],
    ['a password with a line break', { AuthorizationToken: 'token-head\ntoken-tail' }],
    ['no end', { ExpireTime: undefined }],
    ['an end in seconds', { ExpireTime: 1_795_000_000 }],
    ['an end beyond all dates', { ExpireTime: 1e300 }],
  ])('with %s is a bad answer', async (_, change) => {
    const { services } = await answering([{ body: { ...PASSWORD_ANSWER, ...change } }]);
    const error = await errorOf(services.enterprisePassword(KEY, INSTANCE));
    expect(error.failure).toMatchObject({ kind: 'bad-answer', api: 'GetAuthorizationToken' });
    expect(error.message).not.toContain('token-');
  });
});

describe('a password of the Personal Edition', () => {
  const data = { authorizationToken: 'token-head:token-tail', tempUserName: 'cr_temp_user', expireDate: 1.795e12 };

  test('is read from the older API', async () => {
    const { services, received } = await answering([{ body: { data, requestId: 'r' } }]);
    expect(await services.personalPassword(KEY, REGION)).toEqual({
      username: 'cr_temp_user',
      password: 'token-head:token-tail',
      expiresAt: new Date(1.795e12),
    });
    expect(received[0]).toMatchObject({ method: 'GET', url: '/tokens', version: '2016-06-07' });
  });

  test('for a user without a registry password fails with the code in lower-case fields', async () => {
    const { services } = await emulated();
    const failure = await failureOf(services.personalPassword(KEY, REGION));
    expect(failure).toMatchObject({
      kind: 'service',
      code: 'USER_NOT_EXIST',
      status: 404,
      message: 'user is not exist',
    });
    expect(failure).toHaveProperty('requestId', expect.stringMatching(/^[0-9A-F-]{36}$/));
  });

  test.each([{}, { data: [] }, { data: { ...data, tempUserName: '' } }, { data: { ...data, authorizationToken: '' } }])(
    'in an answer of %o is a bad answer',
    async (body) => {
      const { services } = await answering([{ body }]);
      expect(await failureOf(services.personalPassword(KEY, REGION))).toMatchObject({ kind: 'bad-answer' });
    },
  );
});

describe('instances by name', () => {
  test('are those of the exact name and the region', async () => {
    const { services } = await emulated();
    expect(await services.instancesNamed(KEY, { region: REGION, name: 'acme' })).toEqual([
      { id: 'cri-abc', name: 'acme' },
    ]);
    expect(await services.instancesNamed(KEY, { region: REGION, name: 'acm' })).toEqual([]);
  });

  const rows = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({
      InstanceId: `cri-${from + index}`,
      InstanceName: `n${from + index}`,
    }));
  const page = (Instances: unknown, TotalCount: unknown): Answer => ({
    body: { IsSuccess: true, Instances, TotalCount },
  });

  test('are looked for on all pages, whatever the service makes of the name', async () => {
    const { services, received } = await serving(({ query }) => {
      const from = (Number(query.PageNo) - 1) * 30;
      return page(rows(from, Math.min(30, 65 - from)), 65);
    });
    expect(await services.instancesNamed(KEY, { region: REGION, name: 'n64' })).toEqual([
      { id: 'cri-64', name: 'n64' },
    ]);
    expect(received).toHaveLength(3);
  });

  test.each<[string, readonly Answer[]]>([
    ['a repeated page', [page(rows(0, 30), 60), page(rows(0, 30), 60)]],
    ['a short page', [page(rows(0, 29), 60)]],
    ['an empty page', [page(rows(0, 30), 60), page([], 60)]],
    ['more rows than there are', [page(rows(0, 3), 2)]],
    ['no list', [page(undefined, 0)]],
    ['no count', [page([], undefined)]],
    ['an empty count', [page([], '')]],
    ['a row without id', [page([{ InstanceName: 'n0' }], 1)]],
  ])('in a list with %s are an error', async (_, answers) => {
    const { services } = await answering(answers);
    const failure = await failureOf(services.instancesNamed(KEY, { region: REGION, name: 'n0' }));
    expect(failure).toMatchObject({ kind: 'bad-answer', api: 'ListInstance' });
  });
});

describe('domains of an instance', () => {
  test('are all of them, with what is closed', async () => {
    const { services } = await emulated();
    const open = { enabled: true, restricted: false };
    expect(await services.domains(KEY, { region: REGION, instanceId: 'cri-abc' })).toEqual([
      {
        domain: 'acme-registry.cn-hangzhou.cr.aliyuncs.com',
        type: 'system',
        network: 'public',
        enabled: true,
        restricted: true,
      },
      { domain: 'images.example.com', type: 'user', network: 'public', enabled: true, restricted: true },
      { domain: 'acme-registry-vpc.cn-hangzhou.cr.aliyuncs.com', type: 'system', network: 'vpc', ...open },
    ]);
    const closed = await services.domains(KEY, { region: REGION, instanceId: 'cri-n1' });
    expect(closed[0]).toMatchObject({ network: 'public', enabled: false });
  });

  const DENIED: Answer = { status: 403, body: { Code: 'NoPermission', Message: 'no' } };
  const PUBLIC: Answer = {
    body: { IsSuccess: true, Enable: true, AclEnable: false, Domains: [{ Domain: 'd.example.com', Type: 'USER' }] },
  };

  test('are those of the public endpoint for a caller who may read only that', async () => {
    const { services, received } = await answering([DENIED, PUBLIC]);
    expect(await services.domains(KEY, INSTANCE)).toEqual([
      { domain: 'd.example.com', type: 'user', network: 'public', enabled: true, restricted: false },
    ]);
    expect(received.map(({ operation }) => operation)).toEqual(['ListInstanceEndpoint', 'GetInstanceEndpoint']);
  });

  test('that may not be read at all are refused for the list', async () => {
    const { services, received } = await answering([DENIED]);
    expect(await failureOf(services.domains(KEY, INSTANCE))).toMatchObject({ api: 'ListInstanceEndpoint' });
    expect(received).toHaveLength(2);
  });

  test('of an instance that does not exist are not asked for twice', async () => {
    const { services, emulator } = await emulated();
    const failure = await failureOf(services.domains(KEY, { region: REGION, instanceId: 'cri-none' }));
    expect(failure).toMatchObject({ code: 'INSTANCE_NOT_EXIST' });
    expect(emulator.journal).toHaveLength(1);
  });

  test.each<[string, object]>([
    ['no list', {}],
    ['domains that are no list', { Endpoints: [{ EndpointType: 'internet', Domains: 'x' }] }],
    ['a domain with a path', { Endpoints: [{ EndpointType: 'internet', Domains: [{ Domain: 'a.example.com/x' }] }] }],
  ])('in an answer with %s are an error', async (_, body) => {
    const { services } = await answering([{ body: { IsSuccess: true, ...body } }]);
    expect(await failureOf(services.domains(KEY, INSTANCE))).toMatchObject({ kind: 'bad-answer' });
  });

  test('of an endpoint of an unknown kind are left out', async () => {
    const Endpoints = [{ EndpointType: 'intranet', Domains: [{ Domain: 'a.example.com' }] }, { EndpointType: 'vpc' }];
    const { services } = await answering([{ body: { IsSuccess: true, Endpoints } }]);
    expect(await services.domains(KEY, INSTANCE)).toEqual([]);
  });
});

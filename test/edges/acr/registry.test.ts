import { describe, expect, test } from 'vitest';
import type { TokenRequest } from '../../../src/login/types.ts';
import { errorOf, failureOf, loopbackHost, rawServer, serving } from './support/connected.ts';

const SERVICE = 'registry.aliyuncs.com:cn-hangzhou:china:cri-abc:2a';
const PASSWORD = 'token-head:token-tail';
const SCOPE = 'repository:release/api:pull,push';

describe('a challenge', () => {
  const asking = (realm: (address: string) => string, status = 401) =>
    serving((received) => ({
      status,
      body: {},
      headers: { 'www-authenticate': `Bearer realm="${realm(String(received.headers.host))}",service="${SERVICE}"` },
    }));

  test('tells realm, region and instance, and is asked for without credentials', async () => {
    const { services, address, received } = await asking((host) => `http://${host}/auth`);
    expect(await services.challenge(loopbackHost(address))).toEqual({
      realm: new URL(`http://${address}/auth`),
      service: SERVICE,
      region: 'cn-hangzhou',
      instanceId: 'cri-abc',
    });
    expect(received).toMatchObject([{ method: 'GET', url: '/v2/' }]);
    expect(received[0]?.headers).not.toHaveProperty('authorization');
  });

  test('is the one that speaks of tokens when there are several', async () => {
    const address = await rawServer((request, response) => {
      const bearer = `Bearer realm="http://${request.headers.host}/auth",service="s"`;
      response.writeHead(401, { 'www-authenticate': ['Basic realm="x"', bearer] }).end();
    });
    const { services } = await serving(() => ({ body: {} }));
    expect(await services.challenge(loopbackHost(address))).toMatchObject({ service: 's' });
  });

  test('that names a foreign realm is refused', async () => {
    const { services, address } = await asking(() => 'https://dockerauth.aliyuncs.com.evil.com/auth');
    await expect(services.challenge(loopbackHost(address))).rejects.toMatchObject({ code: 'failed' });
  });

  test('over plain HTTP is not asked for outside of the machine', async () => {
    const { services } = await serving(() => ({ body: {} }));
    const failure = await failureOf(services.challenge(loopbackHost('registry.cn-hangzhou.aliyuncs.com')));
    expect(failure).toMatchObject({ kind: 'network', code: 'NOT_ENCRYPTED' });
  });

  test.each([
    [200, 1],
    [302, 1],
    [403, 1],
    [404, 1],
    [503, 5],
  ])('in place of which status %d comes fails after %d tries', async (status, tries) => {
    const { services, address, received } = await asking((host) => `http://${host}/auth`, status);
    expect(await failureOf(services.challenge(loopbackHost(address)))).toMatchObject({
      kind: 'registry',
      host: address,
      status,
    });
    expect(received).toHaveLength(tries);
  });
});

const jwt = (claims: object): string =>
  ['{"alg":"RS256"}', JSON.stringify(claims), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

const access = (...actions: string[]) => jwt({ access: [{ type: 'repository', name: 'release/api', actions }] });

async function realm(status: number, body: unknown, headers = {}) {
  const { address, ...rest } = await serving(() => ({ status, body, headers }));
  const request: TokenRequest = {
    challenge: {
      realm: new URL(`http://${address}/auth?x=1`),
      service: SERVICE,
      region: undefined,
      instanceId: undefined,
    },
    username: 'cr_temp_user',
    password: PASSWORD,
    scope: SCOPE,
  };
  return { ...rest, address, request };
}

describe('a token of the registry', () => {
  test('is asked for at the realm with the password in a header', async () => {
    const { services, received, request, secrets } = await realm(200, { token: access('pull') });
    expect(await services.registryToken(request)).toEqual({ granted: ['pull'] });
    const basic = Buffer.from(`cr_temp_user:${PASSWORD}`).toString('base64');
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      method: 'GET',
      query: { x: '1', service: SERVICE, account: 'cr_temp_user', scope: SCOPE },
      headers: { authorization: `Basic ${basic}` },
    });
    expect(received[0]?.url).not.toContain('token-');
    expect(secrets).toEqual([PASSWORD, basic, access('pull')]);
  });

  test('without a scope only proves the password', async () => {
    const { services, received, request } = await realm(200, { access_token: 'opaque-token' });
    expect(await services.registryToken({ ...request, scope: undefined })).toEqual({ granted: undefined });
    expect(received[0]?.query).not.toHaveProperty('scope');
  });

  test.each<[string, string, readonly string[] | undefined]>([
    ['both actions', access('pull', 'push'), ['pull', 'push']],
    ['another repository', jwt({ access: [{ type: 'repository', name: 'release/web', actions: ['pull'] }] }), []],
    ['an empty list', jwt({ access: [] }), []],
    ['null for a list', jwt({ access: null }), []],
    ['nothing about access', jwt({}), undefined],
    ['no claims', 'not.a-jwt.x', undefined],
    [
      'actions that are no list',
      jwt({ access: [{ type: 'repository', name: 'release/api', actions: 'pull' }] }),
      undefined,
    ],
  ])('with %s grants what it says', async (_, token, granted) => {
    const { services, request } = await realm(200, { token });
    expect(await services.registryToken(request)).toEqual({ granted });
  });

  test('for a wrong password fails once, in words of the registry', async () => {
    const errors = [{ code: 'UNAUTHORIZED', message: `wrong password ${PASSWORD}` }];
    const { services, request, received, address } = await realm(401, { errors });
    expect(await failureOf(services.registryToken(request))).toEqual({
      kind: 'registry',
      host: address,
      status: 401,
      detail: 'UNAUTHORIZED: wrong password ***',
    });
    expect(received).toHaveLength(1);
  });

  test('is asked for again when the realm is busy', async () => {
    const { services, request, received, clock } = await realm(429, {}, { 'retry-after': '3' });
    expect(await failureOf(services.registryToken(request))).toMatchObject({ kind: 'registry', status: 429 });
    expect(received).toHaveLength(5);
    expect(clock.slept).toEqual([3_000, 3_000, 4_000, 8_000]);
  });

  test('is not followed to another place', async () => {
    const { services, request, received } = await realm(307, {}, { location: '/elsewhere' });
    expect(await errorOf(services.registryToken(request))).toMatchObject({
      failure: { status: 307, detail: 'redirects are not followed' },
    });
    expect(received).toHaveLength(1);
  });

  test.each([{}, { token: '' }, []])('that is missing in %o is a bad answer', async (body) => {
    const { services, request } = await realm(200, body);
    expect(await failureOf(services.registryToken(request))).toMatchObject({ kind: 'bad-answer' });
  });
});

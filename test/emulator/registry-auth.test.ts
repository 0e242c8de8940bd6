import { verify, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ACCOUNT_ID, INSTANCE } from './account.ts';
import { allow } from './bot.ts';
import { personal } from './clients.ts';
import { ask, atRealTime, bot, ee, granted, type Login, login, OTHER, parts, start, world } from './registry-world.ts';

describe('a token', () => {
  it('is signed with the certificate that registries are given, and says what is granted to whom and where', async () => {
    await start([allow('cr:PullRepository', ee('juzhong/*'))]);
    const bots = await login();
    const { token = '', body } = await ask(bots, ['repository:juzhong/nginx:pull,push']);
    const { certificate: pem, issuer } = world.emulator.registryAuth;
    const certificate = new X509Certificate(pem);
    const [header, claims] = parts(token);
    const seconds = Math.floor(world.time.getTime() / 1000);
    expect(header).toEqual({ typ: 'JWT', alg: 'ES256', x5c: [certificate.raw.toString('base64')] });
    expect(claims).toMatchObject({
      iss: issuer,
      aud: `registry.aliyuncs.com:cn-hangzhou:china:${INSTANCE}`,
      sub: bots.username,
      iat: seconds,
      exp: seconds + 300,
      access: [{ type: 'repository', name: 'juzhong/nginx', actions: ['pull'] }],
    });
    expect(body).toEqual({
      token,
      access_token: token,
      expires_in: 300,
      issued_at: new Date(seconds * 1000).toISOString(),
    });
    const [, content = '', signature = ''] = /^(.*)\.(.*)$/.exec(token) ?? [];
    const key = { key: certificate.publicKey, dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha256', Buffer.from(content), key, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  });

  it('without a scope proves the password and grants nothing', async () => {
    await start([allow('cr:*', '*')]);
    expect(await granted(await login())).toEqual([]);
  });

  it('grants of several scopes what is allowed, whether they are repeated or stand in one', async () => {
    await start([
      allow('cr:PullRepository', ee('*')),
      allow('cr:PushRepository', [ee('release/api'), ee('juzhong/web/*')]),
    ]);
    const scopes = ['juzhong/nginx', 'release/api', 'juzhong/web/api'].map((name) => `repository:${name}:pull,push`);
    const expected = ['juzhong/nginx:pull', 'release/api:pull,push', 'juzhong/web/api:pull,push'];
    const bots = await login();
    expect(await granted(bots, ...scopes)).toEqual(expected);
    expect(await granted(bots, scopes.join(' '))).toEqual(expected);
  });

  it.each([
    'repository:juzhong/*:pull',
    'repository:juzhong/n?inx:pull',
    'repository:*:pull',
    'repository:juzhong/nginx:*',
    'repository:juzhong/nginx:delete',
    'repository:nginx:pull',
    'repository:juzhong/nginx',
    'registry:catalog:*',
    'repository(plugin):juzhong/nginx:pull',
    '',
  ])('takes %j literally, so that it gives no access to a repository', async (scope) => {
    await start([allow('cr:*', [ee('juzhong/nginx'), ee('release')])]);
    expect(await granted(await login(), scope)).toEqual([]);
  });

  it('is given to the main account for everything, and to everyone when authorisation is off', async () => {
    await start([], { authorise: false });
    const scope = 'repository:release/api:pull,push';
    expect(await granted(await login(), scope)).toEqual(['release/api:pull,push']);
    await world.emulator.close();
    await start([]);
    expect(await granted(await login(), scope)).toEqual([]);
    const main = { accessKeyId: 'LTAI-emulator', accessKeySecret: 'emulator-secret' };
    expect(await granted(await login(main), scope)).toEqual(['release/api:pull,push']);
  });
});

describe('a push to a repository that is not there', () => {
  it('makes it, which needs CreateRepository on the namespace', async () => {
    const push = allow('cr:PushRepository', ee('release/*'));
    const scopes = ['repository:release/new:push', 'repository:release/api:push'];
    await start([push]);
    expect(await granted(await login(), ...scopes)).toEqual(['release/api:push']);
    await world.emulator.close();
    await start([push, allow('cr:CreateRepository', ee('release/*'))]);
    expect(await granted(await login(), ...scopes)).toEqual(['release/api:push']);
    await world.emulator.close();
    await start([push, allow('cr:CreateRepository', ee('release'))]);
    expect(await granted(await login(), ...scopes)).toEqual(['release/new:push', 'release/api:push']);
  });

  it('does not make a namespace', async () => {
    await start([allow('cr:*', '*')]);
    expect(await granted(await login(), 'repository:nowhere/new:pull,push')).toEqual(['nowhere/new:pull']);
  });
});

describe('the Personal Edition', () => {
  const images = (...names: string[]) => names.map((name) => `acs:cr:cn-hangzhou:${ACCOUNT_ID}:repository/${name}`);
  const personalLogin = async (query: Record<string, string> = {}): Promise<Login> => {
    const { data } = await atRealTime(() =>
      personal(world.emulator.url, 'GetAuthorizationToken', '/tokens', { credentials: bot, query }),
    );
    return {
      username: data.tempUserName,
      password: data.authorizationToken,
      registry: { personal: 'cn-hangzhou' },
    };
  };

  it('is decided on ARNs without an instance', async () => {
    await start([allow('cr:PullRepository', images('old/*')), allow('cr:PullRepository', ee('juzhong/*'))]);
    const scopes = ['repository:old/tool:pull,push', 'repository:juzhong/nginx:pull'];
    expect(await granted(await personalLogin(), ...scopes)).toEqual(['old/tool:pull']);
    expect(await granted(await personalLogin({ RegionId: 'cn-hangzhou' }), ...scopes)).toEqual(['old/tool:pull']);
    expect(await granted(await login(), ...scopes)).toEqual(['juzhong/nginx:pull']);
  });

  it('makes a repository for those who may create it, which its sample policies say on the repository', async () => {
    await start([allow(['cr:PushRepository', 'cr:CreateRepository'], images('old/*'))]);
    expect(await granted(await personalLogin(), 'repository:old/new:push')).toEqual(['old/new:push']);
    await world.emulator.close();
    await start([allow('cr:PushRepository', images('old/*')), allow('cr:CreateRepository', images('old'))]);
    const scopes = ['repository:old/new:push', 'repository:old/tool:push'];
    expect(await granted(await personalLogin(), ...scopes)).toEqual(['old/tool:push']);
  });

  it('takes only passwords of its region, and those that were asked for without one', async () => {
    await start([allow('cr:*', '*')]);
    const shanghai = { personal: 'cn-shanghai' };
    const scope = 'repository:old/tool:pull';
    expect(await granted({ ...(await personalLogin({ RegionId: 'cn-hangzhou' })), registry: shanghai }, scope)).toBe(
      401,
    );
    expect(await granted({ ...(await personalLogin()), registry: shanghai }, scope)).toEqual(['old/tool:pull']);
  });

  it('takes no password of an instance', async () => {
    await start([allow('cr:*', '*')]);
    const { registry } = await personalLogin();
    expect(await granted({ ...(await login()), registry }, 'repository:old/tool:pull')).toBe(401);
  });
});

describe('the service', () => {
  it('names registries of the account only', async () => {
    await start([]);
    const auth = world.emulator.registryAuth;
    expect(auth.service({ instance: OTHER })).toBe(`registry.aliyuncs.com:cn-shanghai:china:${OTHER}`);
    expect(auth.service({ personal: 'cn-hangzhou' })).toBe('registry.aliyuncs.com:cn-hangzhou:26842');
    expect(() => auth.service({ instance: 'cri-none' })).toThrow('has no registry "cri-none"');
    expect(() => auth.service({ personal: 'cn-beijing' })).toThrow('has no registry "cn-beijing"');
    expect(auth.realm).toBe(`${world.emulator.url}/dockerauth/auth`);
  });

  it('hands out its certificate, and has nothing else', async () => {
    await start([]);
    const at = (path: string, method = 'GET') => fetch(`${world.emulator.url}/dockerauth/${path}`, { method });
    expect(await (await at('certificate')).text()).toBe(world.emulator.registryAuth.certificate);
    expect((await at('other')).status).toBe(404);
    expect((await at('auth', 'POST')).status).toBe(405);
  });

  it('can fail like every other operation', async () => {
    await start([allow('cr:*', '*')]);
    const bots = await login();
    world.emulator.faults.add({ operation: 'dockerauth auth', times: 1, fault: { kind: 'html' } });
    const url = `${world.emulator.registryAuth.realm}?service=${world.emulator.registryAuth.service(bots.registry)}`;
    expect((await fetch(url)).status).toBe(502);
    expect(await granted(bots, 'repository:release/api:pull')).toEqual(['release/api:pull']);
  });
});

import { verify, X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import type { RegistryName } from '../../src/emulator/registry/passwords.ts';
import { ACCOUNT_ID, account, INSTANCE } from './account.ts';
import { allow } from './bot.ts';
import { type Credentials, call, cr, personal, ram, ramClient, sts, stsClient } from './clients.ts';
import { ROLE_ARN } from './oidc.ts';

const OTHER = 'cri-other000000002';
const bot: Credentials = { accessKeyId: 'LTAI-bot', accessKeySecret: 'bot-secret' };
const ee = (rest: string, instance = INSTANCE): string => `acs:cr:*:*:repository/${instance}/${rest}`;

let emulator: Emulator;
let time: Date;
beforeEach(() => {
  time = new Date();
});
afterEach(() => emulator.close());

/** The user `bot` and the role `ci-release` hold the statements; another instance lies in a resource group. */
async function start(statements: readonly object[], more: { scope?: string; authorise?: boolean } = {}): Promise<void> {
  const { scope = 'account', ...options } = more;
  const document = { Version: '1', Statement: statements };
  const login = { Version: '1', Statement: [allow(['cr:GetAuthorizationToken', 'sts:AssumeRole'], '*')] };
  const attached = (policy: string, to: string) =>
    (['user:bot', 'role:ci-release'] as const).map((principal) => ({
      principal,
      policy,
      type: 'Custom' as const,
      scope: to,
    }));
  emulator = await startEmulator({
    ...options,
    account: {
      ...account,
      users: [...(account.users ?? []), { name: 'bot' }],
      policies: [
        ...(account.policies ?? []),
        { name: 'images', type: 'Custom', document },
        { name: 'login', type: 'Custom', document: login },
      ],
      attachments: [...(account.attachments ?? []), ...attached('images', scope), ...attached('login', 'account')],
      instances: (account.instances ?? []).map((instance) =>
        instance.id === OTHER ? { ...instance, namespaces: [{ name: 'juzhong', repositories: ['nginx'] }] } : instance,
      ),
    },
    accessKeys: [
      { id: 'LTAI-emulator', secret: 'emulator-secret' },
      { id: 'LTAI-bot', secret: 'bot-secret', owner: 'user:bot' },
    ],
    clock: () => time,
  });
}

interface Login {
  readonly username: string;
  readonly password: string;
  readonly registry: RegistryName;
}

/** What GetAuthorizationToken gives; the signature needs the emulator's time. */
async function login(credentials = bot, instance = INSTANCE, query: Record<string, string> = {}): Promise<Login> {
  const body = await atRealTime(() =>
    cr(emulator.url, 'GetAuthorizationToken', { InstanceId: instance, ...query }, credentials),
  );
  return { username: body.TempUsername, password: body.AuthorizationToken, registry: { instance } };
}

/** Clients sign with the machine's clock, so calls of the APIs are made at that time. */
async function atRealTime<T>(work: () => Promise<T>): Promise<T> {
  time = new Date();
  return work();
}

interface Asked {
  readonly status: number;
  readonly token?: string;
  readonly expires_in?: number;
  readonly body: object;
}

async function ask(who: Login, scopes: readonly string[], service?: string): Promise<Asked> {
  const url = new URL(emulator.registryAuth.realm);
  url.searchParams.set('service', service ?? emulator.registryAuth.service(who.registry));
  url.searchParams.set('account', who.username);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  const authorization = `Basic ${Buffer.from(`${who.username}:${who.password}`).toString('base64')}`;
  const response = await fetch(url, { headers: { authorization } });
  const body = (await response.json()) as object;
  return { status: response.status, body, ...body };
}

const parts = (token = ''): [object, Record<string, unknown>] => {
  const [header, claims] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  return [JSON.parse(header ?? ''), JSON.parse(claims ?? '')];
};

/** `NAME:ACTIONS` of everything that is granted; the status when there is no token. */
async function granted(who: Login, ...scopes: string[]): Promise<string[] | number> {
  const { status, token } = await ask(who, scopes);
  if (token === undefined) return status;
  const [, claims] = parts(token);
  return (claims.access as { name: string; actions: string[] }[]).map(
    ({ name, actions }) => `${name}:${actions.join()}`,
  );
}

describe('a token', () => {
  it('is signed with the certificate that registries are given, and says what is granted to whom and where', async () => {
    await start([allow('cr:PullRepository', ee('juzhong/*'))]);
    const bots = await login();
    const { token = '', body } = await ask(bots, ['repository:juzhong/nginx:pull,push']);
    const { certificate: pem, issuer } = emulator.registryAuth;
    const certificate = new X509Certificate(pem);
    const [header, claims] = parts(token);
    const seconds = Math.floor(time.getTime() / 1000);
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
    await emulator.close();
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
    await emulator.close();
    await start([push, allow('cr:CreateRepository', ee('release/*'))]);
    expect(await granted(await login(), ...scopes)).toEqual(['release/api:push']);
    await emulator.close();
    await start([push, allow('cr:CreateRepository', ee('release'))]);
    expect(await granted(await login(), ...scopes)).toEqual(['release/new:push', 'release/api:push']);
  });

  it('does not make a namespace', async () => {
    await start([allow('cr:*', '*')]);
    expect(await granted(await login(), 'repository:nowhere/new:pull,push')).toEqual(['nowhere/new:pull']);
  });
});

describe('a password', () => {
  const scope = 'repository:juzhong/nginx:pull';
  const pull = allow('cr:PullRepository', ee('juzhong/*'));

  it('ends when it was said to end', async () => {
    await start([pull]);
    const bots = await login();
    const begin = time.getTime();
    time = new Date(begin + 3_599_000);
    expect(await ask(bots, [scope])).toMatchObject({ status: 200, expires_in: 1 });
    time = new Date(begin + 3_600_000);
    expect(await granted(bots, scope)).toBe(401);
    const longer = await login(bot, INSTANCE, { ExpiresInHours: '2' });
    time = new Date(time.getTime() + 7_199_000);
    expect(await granted(longer, scope)).toEqual(['juzhong/nginx:pull']);
  });

  it('is refused with JSON when it is wrong, of another user name, or not there', async () => {
    await start([pull]);
    const bots = await login();
    const refused = { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] };
    expect((await ask({ ...bots, password: `${bots.password}x` }, [scope])).body).toEqual(refused);
    expect(await granted({ ...bots, password: '' }, scope)).toBe(401);
    expect(await granted({ ...bots, username: 'bot' }, scope)).toBe(401);
    const nobody = await fetch(emulator.registryAuth.realm);
    expect([nobody.status, await nobody.json()]).toEqual([401, refused]);
  });

  it('holds for the registry that it was asked for', async () => {
    await start([allow('cr:*', '*')]);
    const bots = await login();
    const services = [
      emulator.registryAuth.service({ instance: OTHER }),
      'registry.aliyuncs.com:cn-hangzhou:26842',
      '',
    ];
    for (const service of services) expect((await ask(bots, [scope], service)).status).toBe(401);
    expect(await granted(await login(bot, OTHER), scope)).toEqual(['juzhong/nginx:pull']);
  });

  it('can do what its owner may do now, not when it was given', async () => {
    await start([pull]);
    const bots = await login();
    expect(await granted(bots, scope)).toEqual(['juzhong/nginx:pull']);
    const detach = new ram.DetachPolicyFromUserRequest({
      policyType: 'Custom',
      policyName: 'images',
      userName: 'bot',
    });
    await atRealTime(() => ramClient(emulator.url).detachPolicyFromUser(detach));
    expect(await granted(bots, scope)).toEqual([]);
    const attach = new ram.AttachPolicyToUserRequest({
      policyType: 'System',
      policyName: 'AliyunContainerRegistryFullAccess',
      userName: 'bot',
    });
    await atRealTime(() => ramClient(emulator.url).attachPolicyToUser(attach));
    expect(await granted(bots, scope)).toEqual(['juzhong/nginx:pull']);
  });

  it('follows its owner to a new name, and does not come back with a new user of the old one', async () => {
    await start([pull]);
    const bots = await login();
    const root = (action: string, query: Record<string, string>) =>
      atRealTime(() => call(emulator.url, '2015-05-01', action, { query }));
    await root('UpdateUser', { UserName: 'bot', NewUserName: 'robot' });
    await root('CreateUser', { UserName: 'bot' });
    expect(await granted(bots, scope)).toEqual(['juzhong/nginx:pull']);
    for (const PolicyName of ['images', 'login'])
      await root('DetachPolicyFromUser', { PolicyType: 'Custom', PolicyName, UserName: 'robot' });
    await root('DeleteAccessKey', { UserAccessKeyId: 'LTAI-bot', UserName: 'robot' });
    await root('DeleteUser', { UserName: 'robot' });
    expect(await granted(bots, scope)).toBe(401);
    await root('CreateUser', { UserName: 'robot' });
    await root('AttachPolicyToUser', { PolicyType: 'Custom', PolicyName: 'images', UserName: 'robot' });
    expect(await granted(bots, scope)).toBe(401);
  });

  it('of a role session can do what both the role and the session policy allow, as long as the session lasts', async () => {
    await start([allow(['cr:PullRepository', 'cr:PushRepository'], ee('juzhong/*'))]);
    const session = async (policy?: object): Promise<Login> => {
      const request = new sts.AssumeRoleRequest({
        roleArn: ROLE_ARN,
        roleSessionName: 'run',
        durationSeconds: 900,
        ...(policy === undefined ? {} : { policy: JSON.stringify(policy) }),
      });
      const { body } = await atRealTime(() => stsClient(emulator.url, bot).assumeRole(request));
      const { accessKeyId = '', accessKeySecret = '', securityToken = '' } = body?.credentials ?? {};
      return login({ accessKeyId, accessKeySecret, securityToken });
    };
    const both = ['repository:juzhong/nginx:pull,push', 'repository:release/api:pull,push'];
    expect(await granted(await session(), ...both)).toEqual(['juzhong/nginx:pull,push']);
    const narrow = [allow('cr:GetAuthorizationToken', '*'), allow('cr:PullRepository', ee('*'))];
    const narrowed = await session({ Version: '1', Statement: narrow });
    expect(await granted(narrowed, ...both)).toEqual(['juzhong/nginx:pull']);
    expect(emulator.journal.at(-1)).toMatchObject({ operation: 'dockerauth auth', caller: 'role:ci-release/run' });
    time = new Date(time.getTime() + 900_000);
    expect(await granted(narrowed, ...both)).toBe(401);
  });

  it('reaches through a resource group only the instances in it', async () => {
    await start([allow('cr:PullRepository', '*')], { scope: 'rg-team' });
    expect(await granted(await login(), scope)).toEqual([]);
    expect(await granted(await login(bot, OTHER), scope)).toEqual(['juzhong/nginx:pull']);
  });

  it('stands in no journal', async () => {
    await start([pull]);
    const bots = await login();
    await ask(bots, [scope]);
    const text = JSON.stringify(emulator.journal);
    expect(text).toContain(scope);
    expect(text).not.toContain(bots.password);
    expect(text).not.toContain(Buffer.from(`${bots.username}:${bots.password}`).toString('base64'));
  });
});

describe('the Personal Edition', () => {
  const images = (...names: string[]) => names.map((name) => `acs:cr:cn-hangzhou:${ACCOUNT_ID}:repository/${name}`);
  const personalLogin = async (query: Record<string, string> = {}): Promise<Login> => {
    const { data } = await atRealTime(() =>
      personal(emulator.url, 'GetAuthorizationToken', '/tokens', { credentials: bot, query }),
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
    await emulator.close();
    await start([allow('cr:PushRepository', images('old/*')), allow('cr:CreateRepository', images('old'))]);
    const scopes = ['repository:old/new:push', 'repository:old/tool:push'];
    expect(await granted(await personalLogin(), ...scopes)).toEqual(['old/tool:push']);
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
    const auth = emulator.registryAuth;
    expect(auth.service({ instance: OTHER })).toBe(`registry.aliyuncs.com:cn-shanghai:china:${OTHER}`);
    expect(auth.service({ personal: 'cn-hangzhou' })).toBe('registry.aliyuncs.com:cn-hangzhou:26842');
    expect(() => auth.service({ instance: 'cri-none' })).toThrow('has no registry "cri-none"');
    expect(() => auth.service({ personal: 'cn-beijing' })).toThrow('has no registry "cn-beijing"');
    expect(auth.realm).toBe(`${emulator.url}/dockerauth/auth`);
  });

  it('hands out its certificate, and has nothing else', async () => {
    await start([]);
    const at = (path: string, method = 'GET') => fetch(`${emulator.url}/dockerauth/${path}`, { method });
    expect(await (await at('certificate')).text()).toBe(emulator.registryAuth.certificate);
    expect((await at('other')).status).toBe(404);
    expect((await at('auth', 'POST')).status).toBe(405);
  });

  it('can fail like every other operation', async () => {
    await start([allow('cr:*', '*')]);
    const bots = await login();
    emulator.faults.add({ operation: 'dockerauth auth', times: 1, fault: { kind: 'html' } });
    const url = `${emulator.registryAuth.realm}?service=${emulator.registryAuth.service(bots.registry)}`;
    expect((await fetch(url)).status).toBe(502);
    expect(await granted(bots, 'repository:release/api:pull')).toEqual(['release/api:pull']);
  });
});

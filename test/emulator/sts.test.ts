import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import { ACCOUNT_ID, account } from './account.ts';
import { call, failure, sts, stsClient } from './clients.ts';
import { PROVIDER_ARN, provider, ROLE_ARN, SUBJECT, token, trust } from './oidc.ts';

let emulator: Emulator;
let time: Date;
const start = async (roles: Record<string, { trust?: unknown; maxSessionDuration?: number }>) => {
  time = new Date();
  emulator = await startEmulator({
    account: {
      ...account,
      policies: [
        ...(account.policies ?? []),
        {
          name: 'assume',
          type: 'Custom',
          document: { Version: '1', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }] },
        },
      ],
      attachments: [{ principal: 'user:alice', policy: 'assume', type: 'Custom' }],
    },
    accessKeys: [
      { id: 'LTAI-emulator', secret: 'emulator-secret' },
      { id: 'LTAI-alice', secret: 'alice-secret', owner: 'user:alice' },
    ],
    roles,
    oidcProviders: [provider],
    clock: () => time,
  });
};
afterEach(() => emulator.close());

const alice = { accessKeyId: 'LTAI-alice', accessKeySecret: 'alice-secret' };

describe('AssumeRole', () => {
  beforeEach(() => start({ 'ci-release': { maxSessionDuration: 7200 } }));
  const assume = (fields: object = {}, credentials = alice) =>
    stsClient(emulator.url, credentials).assumeRole(
      new sts.AssumeRoleRequest({ roleArn: ROLE_ARN, roleSessionName: 'run-1', ...fields }),
    );
  const session = async (fields: object = {}) => {
    const { body } = await assume(fields);
    const { accessKeyId = '', accessKeySecret = '', securityToken = '' } = body?.credentials ?? {};
    return { accessKeyId, accessKeySecret, securityToken };
  };

  it('makes credentials that say who they are', async () => {
    const identity = await call(emulator.url, '2015-04-01', 'GetCallerIdentity', { credentials: await session() });
    expect(identity).toMatchObject({
      IdentityType: 'AssumedRoleUser',
      Arn: `acs:ram::${ACCOUNT_ID}:assumed-role/ci-release/run-1`,
      AccountId: ACCOUNT_ID,
    });
    expect(identity.PrincipalId).toBe(`${identity.RoleId}:run-1`);
    expect(emulator.journal.at(-1)?.caller).toBe('role:ci-release/run-1');
  });

  it('makes credentials that work in the older signature too', async () => {
    const identity = await call(emulator.url, '2015-04-01', 'GetCallerIdentity', {
      credentials: await session(),
      config: { signatureAlgorithm: 'v2' },
    });
    expect(identity).toMatchObject({ IdentityType: 'AssumedRoleUser' });
  });

  it('ends the session at its time', async () => {
    time = new Date(Date.now() - 10 * 60_000);
    const credentials = await session({ durationSeconds: 900 });
    time = new Date(time.getTime() + 901_000);
    expect(await failure(call(emulator.url, '2015-04-01', 'GetCallerIdentity', { credentials }))).toBe(
      '400 InvalidSecurityToken.Expired',
    );
  });

  it('wants the token that belongs to the key', async () => {
    const [one, two] = [await session(), await session()];
    const identity = (credentials: object) =>
      failure(call(emulator.url, '2015-04-01', 'GetCallerIdentity', { credentials: { ...one, ...credentials } }));
    expect(await identity({})).toBe('ok');
    expect(await identity({ securityToken: two.securityToken })).toBe('400 InvalidSecurityToken.Malformed');
    expect(await identity({ securityToken: undefined })).toBe('404 InvalidAccessKeyId.NotFound');
  });

  it.each([
    ['400 InvalidParameter.RoleArn', { roleArn: 'ci-release' }],
    ['404 EntityNotExist.Role', { roleArn: `acs:ram::${ACCOUNT_ID}:role/none` }],
    ['400 InvalidParameter.RoleSessionName', { roleSessionName: 'a b' }],
    ['400 InvalidParameter.DurationSeconds', { durationSeconds: 899 }],
    ['400 InvalidParameter.DurationSeconds', { durationSeconds: 7201 }],
    ['400 InvalidParameter.PolicyGrammar', { policy: '{' }],
    ['400 InvalidParameter.PolicySize', { policy: 'x'.repeat(2049) }],
  ])('answers %s', async (expected, fields) => {
    expect(await failure(assume(fields, alice))).toBe(expected);
  });

  it('is refused to the main account, and by a trust document that does not name the caller', async () => {
    expect(await failure(assume({}, { accessKeyId: 'LTAI-emulator', accessKeySecret: 'emulator-secret' }))).toBe(
      '403 NoPermission',
    );
    await emulator.close();
    const only = (name: string) => ({
      trust: {
        Version: '1',
        Statement: [
          { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: `acs:ram::${ACCOUNT_ID}:user/${name}` } },
        ],
      },
    });
    await start({ 'ci-release': only('bob') });
    expect(await failure(assume())).toBe('403 NoPermission');
    await emulator.close();
    await start({ 'ci-release': only('alice') });
    expect(await failure(assume())).toBe('ok');
  });
});

describe('AssumeRoleWithOIDC', () => {
  beforeEach(() => start({ 'ci-release': { trust: trust() } }));
  const exchange = (oidcToken: string, fields: Record<string, string> = {}) =>
    call(emulator.url, '2015-04-01', 'AssumeRoleWithOIDC', {
      body: {
        OIDCProviderArn: PROVIDER_ARN,
        RoleArn: ROLE_ARN,
        RoleSessionName: 'run-1',
        OIDCToken: oidcToken,
        ...fields,
      },
    });

  it('takes a token from the official client without a signature', async () => {
    const client = stsClient(emulator.url, { accessKeyId: '', accessKeySecret: '' });
    const { body } = await client.assumeRoleWithOIDC(
      new sts.AssumeRoleWithOIDCRequest({
        OIDCProviderArn: PROVIDER_ARN,
        roleArn: ROLE_ARN,
        roleSessionName: 'run-1',
        OIDCToken: token(),
      }),
    );
    expect(body?.OIDCTokenInfo).toMatchObject({ subject: SUBJECT, clientIds: 'sts.aliyuncs.com' });
    expect(body?.credentials?.accessKeyId).toMatch(/^STS\./);
    expect(emulator.journal[0]).toMatchObject({ caller: 'anonymous', params: { OIDCToken: '***' } });
    expect(emulator.journal[0]?.inQuery).toContain('OIDCToken');
  });

  it('takes the token in a form body and gives working credentials', async () => {
    const { Credentials: given } = await exchange(token());
    const credentials = {
      accessKeyId: given.AccessKeyId,
      accessKeySecret: given.AccessKeySecret,
      securityToken: given.SecurityToken,
    };
    expect(await call(emulator.url, '2015-04-01', 'GetCallerIdentity', { credentials })).toMatchObject({
      IdentityType: 'AssumedRoleUser',
    });
    expect(emulator.journal[0]?.inQuery).not.toContain('OIDCToken');
  });

  it.each<[string, () => string]>([
    ['401 AuthenticationFail.OIDCToken.Invalid', () => 'only.two'],
    ['401 AuthenticationFail.OIDCToken.Invalid', () => 'a.b.c'],
    ['401 AuthenticationFail.OIDCToken.Invalid', () => token({}, { alg: 'HS256' })],
    ['401 AuthenticationFail.OIDCToken.Invalid', () => token({}, { alg: 'none' })],
    ['401 AuthenticationFail.OIDCToken.Invalid', () => token({ sub: undefined })],
    ['401 AuthenticationFail.OIDCToken.InvalidSignature', () => token({}, { foreignKey: true })],
    [
      '401 AuthenticationFail.OIDCToken.InvalidSignature',
      () => token().replace(/\.[^.]+\./, `.${Buffer.from('{"iss":"x"}').toString('base64url')}.`),
    ],
    ['401 AuthenticationFail.OIDCToken.Expired', () => token({ exp: Math.floor(Date.now() / 1000) - 1 })],
    ['401 AuthenticationFail.OIDCToken.AudienceNotMatch', () => token({ aud: 'somebody else' })],
    ['401 AuthenticationFail.OIDCToken.IssuerNotMatch', () => token({ iss: 'https://evil.example' })],
    ['401 AuthenticationFail.NoPermission', () => token({ sub: 'repo:org/app:ref:refs/heads/main' })],
    ['401 AuthenticationFail.NoPermission', () => token({ sub: `${SUBJECT}x` })],
  ])('answers %s', async (expected, make) => {
    expect(await failure(exchange(make()))).toBe(expected);
  });

  it('knows registered providers only', async () => {
    expect(await failure(exchange(token(), { OIDCProviderArn: `${PROVIDER_ARN}x` }))).toBe(
      '401 AuthenticationFail.NoPermission',
    );
    expect(await failure(exchange(''))).toBe('400 MissingOIDCToken');
  });

  it.each<[string, object, string]>([
    ['ok', { StringLike: { 'oidc:sub': 'repo:org@1/*' } }, SUBJECT],
    ['401 AuthenticationFail.NoPermission', { StringLike: { 'oidc:sub': 'repo:org/*' } }, SUBJECT],
    ['401 AuthenticationFail.NoPermission', { StringEquals: { 'oidc:actor': 'me' } }, SUBJECT],
    ['401 AuthenticationFail.NoPermission', { StringEqualsIfExists: { 'oidc:sub': SUBJECT } }, SUBJECT],
  ])('says %s under the condition %j', async (expected, condition, sub) => {
    await emulator.close();
    await start({ 'ci-release': { trust: trust(condition) } });
    expect(await failure(exchange(token({ sub })))).toBe(expected);
  });

  it('obeys a Deny in the trust document, also one whose condition is not understood', async () => {
    const allowed = trust({}).Statement[0];
    const says = async (condition: object) => {
      await emulator.close();
      await start({
        'ci-release': {
          trust: { Version: '1', Statement: [allowed, { ...allowed, Effect: 'Deny', Condition: condition }] },
        },
      });
      return failure(exchange(token()));
    };
    expect(await says({ StringEquals: { 'oidc:sub': 'somebody else' } })).toBe('ok');
    expect(await says({ StringEquals: { 'oidc:sub': SUBJECT } })).toBe('401 AuthenticationFail.NoPermission');
    expect(await says({ Unheard: { 'oidc:sub': 'somebody else' } })).toBe('401 AuthenticationFail.NoPermission');
    expect(await says({ StringEquals: { 'oidc:job': 'x' } })).toBe('401 AuthenticationFail.NoPermission');
  });

  it('lets no token in where the trust document names the account only', async () => {
    await emulator.close();
    await start({ 'ci-release': {} });
    expect(await failure(exchange(token()))).toBe('401 AuthenticationFail.NoPermission');
  });
});

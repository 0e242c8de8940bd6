import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type EmulatorOptions, startEmulator } from '../../../src/emulator/emulator.ts';
import type { OidcLogin } from '../../../src/login/types.ts';
import { answering, connectTo, errorOf, failureOf, KEY, serving } from './support/connected.ts';

const ACCOUNT = '1234567890123456';
const PROVIDER = `acs:ram::${ACCOUNT}:oidc-provider/github`;
const ISSUER = 'https://token.actions.githubusercontent.com';
const SUBJECT = 'repo:acme/app:ref:refs/heads/main';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const LOGIN: OidcLogin = {
  roleArn: `acs:ram::${ACCOUNT}:role/ci`,
  oidcProviderArn: PROVIDER,
  audience: 'sts.aliyuncs.com',
  sessionName: 'acr-access.acme.app@42',
  duration: 900,
  policy: undefined,
};

let serial = 0;
function idToken(claims: Record<string, unknown> = {}): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const iat = Math.floor(Date.now() / 1_000);
  const body = { iss: ISSUER, sub: SUBJECT, aud: 'sts.aliyuncs.com', iat, exp: iat + 300, jti: ++serial, ...claims };
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(body)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

async function emulator(options: Partial<EmulatorOptions> = {}) {
  const statement = {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Federated: [PROVIDER] },
    Condition: { StringEquals: { 'oidc:iss': ISSUER, 'oidc:sub': SUBJECT } },
  };
  const running = await startEmulator({
    account: {
      account: ACCOUNT,
      roles: [{ name: 'ci' }],
      instances: [{ id: 'cri-abc', name: 'acme', region: 'cn-hangzhou' }],
    },
    roles: { ci: { trust: { Version: '1', Statement: [statement] } } },
    oidcProviders: [
      { name: 'github', issuer: ISSUER, clientIds: ['sts.aliyuncs.com'], keys: [publicKey.export({ format: 'jwk' })] },
    ],
    authorise: false,
    ...options,
  });
  onTestFinished(() => running.close());
  return { running, address: running.url.slice('http://'.length) };
}

describe('a session by OIDC', () => {
  test('opens with one unsigned call and signs the next ones', async () => {
    const { running, address } = await emulator();
    const tokens: string[] = [];
    const getIdToken = async (aud: string): Promise<string> => {
      tokens.push(idToken({ aud }));
      return tokens.at(-1)!;
    };
    const { services, secrets } = connectTo(address, { getIdToken });
    const session = await services.assumeRoleWithOidc(LOGIN);
    expect(session.arn).toBe(`acs:ram::${ACCOUNT}:role/ci/acr-access.acme.app@42`);
    expect(session.expiresAt.getTime() - Date.now()).toBeGreaterThan(890_000);
    expect(await services.callerIdentity(session)).toEqual({
      accountId: ACCOUNT,
      arn: `acs:ram::${ACCOUNT}:assumed-role/ci/acr-access.acme.app@42`,
    });
    await services.enterprisePassword(session, { region: 'cn-hangzhou', instanceId: 'cri-abc', expiresInHours: 1 });
    const [exchange] = running.journal;
    expect(running.journal.map(({ operation }) => operation)).toEqual([
      'STS AssumeRoleWithOIDC',
      'STS GetCallerIdentity',
      'CR GetAuthorizationToken',
    ]);
    expect(exchange?.inQuery.toSorted()).toEqual(['Action', 'Format', 'Timestamp', 'Version']);
    expect(exchange?.headers).not.toHaveProperty('authorization');
    expect(secrets.slice(0, 4)).toEqual([
      tokens[0],
      session.accessKeyId,
      session.accessKeySecret,
      session.securityToken,
    ]);
  });

  test('asks for a new ID token with each try', async () => {
    const { running, address } = await emulator({
      faults: [{ operation: 'AssumeRoleWithOIDC', times: 2, fault: { kind: 'html' } }],
    });
    const asked: string[] = [];
    const getIdToken = async (): Promise<string> => {
      asked.push(idToken());
      return asked.at(-1)!;
    };
    await connectTo(address, { getIdToken }).services.assumeRoleWithOidc(LOGIN);
    expect(new Set(asked).size).toBe(3);
    expect(running.journal).toHaveLength(3);
  });

  test('is narrowed by the policy, which travels in the body', async () => {
    const policy = JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: 'cr:*', Resource: '*' }] });
    const { services, received } = await serving(() => ({ status: 400, body: { Code: 'X' } }), {
      getIdToken: async () => 'token+with/signs=',
    });
    await failureOf(services.assumeRoleWithOidc({ ...LOGIN, policy }));
    expect(received[0]?.form).toEqual({
      OIDCProviderArn: PROVIDER,
      OIDCToken: 'token+with/signs=',
      RoleArn: LOGIN.roleArn,
      RoleSessionName: LOGIN.sessionName,
      DurationSeconds: '900',
      Policy: policy,
    });
    expect(received[0]?.query).not.toHaveProperty('Policy');
  });

  test('that the role does not trust fails once, with the code of STS', async () => {
    const { running, address } = await emulator();
    const { services } = connectTo(address, { getIdToken: async () => idToken({ sub: 'repo:other/app' }) });
    expect(await failureOf(services.assumeRoleWithOidc(LOGIN))).toMatchObject({
      kind: 'service',
      api: 'AssumeRoleWithOIDC',
      code: 'AuthenticationFail.NoPermission',
      status: 401,
    });
    expect(running.journal).toHaveLength(1);
  });
});

describe('without an ID token', () => {
  test('that never comes, time is up', async () => {
    const { services } = await answering([{ body: {} }], {
      getIdToken: () => new Promise(() => {}),
      timeout: 0.05,
    });
    expect(await failureOf(services.assumeRoleWithOidc(LOGIN))).toMatchObject({ kind: 'timeout' });
  });

  test('outside of GitHub Actions it is bad usage', async () => {
    const { services } = connectTo('127.0.0.1:9');
    await expect(services.assumeRoleWithOidc(LOGIN)).rejects.toMatchObject({ code: 'usage' });
  });
});

const CREDENTIALS = {
  AccessKeyId: 'STS.abcdef',
  AccessKeySecret: 'secret-secret',
  SecurityToken: 'token-token',
  Expiration: '2026-11-21T13:00:00Z',
};

test.each<[string, object]>([
  ['no credentials', {}],
  ['no secret', { Credentials: { ...CREDENTIALS, AccessKeySecret: '' } }],
  ['no token', { Credentials: { ...CREDENTIALS, SecurityToken: undefined } }],
  ['a secret with a line break', { Credentials: { ...CREDENTIALS, AccessKeySecret: 'secret\nsecret' } }],
  ['an end that is no date', { Credentials: { ...CREDENTIALS, Expiration: 'soon' } }],
  ['no session', { Credentials: CREDENTIALS }],
])('success with %s is a bad answer, and nothing of it is shown', async (_, body) => {
  const { services } = await answering([{ body }], { getIdToken: async () => 'an-id-token' });
  const error = await errorOf(services.assumeRoleWithOidc(LOGIN));
  expect(error.failure).toMatchObject({ kind: 'bad-answer', api: 'AssumeRoleWithOIDC' });
  expect(error.message).not.toMatch(/secret-secret|token-token|STS\.abc/);
});

test.each([{}, { AccountId: '1' }, { AccountId: 'one', Arn: 'acs:ram::1:root' }])(
  'an identity of %o is a bad answer',
  async (body) => {
    const { services } = await answering([{ body }]);
    expect(await failureOf(services.callerIdentity(KEY))).toMatchObject({ kind: 'bad-answer' });
  },
);

test('STS inside of a VPC needs a region', async () => {
  const { services } = connectTo(undefined, { network: 'vpc', region: undefined });
  await expect(services.callerIdentity(KEY)).rejects.toMatchObject({ code: 'usage' });
});

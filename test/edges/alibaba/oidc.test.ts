import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { idTokenOfJob } from '../../../src/edges/runner/id-token.ts';
import { AcrAccessError } from '../../../src/errors.ts';
import { ACCOUNT_ID, emulated } from './support/emulated.ts';
import {
  type Answer,
  connectTo,
  fakeService,
  recordingReporter,
  rejection,
  steppedClock,
} from './support/fake-service.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ISSUER = 'https://token.actions.githubusercontent.com';
const PROVIDER = `acs:ram::${ACCOUNT_ID}:oidc-provider/github`;
const inputs = { roleArn: `acs:ram::${ACCOUNT_ID}:role/ci`, oidcProviderArn: PROVIDER };
const env = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: undefined,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: undefined,
  GITHUB_REPOSITORY: 'acme/infra',
  GITHUB_RUN_ID: '42',
};

let serial = 0;
/** A token as GitHub issues it: good for five minutes, each one different. */
function tokenAt(now: Date, claims: Record<string, unknown> = {}): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const iat = Math.floor(now.getTime() / 1_000);
  const body = {
    iss: ISSUER,
    sub: 'repo:acme/infra:ref:refs/heads/main',
    iat,
    exp: iat + 300,
    jti: ++serial,
    ...claims,
  };
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(body)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

const trust = {
  Version: '1',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { Federated: [PROVIDER] },
      Condition: {
        StringEquals: {
          'oidc:iss': ISSUER,
          'oidc:aud': 'sts.aliyuncs.com',
          'oidc:sub': 'repo:acme/infra:ref:refs/heads/main',
        },
      },
    },
  ],
};
const oidcProviders = [
  { name: 'github', issuer: ISSUER, clientIds: ['sts.aliyuncs.com'], keys: [publicKey.export({ format: 'jwk' })] },
];
const account = { roles: [{ name: 'ci' }] };

describe('a session by OIDC', () => {
  test('is opened with the token in the body, named after the run, and signs the calls', async () => {
    const tokens: string[] = [];
    const getIdToken = async (aud: string): Promise<string> => {
      tokens.push(tokenAt(new Date(), { aud }));
      return tokens.at(-1)!;
    };
    const secrets: string[] = [];
    const reporter = recordingReporter();
    const { reader, emulator, credentialsSource } = await emulated(
      account,
      { oidcProviders, roles: { ci: { trust } }, authorise: false },
      { env, inputs, getIdToken, reporter, onSecret: (secret) => secrets.push(secret) },
    );
    expect(await reader.callerIdentity()).toEqual({
      account: ACCOUNT_ID,
      arn: `acs:ram::${ACCOUNT_ID}:assumed-role/ci/acr-access.acme.infra@42`,
      principal: 'role:ci',
    });
    const [exchange] = emulator.journal;
    expect(exchange).toMatchObject({ operation: 'STS AssumeRoleWithOIDC', caller: 'anonymous' });
    expect(exchange?.inQuery).not.toContain('OIDCToken');
    expect(exchange?.headers).not.toHaveProperty('authorization');
    expect(credentialsSource).toBe('role-arn and oidc-provider-arn (OIDC)');
    expect(reporter.lines).toEqual([`Alibaba Cloud credentials: ${credentialsSource}`]);
    expect(secrets).toEqual([tokens[0], expect.stringMatching(/^STS\./), expect.any(String), expect.any(String)]);
    expect(reader.callCount()).toBe(2);
  });

  test('asks for a new token with each try', async () => {
    const asked: string[] = [];
    const getIdToken = async (aud: string): Promise<string> => {
      asked.push(tokenAt(new Date(), { aud }));
      return asked.at(-1)!;
    };
    const faults = [{ operation: 'AssumeRoleWithOIDC', times: 2, fault: { kind: 'html' } as const }];
    await emulated(account, { oidcProviders, roles: { ci: { trust } }, faults }, { env, inputs, getIdToken });
    expect(new Set(asked).size).toBe(3);
  });

  test('is renewed before it ends, once for all calls', async () => {
    const clock = steppedClock(Date.now());
    const getIdToken = async (aud: string): Promise<string> => tokenAt(clock.now(), { aud });
    const { reader, emulator } = await emulated(
      account,
      { clock: () => clock.now(), oidcProviders, roles: { ci: { trust } }, authorise: false },
      { env, inputs: { ...inputs, sessionDuration: 900 }, getIdToken, clock },
    );
    const exchanges = (): number =>
      emulator.journal.filter((entry) => entry.operation === 'STS AssumeRoleWithOIDC').length;
    await clock.sleep(9 * 60_000);
    await reader.users();
    expect(exchanges()).toBe(1);
    await clock.sleep(2 * 60_000);
    await Promise.all(Array.from({ length: 40 }, () => reader.groups()));
    expect(exchanges()).toBe(2);
  });
});

describe('a token that is not accepted', () => {
  const opening = (claims: Record<string, unknown>) =>
    emulated(
      account,
      { oidcProviders, roles: { ci: { trust } } },
      { env, inputs, getIdToken: async (aud) => tokenAt(new Date(), { aud, ...claims }) },
    );

  test.each([
    ['another branch', { sub: 'repo:acme/infra:ref:refs/heads/x' }],
    ['another audience', { aud: 'other' }],
  ])('because of %s shows its claims, not itself', async (_, claims) => {
    const error = await rejection(opening(claims));
    expect(error).toMatchObject({ kind: 'credentials', operation: 'STS AssumeRoleWithOIDC', status: 401 });
    expect(error.hint).toContain(Object.values(claims)[0]);
    expect(error.hint).toContain(`iss="${ISSUER}"`);
    expect(`${error.message} ${error.hint}`).not.toMatch(/eyJ/);
  });
});

describe('without a token', () => {
  test('the missing permission of the job is named', async () => {
    const getIdToken = idTokenOfJob({}, () => {});
    const error = await rejection(emulated(account, {}, { env, inputs, getIdToken }));
    expect(error).toBeInstanceOf(AcrAccessError);
    expect(error).toMatchObject({ code: 'failed', hint: expect.stringContaining('id-token: write') });
  });

  /** What became of the run, whose token service gives these answers, and how often that was asked. */
  async function opened(answers: readonly Answer[]) {
    const tokens = await fakeService((_, index) => answers[Math.min(index, answers.length - 1)]!);
    onTestFinished(() => tokens.close());
    const job = {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://${tokens.address}/token`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer-of-the-job',
    };
    const masked: string[] = [];
    const onSecret = (secret: string): void => void masked.push(secret);
    const world = { oidcProviders, roles: { ci: { trust } } };
    const options = { env, inputs, getIdToken: idTokenOfJob(job, onSecret), onSecret };
    const error = await emulated(account, world, options).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return { error, asked: tokens.received.length, masked };
  }

  test.each<[string, Answer]>([
    ['busy', { status: 503, body: {} }],
    ['cut', { cut: 'in the body' }],
    ['empty', { body: {} }],
  ])('a token service that is %s is asked again', async (_, bad) => {
    const token = tokenAt(new Date(), { aud: 'sts.aliyuncs.com' });
    const { error, asked, masked } = await opened([bad, bad, { body: { value: token } }]);
    expect({ error, asked }).toEqual({ error: undefined, asked: 3 });
    expect(masked.slice(0, 1)).toEqual(['bearer-of-the-job']);
    expect(masked).toContain(token);
  });

  test.each<[string, Answer, number, string]>([
    ['says no', { status: 403, body: {} }, 1, 'status 403'],
    ['never says anything else', { status: 503, body: {} }, 5, 'status 503'],
  ])('a token service that %s ends the run', async (_, answer, tries, detail) => {
    const { error, asked } = await opened([answer]);
    expect(asked).toBe(tries);
    expect(error).toMatchObject({ code: 'failed', message: expect.stringMatching(`ID token of GitHub: .*${detail}`) });
  });

  test('outside of GitHub Actions the inputs are bad usage', async () => {
    expect(await rejection(emulated(account, {}, { env, inputs }))).toMatchObject({ code: 'usage' });
  });
});

test.each([
  ['no credentials', {}],
  ['half of them', { Credentials: { AccessKeyId: 'STS.x', AccessKeySecret: 'y' } }],
  [
    'an end that is no date',
    { Credentials: { AccessKeyId: 'STS.x', AccessKeySecret: 'y', SecurityToken: 'z', Expiration: 'soon' } },
  ],
])('an answer of STS with %s is a bad answer', async (_, body) => {
  const service = await fakeService(() => ({ body: { RequestId: 'R', ...body } }));
  const error = await rejection(connectTo(service, { env, inputs, getIdToken: async () => 'a-token-text' }));
  await service.close();
  expect(error).toMatchObject({ kind: 'bad-answer' });
});

import { expect, test } from 'vitest';
import { idTokenOfJob } from '../../../src/edges/runner/id-token.ts';
import type { OidcLogin } from '../../../src/login/types.ts';
import { errorOf, failureOf, serving } from '../acr/support/connected.ts';
import type { Answer, Received } from '../alibaba/support/fake-service.ts';

const LOGIN: OidcLogin = {
  roleArn: 'acs:ram::1:role/ci',
  oidcProviderArn: 'acs:ram::1:oidc-provider/github',
  audience: 'sts.aliyuncs.com/a b&c',
  sessionName: 'acr-access.acme.app@42',
  duration: 900,
  policy: undefined,
};
const REFUSED: Answer = { status: 401, body: { Code: 'AuthenticationFail.NoPermission', RequestId: 'R' } };

/** A job whose token service gives these answers; STS refuses every token. */
async function job(answers: readonly Answer[], env: Record<string, string | undefined> = {}) {
  const masked: string[] = [];
  const asked: Received[] = [];
  const variables: NodeJS.ProcessEnv = { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer-of-the-job' };
  const connected = await serving(
    (received) => {
      if (received.method === 'POST') return REFUSED;
      asked.push(received);
      return answers[Math.min(asked.length, answers.length) - 1]!;
    },
    { getIdToken: (...request) => idTokenOfJob(variables, (secret) => masked.push(secret))(...request) },
  );
  variables.ACTIONS_ID_TOKEN_REQUEST_URL = `http://${connected.address}/token?api-version=2.0`;
  Object.assign(variables, env);
  const login = () => connected.services.assumeRoleWithOidc(LOGIN);
  const exchanged = () => connected.received.filter(({ method }) => method === 'POST').map(({ form }) => form);
  return { ...connected, login, exchanged, asked, masked };
}

test('the token service is asked as the toolkit does, and its token goes to STS', async () => {
  const { login, asked, exchanged, masked } = await job([{ body: { count: 3, value: 'an.id.token' } }]);
  expect(await failureOf(login())).toMatchObject({ code: 'AuthenticationFail.NoPermission' });
  expect(asked).toMatchObject([
    {
      query: { 'api-version': '2.0', audience: LOGIN.audience },
      headers: { authorization: 'Bearer bearer-of-the-job' },
    },
  ]);
  expect(exchanged()).toMatchObject([{ OIDCToken: 'an.id.token' }]);
  expect(masked).toEqual(['bearer-of-the-job']);
});

test.each<[string, Answer]>([
  ['busy', { status: 503, body: {} }],
  ['limiting', { status: 429, body: {}, headers: { 'retry-after': '1' } }],
  ['cut', { cut: 'in the body' }],
  ['empty', { body: { value: '' } }],
])('a service that is %s is asked again', async (_, bad) => {
  const { login, asked, exchanged } = await job([bad, bad, { body: { value: 'an.id.token' } }]);
  await failureOf(login());
  expect(asked).toHaveLength(3);
  expect(exchanged()).toHaveLength(1);
});

test.each<[string, Record<string, string | undefined>, Answer]>([
  ['Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable', { ACTIONS_ID_TOKEN_REQUEST_URL: undefined }, REFUSED],
  ['Unable to get ACTIONS_ID_TOKEN_REQUEST_TOKEN env variable', { ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' }, REFUSED],
  ['ACTIONS_ID_TOKEN_REQUEST_URL is not a URL', { ACTIONS_ID_TOKEN_REQUEST_URL: 'token' }, REFUSED],
  ['status 403', {}, { status: 403, body: {} }],
  ['status 302', {}, { status: 302, body: {}, headers: { location: 'http://127.0.0.1:9/' } }],
])('%s: the missing permission is named, and nothing goes to STS', async (detail, env, answer) => {
  const { login, exchanged, retried } = await job([answer], env);
  expect(await errorOf(login())).toMatchObject({
    failure: { kind: 'bad-answer', api: 'ID token of GitHub', detail },
    hint: expect.stringContaining('id-token: write') as string,
  });
  expect({ exchanged: exchanged(), retried }).toEqual({ exchanged: [], retried: [] });
});

test('a token service without encryption elsewhere is not asked', async () => {
  const { login } = await job([REFUSED], { ACTIONS_ID_TOKEN_REQUEST_URL: 'http://token.example.com/?v=1' });
  expect(await failureOf(login())).toMatchObject({ kind: 'network', code: 'NOT_ENCRYPTED' });
});

import { expect, test } from 'vitest';
import { BEARER, INSTANCE, OTHER } from './support/cloud.ts';
import { loginJob, OIDC, savedLogin } from './support/job.ts';
import { handedOut, leaksIn, leftBy, saidBy } from './support/leaks.ts';
import { REGISTRY, startProxied, TOKEN_SERVICE } from './support/proxied.ts';

/** A job in a closed network: names lead nowhere, only the proxy does. Nothing is emulated for the bundle. */
async function closedJob(variables: Record<string, string> = {}) {
  const cloud = await startProxied();
  const job = await loginJob(
    { host: '' },
    {
      variables: {
        ACR_ACCESS_EMULATOR: '',
        ACTIONS_ID_TOKEN_REQUEST_URL: TOKEN_SERVICE,
        HTTPS_PROXY: `http://us%40er:proxy%2Fword@${cloud.proxy}`,
        NODE_EXTRA_CA_CERTS: cloud.caFile,
        ...variables,
      },
    },
  );
  const login = (inputs: Record<string, string> = {}) =>
    job.login({ ...OIDC, registry: REGISTRY, region: '', ...inputs });
  return { cloud, runner: job.runner, login };
}

const CALLS = [
  'token.actions.example.com /token',
  'sts.aliyuncs.com /',
  `${REGISTRY} /v2/`,
  'cr.cn-hangzhou.aliyuncs.com /',
];

test('pain 12: a login by OIDC to an Enterprise Edition host takes four calls, all through the proxy', async () => {
  const { cloud, runner, login } = await closedJob();
  const run = await login();
  expect(run.code, run.log).toBe(0);
  expect(cloud.asked).toEqual(CALLS);
  const authorization = `Basic ${Buffer.from('us@er:proxy/word').toString('base64')}`;
  const targets = CALLS.map((call) => `${call.split(' ')[0]}:443`);
  expect(cloud.tunnels).toEqual(targets.map((target) => ({ target, authorization })));
  expect(run.outputs).toMatchObject({ registry: REGISTRY, region: 'cn-hangzhou', 'instance-id': INSTANCE });
  expect(await savedLogin(runner.env.DOCKER_CONFIG!, REGISTRY)).toMatchObject({ password: run.outputs.password });

  const posts = (await runner.finish()).flatMap((post) => saidBy('post', post));
  const secrets = { ...handedOut(cloud), 'proxy password': 'proxy/word', basic: authorization.slice(6), BEARER };
  expect(Object.keys(secrets).length).toBeGreaterThan(8);
  expect(leaksIn([...saidBy('main', run), ...posts, ...(await leftBy(runner))], secrets)).toEqual([]);
});

test('without instance-id the instance is looked up instead of the challenge, and it is four calls, too', async () => {
  const { cloud, login } = await closedJob();
  const run = await login({ 'instance-id': '' });
  expect(run.code, run.log).toBe(0);
  expect(cloud.asked).toEqual([...CALLS.slice(0, 2), CALLS[3], CALLS[3]]);
});

test('the password is proven at its realm, never at the registry itself', async () => {
  const { cloud, login } = await closedJob();
  const run = await login({ verify: 'push', repositories: 'release/api' });
  expect(run.code, run.log).toBe(0);
  expect(cloud.asked.at(-1)).toBe('dockerauth.cn-hangzhou.aliyuncs.com /dockerauth/auth');
  expect(run.log).toContain('allows pull and push on release/api');
});

test('a host that says it is another instance is an error before any password', async () => {
  const { cloud, runner, login } = await closedJob();
  cloud.instance = OTHER;
  const run = await login();
  expect([run.code, run.log]).toEqual([64, expect.stringContaining(`${REGISTRY} belongs to instance ${OTHER}`)]);
  expect(cloud.asked.filter((call) => call.startsWith('cr.'))).toEqual([]);
  expect(runner.env).toEqual({});
});

test.each([
  ['sts.aliyuncs.com', ['token.actions.example.com:443']],
  ['*', []],
])('NO_PROXY=%s leads around the proxy, which nothing in this network gets past', async (hosts, tunnels) => {
  const { cloud, login } = await closedJob({ NO_PROXY: hosts });
  const run = await login({ retries: '0' });
  expect(run.code).toBe(1);
  expect(run.log).toContain(hosts === '*' ? 'The job gets its ID token there' : 'no connection to sts.aliyuncs.com');
  expect(cloud.tunnels.map(({ target }) => target)).toEqual(tunnels);
});

test('a private CA that the runner does not know ends the login at the first call, with the variable that helps', async () => {
  const { cloud, login } = await closedJob({ NODE_EXTRA_CA_CERTS: '' });
  const run = await login();
  expect([run.code, run.log]).toEqual([1, expect.stringContaining('NODE_EXTRA_CA_CERTS')]);
  expect(cloud.asked).toEqual([]);
  expect(cloud.tunnels).toHaveLength(1);
});

test.each(CALLS)('pain 6: the time limit ends the step, and names the one that was late: %s', async (call) => {
  const { cloud, login } = await closedJob();
  cloud.silent = call;
  const run = await login({ timeout: '2', retries: '9' });
  expect(run.code).toBe(1);
  expect(run.commands.find(({ name }) => name === 'error')?.data).toContain(call.split(' ')[0]);
  expect(run.log).toContain('timeout');
  expect(cloud.asked.filter((one) => one === call)).toHaveLength(1);
});

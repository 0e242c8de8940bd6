import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectTo, KEY, rawServer } from './support/connected.ts';
import { type ProxiedRegistry, registryBehindProxy } from './support/registry-behind-proxy.ts';

const SCRIPT = fileURLToPath(new URL('./support/log-in.ts', import.meta.url));

let registry: ProxiedRegistry;

beforeAll(async () => {
  registry = await registryBehindProxy();
});

beforeEach(() => {
  registry.tunnels.length = 0;
  registry.answer = 'pass';
});

afterAll(() => registry.close());

/** What the script prints in a process with these variables; nothing is inherited. */
async function logIn(env: Record<string, string>): Promise<Record<string, unknown>> {
  const child = spawn(process.execPath, [SCRIPT], { env });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  await new Promise((resolve) => child.on('close', resolve));
  expect(errors).toBe('');
  return JSON.parse(output);
}

const LOGGED_IN = { arn: 'acs:ram::1:user/bot', username: 'cr_temp_user' };
const TARGETS = [
  'sts.aliyuncs.com:443',
  'cr.cn-hangzhou.aliyuncs.com:443',
  'acme-registry.cn-hangzhou.cr.aliyuncs.com:443',
  'dockerauth.cn-hangzhou.aliyuncs.com:443',
];
const targets = (): string[] => registry.tunnels.map(({ target }) => target);

describe('behind a proxy', () => {
  test.each(['HTTPS_PROXY', 'https_proxy'])(
    '%s leads STS, CR, registry and realm, with a user whose password is masked first',
    async (name) => {
      const env = { [name]: `http://us%40er:proxy%20word@${registry.proxy}`, NODE_EXTRA_CA_CERTS: registry.caFile };
      const { masked, ...result } = await logIn(env);
      expect(result).toEqual(LOGGED_IN);
      const basic = Buffer.from('us@er:proxy word').toString('base64');
      expect(registry.tunnels).toEqual(TARGETS.map((target) => ({ target, authorization: `Basic ${basic}` })));
      expect((masked as string[]).slice(0, 3)).toEqual(['proxy%20word', 'proxy word', basic]);
    },
  );

  test('whose address has no scheme', async () => {
    const proxy = registry.proxy.replace('127.0.0.1', 'localhost');
    expect(await logIn({ HTTPS_PROXY: proxy, NODE_EXTRA_CA_CERTS: registry.caFile })).toMatchObject(LOGGED_IN);
    expect(targets()).toEqual(TARGETS);
  });

  test('inside of a VPC other endpoints are called', async () => {
    const env = { HTTPS_PROXY: `http://${registry.proxy}`, NODE_EXTRA_CA_CERTS: registry.caFile, NETWORK: 'vpc' };
    expect(await logIn(env)).toMatchObject(LOGGED_IN);
    expect(targets().slice(0, 2)).toEqual([
      'sts-vpc.cn-hangzhou.aliyuncs.com:443',
      'cr-vpc.cn-hangzhou.aliyuncs.com:443',
    ]);
  });

  test('a CA that is not trusted ends the login at the first try', async () => {
    const { failure } = await logIn({ HTTPS_PROXY: `http://${registry.proxy}` });
    expect(failure).toEqual({
      kind: 'network',
      host: 'sts.aliyuncs.com',
      code: expect.stringMatching(/^(UNABLE_TO_|SELF_SIGNED_)/),
    });
    expect(targets()).toHaveLength(1);
  });

  test.each([
    [407, 1],
    [403, 1],
    [502, 3],
    [503, 3],
  ])('that answers %d is asked %d times, and its password is not shown', async (status, tries) => {
    registry.answer = status;
    const { masked: _, ...result } = await logIn({ HTTPS_PROXY: `http://user:proxy-password@${registry.proxy}` });
    expect(result.failure).toEqual({ kind: 'network', host: 'sts.aliyuncs.com', code: `PROXY_ANSWERED_${status}` });
    expect(JSON.stringify(result)).not.toContain('proxy-password');
    expect(targets()).toHaveLength(tries);
  });

  test('that is silent ends in a time-out, and does not keep the process', async () => {
    registry.answer = 'silent';
    const { failure } = await logIn({ HTTPS_PROXY: `http://${registry.proxy}`, ATTEMPT_MS: '100' });
    expect(failure).toEqual({ kind: 'timeout', host: 'sts.aliyuncs.com' });
  });

  test('the loopback is called directly', async () => {
    const address = await rawServer((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end('{"AccountId":"1","Arn":"acs:ram::1:root"}');
    });
    const url = `http://${registry.proxy}`;
    const { services } = connectTo(address, { env: { HTTPS_PROXY: url, HTTP_PROXY: url, http_proxy: url } });
    expect(await services.callerIdentity(KEY)).toMatchObject({ accountId: '1' });
    expect(registry.tunnels).toEqual([]);
  });
});

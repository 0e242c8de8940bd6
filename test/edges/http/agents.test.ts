import https from 'node:https';
import type net from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAgents } from '../../../src/edges/http/agents.ts';
import { type ProxiedRegistry, registryBehindProxy } from '../acr/support/registry-behind-proxy.ts';

let registry: ProxiedRegistry;

beforeAll(async () => {
  registry = await registryBehindProxy();
  registry.answer = 502;
});

beforeEach(() => {
  registry.tunnels.length = 0;
});

afterAll(() => registry.close());

/** Is sts.aliyuncs.com called through the proxy? Its name leads to a closed port of the loopback here, for the direct way. */
async function goesThroughProxy(env: Record<string, string>): Promise<boolean> {
  const agent = createAgents({ HTTPS_PROXY: `http://${registry.proxy}`, ...env }).https;
  const lookup: net.LookupFunction = (_host, _options, found) => found(null, [{ address: '127.0.0.1', family: 4 }]);
  await new Promise((resolve) => https.get({ host: 'sts.aliyuncs.com', port: 9, agent, lookup }).on('error', resolve));
  return registry.tunnels.splice(0).length > 0;
}

test.each([
  ['*', false],
  ['aliyuncs.com', false],
  ['.aliyuncs.com', false],
  ['*.aliyuncs.com', false],
  ['x, .AliyunCS.com', false],
  ['localhost, sts.aliyuncs.com', false],
  ['sts.aliyuncs.com:9', false],
  ['sts.aliyuncs.com:443', true],
  ['example.com', true],
  ['ts.aliyuncs.com,example.com', true],
  ['sts', true],
  ['10.0.0.1', true],
  ['', true],
])('NO_PROXY=%s, in either case: through the proxy is %s', async (hosts, expected) => {
  expect(await goesThroughProxy({ NO_PROXY: hosts })).toBe(expected);
  expect(await goesThroughProxy({ no_proxy: hosts })).toBe(expected);
});

test.each(['socks5://user:secret-word@proxy:1080', 'http://', 'http://user:secret-word@:x', 'http://u:%zz@proxy'])(
  'the proxy %s is refused without showing it',
  (text) => {
    expect(() => createAgents({ HTTPS_PROXY: text })).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.not.stringContaining('secret-word') }),
    );
  },
);

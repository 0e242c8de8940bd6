import { spawn } from 'node:child_process';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { apiUrls } from '../../../src/edges/github/api-urls.ts';
import { makePrivateCa } from '../alibaba/support/private-ca.ts';
import { type Connected, connected, errorOf } from './support/connected.ts';

const SCRIPT = fileURLToPath(new URL('./support/read-tip.ts', import.meta.url));
const GITHUB_REPOSITORY = 'o/r';
let closing: (() => unknown)[] = [];
const start: typeof connected = async (...rest) => {
  const one: Connected = await connected(...rest);
  closing.push(() => one.fake.close());
  return one;
};
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});

describe('the API', () => {
  test.each([
    [{}, 'https://api.github.com', 'https://api.github.com/graphql'],
    [
      { GITHUB_API_URL: 'https://ghes.example/api/v3' },
      'https://ghes.example/api/v3',
      'https://ghes.example/api/graphql',
    ],
    [
      { GITHUB_API_URL: 'https://ghes.example/api/v3/' },
      'https://ghes.example/api/v3',
      'https://ghes.example/api/graphql',
    ],
    [{ GITHUB_API_URL: 'https://api.octo.ghe.com' }, 'https://api.octo.ghe.com', 'https://api.octo.ghe.com/graphql'],
    [
      { GITHUB_API_URL: 'http://127.0.0.1:81', GITHUB_GRAPHQL_URL: 'http://127.0.0.1:81/g' },
      'http://127.0.0.1:81',
      'http://127.0.0.1:81/g',
    ],
  ])('of %j', (env, rest, graphql) => {
    expect(apiUrls({ GITHUB_REPOSITORY, ...env })).toEqual({ rest, graphql, owner: 'o', repo: 'r' });
  });

  test.each([
    [{ GITHUB_API_URL: 'api.github.com' }],
    [{ GITHUB_API_URL: 'ftp://api.github.com' }],
    [{ GITHUB_API_URL: 'http://ghes.example/api/v3' }],
    [{ GITHUB_API_URL: 'http://127.0.0.1.example.com' }],
    [{ GITHUB_API_URL: 'https://user:pass@api.github.com' }],
    [{ GITHUB_GRAPHQL_URL: 'https://evil.example/graphql' }],
    [{ GITHUB_REPOSITORY: 'r' }],
    [{ GITHUB_REPOSITORY: 'o/..' }],
    [{ GITHUB_REPOSITORY: 'o/r/x' }],
    [{ GITHUB_REPOSITORY: 'o/r?x' }],
    [{ GITHUB_REPOSITORY: '' }],
  ])('is refused for %j', (env) => {
    expect(() => apiUrls({ GITHUB_REPOSITORY, ...env })).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  test.each(['', 'with blank', 'line\n', 'ünicode'])(
    'is not called with the token %j, which is not shown',
    async (token) => {
      const error = await errorOf(connected({}, { token }));
      expect(error.code).toBe('usage');
      expect(error.message).toBe('the GitHub token is empty or has characters that no token has');
    },
  );

  test('that cannot be reached is called up to four times, for writes too: nothing was sent', async () => {
    const { github, fake } = await start();
    await fake.close();
    const error = await errorOf(github.createComment(7, 'text'));
    expect(error).toMatchObject({ kind: 'unreachable', message: expect.stringContaining('ECONNREFUSED') });
    expect(github.callCount()).toBe(4);
  });
});

describe('the proxy', () => {
  /** A proxy that knows where `github.test` is, or does something else with CONNECT. */
  async function startProxy(
    target: number,
    instead?: number | 'silent',
  ): Promise<{ port: number; tunnels: unknown[] }> {
    const tunnels: unknown[] = [];
    const proxy = http.createServer();
    proxy.on('connect', (request, client) => {
      tunnels.push([request.url, request.headers['proxy-authorization']]);
      client.on('error', () => {});
      if (instead === 'silent') return;
      if (instead !== undefined) return void client.end(`HTTP/1.1 ${instead} No\r\n\r\n`);
      const upstream = net.connect(target, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      upstream.on('error', () => client.destroy());
      client.on('error', () => upstream.destroy());
    });
    return { port: await listening(proxy), tunnels };
  }

  async function listening(server: http.Server | https.Server): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.unshift(() => {
      server.closeAllConnections();
      server.close();
    });
    return (server.address() as AddressInfo).port;
  }

  /** The fake as https://github.test, with a certificate of a private CA. */
  async function startTls(): Promise<Connected & { port: number; caFile: string }> {
    const one = await start();
    const ca = makePrivateCa('github.test');
    closing.push(ca.remove);
    const server = https.createServer({ key: ca.key, cert: ca.cert }, (request, response) => {
      const options = { method: request.method!, headers: request.headers };
      const onward = http.request(`${one.fake.url}${request.url}`, options, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      });
      request.pipe(onward);
    });
    return { ...one, port: await listening(server), caFile: ca.caFile };
  }

  const GITHUB_TEST = { GITHUB_API_URL: 'https://github.test', GITHUB_GRAPHQL_URL: '' };

  test('is used by CONNECT, with its user, one tunnel for all calls', async () => {
    const { fake, port: target, caFile } = await startTls();
    const { port, tunnels } = await startProxy(target);
    const env = {
      ...GITHUB_TEST,
      GITHUB_REPOSITORY: fake.state.repository,
      TOKEN: fake.token,
      HTTPS_PROXY: `http://us%40er:p%20w@127.0.0.1:${port}`,
      NODE_EXTRA_CA_CERTS: caFile,
    };
    const child = spawn(process.execPath, [SCRIPT], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    expect(JSON.parse(await text(child.stdout))).toEqual(['a'.repeat(40), 'github-actions']);
    expect(tunnels).toEqual([['github.test:443', `Basic ${Buffer.from('us@er:p w').toString('base64')}`]]);
    expect(fake.journal).toHaveLength(2);
  });

  test('does not make a certificate good: it ends the call at the first try', async () => {
    const { port: target } = await startTls();
    const { port, tunnels } = await startProxy(target);
    const { github } = await start({}, { env: { ...GITHUB_TEST, HTTPS_PROXY: `http://127.0.0.1:${port}` } });
    const error = await errorOf(github.createComment(7, 'text'));
    expect(error).toMatchObject({ kind: 'unreachable', message: expect.stringContaining('certificate') });
    expect(tunnels).toHaveLength(1);
  });

  test('that refuses shows with its status, without its password', async () => {
    const { port } = await startProxy(1, 407);
    const HTTPS_PROXY = `http://user:proxy-password@127.0.0.1:${port}`;
    const { github } = await start({}, { env: { ...GITHUB_TEST, HTTPS_PROXY } });
    const error = await errorOf(github.branchTip('main'));
    expect(error).toMatchObject({ kind: 'unreachable', message: expect.stringContaining('the proxy answered 407') });
    expect(JSON.stringify([error.message, error.hint, error.stack])).not.toContain('proxy-password');
  });

  test('that is silent is given up', async () => {
    const { port } = await startProxy(1, 'silent');
    const env = { ...GITHUB_TEST, HTTPS_PROXY: `http://127.0.0.1:${port}` };
    const { github } = await start({}, { env, attemptMs: 50 });
    expect((await errorOf(github.createComment(7, 'text'))).message).toContain('no whole answer in time');
  });

  test('that cannot be one is refused without showing it', async () => {
    const error = await errorOf(start({}, { env: { HTTPS_PROXY: 'socks5://user:secret-word@proxy:1080' } }));
    expect(error).toMatchObject({ code: 'usage', message: expect.not.stringContaining('secret-word') });
  });

  test('is not used for the loopback', async () => {
    const { port, tunnels } = await startProxy(1, 502);
    const proxy = `http://127.0.0.1:${port}`;
    const { github } = await start({}, { env: { HTTPS_PROXY: proxy, HTTP_PROXY: proxy } });
    expect(await github.branchTip('main')).toBe('a'.repeat(40));
    expect(tunnels).toEqual([]);
  });
});

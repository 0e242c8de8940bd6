import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { apiUrls } from '../../../src/edges/github/api-urls.ts';
import { proxyFor } from '../../../src/edges/github/dispatcher.ts';
import { type Connected, connected, errorOf } from './support/connected.ts';

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
  const HTTPS_PROXY = 'http://proxy:3128';
  const api = new URL('https://api.github.com');

  test.each([
    [{}, undefined],
    [{ HTTPS_PROXY }, 'http://proxy:3128/'],
    [{ https_proxy: 'proxy:3128' }, 'http://proxy:3128/'],
    [{ HTTP_PROXY: HTTPS_PROXY }, undefined],
    [{ HTTPS_PROXY, NO_PROXY: '' }, 'http://proxy:3128/'],
    [{ HTTPS_PROXY, NO_PROXY: '*' }, undefined],
    [{ HTTPS_PROXY, NO_PROXY: 'github.com' }, undefined],
    [{ HTTPS_PROXY, no_proxy: 'x, .GitHub.com' }, undefined],
    [{ HTTPS_PROXY, NO_PROXY: '*.github.com' }, undefined],
    [{ HTTPS_PROXY, NO_PROXY: 'api.github.com:443' }, undefined],
    [{ HTTPS_PROXY, NO_PROXY: 'api.github.com:8443' }, 'http://proxy:3128/'],
    [{ HTTPS_PROXY, NO_PROXY: 'hub.com,example.com' }, 'http://proxy:3128/'],
  ])('of %j is %s', (env, proxy) => {
    expect(proxyFor(api, env)).toBe(proxy);
  });

  test.each(['http://127.0.0.1:1', 'http://localhost:1', 'https://[::1]:1'])('is not used for %s', (url) => {
    expect(proxyFor(new URL(url), { HTTPS_PROXY, HTTP_PROXY: HTTPS_PROXY })).toBeUndefined();
  });

  test.each(['socks5://user:secret-word@proxy:1080', 'http://', 'http://user:secret-word@:x'])(
    '%s is refused without showing it',
    (text) => {
      expect(() => proxyFor(api, { HTTPS_PROXY: text })).toThrow(
        expect.objectContaining({ code: 'usage', message: expect.not.stringContaining('secret-word') }),
      );
    },
  );

  /** A proxy that knows where `github.test` is, or refuses with a status. */
  async function startProxy(target: string, refuse?: number): Promise<{ port: number; tunnels: unknown[] }> {
    const tunnels: unknown[] = [];
    const proxy = http.createServer();
    proxy.on('connect', (request, client) => {
      tunnels.push([request.url, request.headers['proxy-authorization']]);
      if (refuse !== undefined) return void client.end(`HTTP/1.1 ${refuse} No\r\n\r\n`);
      const upstream = net.connect(Number(new URL(target).port), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      upstream.on('error', () => client.destroy());
      client.on('error', () => upstream.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    closing.unshift(() => {
      proxy.closeAllConnections();
      proxy.close();
    });
    return { port: (proxy.address() as AddressInfo).port, tunnels };
  }

  test('is used by CONNECT, with its user', async () => {
    const { fake } = await start();
    const { port, tunnels } = await startProxy(fake.url);
    const { github } = await start(
      {},
      {
        env: {
          GITHUB_API_URL: 'http://github.test',
          GITHUB_GRAPHQL_URL: 'http://github.test/graphql',
          HTTP_PROXY: `http://us%40er:p%20w@127.0.0.1:${port}`,
        },
      },
    );
    expect(await github.branchTip('main')).toBe('a'.repeat(40));
    expect(await github.ownApp()).toBe('github-actions');
    const tunnel = ['github.test:80', `Basic ${Buffer.from('us@er:p w').toString('base64')}`];
    expect(tunnels).toEqual(tunnels.map(() => tunnel));
    expect(fake.journal).toHaveLength(2);
  });

  test.each(['http', 'https'])('that refuses shows with its status, without its password (%s)', async (scheme) => {
    const { port } = await startProxy('http://127.0.0.1:1', 407);
    const proxy = `http://user:proxy-password@127.0.0.1:${port}`;
    const env = {
      GITHUB_API_URL: `${scheme}://github.test`,
      GITHUB_GRAPHQL_URL: '',
      HTTP_PROXY: proxy,
      HTTPS_PROXY: proxy,
    };
    const { github } = await start({}, { env });
    const error = await errorOf(github.branchTip('main'));
    expect(error).toMatchObject({ kind: 'unreachable', message: expect.stringContaining('the proxy answered 407') });
    expect(JSON.stringify([error.message, error.hint, error.stack])).not.toContain('proxy-password');
  });
});

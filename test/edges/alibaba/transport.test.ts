import { spawn } from 'node:child_process';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectTo, fakeService } from './support/fake-service.ts';
import { makePrivateCa, type PrivateCa } from './support/private-ca.ts';

interface Tunnel {
  readonly target: string;
  readonly authorization: string | undefined;
}

let ca: PrivateCa;
let service: https.Server;
let proxy: http.Server;
let proxyPort: number;
let tunnels: Tunnel[] = [];
let proxied: string[] = [];
let refuse: number | undefined;

const listen = (server: net.Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

/** Stands for ram.aliyuncs.com and sts.aliyuncs.com behind a proxy that alone knows where they are. */
beforeAll(async () => {
  ca = makePrivateCa();
  service = https.createServer({ key: ca.key, cert: ca.cert }, (request, response) => {
    const identity = { AccountId: '1', Arn: 'acs:ram::1:user/bot', IdentityType: 'RAMUser' };
    const users = { IsTruncated: false, Users: { User: [{ UserName: String(request.headers.host) }] } };
    const body = request.headers['x-acs-action'] === 'ListUsers' ? users : identity;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ RequestId: 'R', ...body }));
  });
  const servicePort = await listen(service);
  proxy = http.createServer((request, response) => {
    proxied.push(String(request.url));
    response.writeHead(500).end();
  });
  proxy.on('connect', (request, client) => {
    tunnels.push({ target: String(request.url), authorization: request.headers['proxy-authorization'] });
    if (refuse !== undefined) return void client.end(`HTTP/1.1 ${refuse} No\r\n\r\n`);
    const upstream = net.connect(servicePort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  proxyPort = await listen(proxy);
});

beforeEach(() => {
  tunnels = [];
  proxied = [];
  refuse = undefined;
});

afterAll(() => {
  service.closeAllConnections();
  service.close();
  proxy.closeAllConnections();
  proxy.close();
  ca.remove();
});

const SCRIPT = fileURLToPath(new URL('./support/list-users.ts', import.meta.url));

/** What the script prints in a process with these variables; nothing is inherited. */
async function listUsers(env: Record<string, string>): Promise<Record<string, unknown>> {
  const key = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI-test-key-id', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'test-key-secret' };
  const child = spawn(process.execPath, [SCRIPT], { env: { ...key, ...env } });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  await new Promise((resolve) => child.on('close', resolve));
  expect(errors).toBe('');
  return JSON.parse(output);
}

const PEOPLE = {
  users: [{ name: 'ram.aliyuncs.com', displayName: '', comments: '' }],
  identity: 'acs:ram::1:user/bot',
};

describe('behind a proxy', () => {
  test.each(['HTTPS_PROXY', 'https_proxy'])(
    '%s is used by CONNECT, with its user, one tunnel for each host',
    async (name) => {
      const env = { [name]: `http://us%40er:p%20w@127.0.0.1:${proxyPort}`, NODE_EXTRA_CA_CERTS: ca.caFile };
      expect(await listUsers(env)).toEqual(PEOPLE);
      const authorization = `Basic ${Buffer.from('us@er:p w').toString('base64')}`;
      expect(tunnels).toEqual([
        { target: 'ram.aliyuncs.com:443', authorization },
        { target: 'sts.aliyuncs.com:443', authorization },
      ]);
    },
  );

  test('a proxy without a scheme is an HTTP proxy', async () => {
    const env = { HTTPS_PROXY: `127.0.0.1:${proxyPort}`, NODE_EXTRA_CA_CERTS: ca.caFile };
    expect(await listUsers(env)).toEqual(PEOPLE);
  });

  test('a CA that is not trusted ends the run, and the hint names the variable', async () => {
    const answer = await listUsers({ HTTPS_PROXY: `http://127.0.0.1:${proxyPort}` });
    expect(answer.message).toMatch(/^RAM ListUsers: the certificate of ram\.aliyuncs\.com was not accepted \(/);
    expect(answer.hint).toContain('NODE_EXTRA_CA_CERTS');
    expect(tunnels).toHaveLength(1);
  });

  test('a proxy that refuses shows with its status, without its password', async () => {
    refuse = 407;
    const answer = await listUsers({ HTTPS_PROXY: `http://user:proxy-password@127.0.0.1:${proxyPort}` });
    expect(answer.message).toContain('no connection to ram.aliyuncs.com (ERR_PROXY_TUNNEL, the proxy answered 407)');
    expect(JSON.stringify(answer)).not.toContain('proxy-password');
    expect(tunnels).toHaveLength(5);
  });

  test('the emulator on the loopback is always called directly', async () => {
    const emulator = await fakeService(() => ({ body: { RequestId: 'R', IsTruncated: false, Users: { User: [] } } }));
    const url = `http://127.0.0.1:${proxyPort}`;
    const { reader } = await connectTo(emulator, { env: { HTTPS_PROXY: url, HTTP_PROXY: url, http_proxy: url } });
    expect(await reader.users()).toEqual([]);
    expect({ proxied, tunnels }).toEqual({ proxied: [], tunnels: [] });
    await emulator.close();
  });
});

test('calls one after the other share a connection', async () => {
  const ports = new Set<number>();
  const server = http.createServer((request, response) => {
    ports.add(Number(request.socket.remotePort));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ RequestId: 'R', IsTruncated: false, Users: { User: [] } }));
  });
  const { reader } = await connectTo({ address: `127.0.0.1:${await listen(server)}` });
  for (let call = 0; call < 10; call++) await reader.users();
  expect(ports.size).toBe(1);
  server.closeAllConnections();
  server.close();
});

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { makePrivateCa } from '../../alibaba/support/private-ca.ts';
import { PASSWORD_ANSWER } from './connected.ts';

export interface Tunnel {
  readonly target: string;
  readonly authorization: string | undefined;
}

export interface ProxiedRegistry {
  readonly proxy: string;
  readonly caFile: string;
  readonly tunnels: Tunnel[];
  /** what the proxy does with CONNECT: passes it on, answers with this status, or stays silent */
  answer: 'pass' | 'silent' | number;
  readonly close: () => void;
}

const HOSTS = ['*.aliyuncs.com', '*.cn-hangzhou.aliyuncs.com', '*.cn-hangzhou.cr.aliyuncs.com'];

/** Alibaba Cloud with a certificate of a private CA, behind a proxy that alone knows where it is. */
export async function registryBehindProxy(): Promise<ProxiedRegistry> {
  const ca = makePrivateCa();
  const service = https.createServer(serverCertificate(dirname(ca.caFile)), answer);
  const servicePort = await listen(service);
  const proxy = http.createServer((_request, response) => void response.writeHead(500).end());
  const port = await listen(proxy);
  const running: ProxiedRegistry = {
    proxy: `127.0.0.1:${port}`,
    caFile: ca.caFile,
    tunnels: [],
    answer: 'pass',
    close: () => {
      for (const server of [service, proxy]) {
        server.closeAllConnections();
        server.close();
      }
      ca.remove();
    },
  };
  proxy.on('connect', (request, client) => {
    running.tunnels.push({ target: String(request.url), authorization: request.headers['proxy-authorization'] });
    client.on('error', () => {});
    if (running.answer === 'silent') return;
    if (running.answer !== 'pass') return void client.end(`HTTP/1.1 ${running.answer} No\r\n\r\n`);
    const upstream = net.connect(servicePort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  return running;
}

const listen = (server: net.Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

function serverCertificate(folder: string): { key: string; cert: string } {
  const file = (name: string): string => join(folder, name);
  const openssl = (command: string): void =>
    void execFileSync('openssl', command.split(' '), { cwd: folder, stdio: 'pipe' });
  writeFileSync(file('hosts'), `subjectAltName=${HOSTS.map((host) => `DNS:${host}`).join(',')}\n`);
  const newKey = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';
  openssl(`req ${newKey} -keyout hosts.key -out hosts.csr -subj /CN=aliyuncs.com`);
  openssl('x509 -req -in hosts.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out hosts.pem -days 2 -extfile hosts');
  return { key: readFileSync(file('hosts.key'), 'utf8'), cert: readFileSync(file('hosts.pem'), 'utf8') };
}

function answer(request: http.IncomingMessage, response: http.ServerResponse): void {
  response.setHeader('content-type', 'application/json');
  if (request.url === '/v2/') {
    const service = 'registry.aliyuncs.com:cn-hangzhou:china:cri-abc';
    const challenge = `Bearer realm="https://dockerauth.cn-hangzhou.aliyuncs.com/auth",service="${service}"`;
    response.writeHead(401, { 'www-authenticate': challenge }).end();
  } else if (request.url?.startsWith('/auth')) response.end(JSON.stringify({ token: 'opaque-token' }));
  else if (request.headers['x-acs-action'] === 'GetCallerIdentity')
    response.end(JSON.stringify({ AccountId: '1', Arn: 'acs:ram::1:user/bot' }));
  else response.end(JSON.stringify(PASSWORD_ANSWER));
}

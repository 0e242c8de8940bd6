import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Emulator, startEmulator } from '../../../../src/emulator/emulator.ts';
import { makePrivateCa } from '../../../edges/alibaba/support/private-ca.ts';
import { token } from '../../../emulator/oidc.ts';
import { BEARER, INSTANCE, REGION, WORLD } from './cloud.ts';

export const REGISTRY = 'acme-registry.cn-hangzhou.cr.aliyuncs.com';
export const TOKEN_SERVICE = 'https://token.actions.example.com/token?api-version=2.0';

export interface ProxiedCloud {
  readonly emulator: Emulator;
  /** address of the proxy, the only one that knows the way */
  readonly proxy: string;
  readonly caFile: string;
  /** targets of CONNECT with what the proxy was told about the user */
  readonly tunnels: { readonly target: string; readonly authorization: string | undefined }[];
  /** `HOST PATH` of every request inside of a tunnel */
  readonly asked: string[];
  readonly answered: string[];
  /** instance that the registry says it is */
  instance: string;
  /** `HOST PATH` that gets no answer */
  silent: string;
}

/** Alibaba Cloud and GitHub under their real names, encrypted with a private CA, reachable through a CONNECT proxy only. */
export async function startProxied(): Promise<ProxiedCloud> {
  const emulator = await startEmulator(WORLD);
  const ca = makePrivateCa();
  const service = https.createServer(certificate(dirname(ca.caFile)), (request, response) => {
    const call = `${request.headers.host} ${request.url?.replace(/\?.*/, '')}`;
    running.asked.push(call);
    if (call !== running.silent) serve(running, request, response);
  });
  const proxy = http.createServer((_, response) => void response.writeHead(405).end());
  const [servicePort, proxyPort] = [await listen(service), await listen(proxy)];
  const running: ProxiedCloud = {
    emulator,
    proxy: `127.0.0.1:${proxyPort}`,
    caFile: ca.caFile,
    tunnels: [],
    asked: [],
    answered: [],
    instance: INSTANCE,
    silent: '',
  };
  proxy.on('connect', (request, client) => {
    running.tunnels.push({ target: String(request.url), authorization: request.headers['proxy-authorization'] });
    const upstream = net.connect(servicePort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  onTestFinished(async () => {
    for (const server of [service, proxy]) {
      server.closeAllConnections();
      server.close();
    }
    await emulator.close();
    ca.remove();
  });
  return running;
}

const listen = (server: net.Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

function serve(cloud: ProxiedCloud, request: IncomingMessage, response: ServerResponse): void {
  const { host = '' } = request.headers;
  if (host === REGISTRY) {
    const service = `registry.aliyuncs.com:${REGION}:china:${cloud.instance}`;
    const realm = `https://dockerauth.${REGION}.aliyuncs.com/dockerauth/auth`;
    response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}",service="${service}"` }).end();
  } else if (host === new URL(TOKEN_SERVICE).host) {
    const isAllowed = request.headers.authorization === `Bearer ${BEARER}`;
    const text = JSON.stringify({ value: isAllowed ? token() : '' });
    cloud.answered.push(text);
    response.writeHead(200, { 'content-type': 'application/json' }).end(text);
  } else forward(cloud, request, response);
}

/** With its own `Host`, which says region and service, and is signed. */
function forward({ emulator, answered }: ProxiedCloud, request: IncomingMessage, response: ServerResponse): void {
  const { method, url: path, headers } = request;
  const onward = http.request({ port: emulator.port, host: '127.0.0.1', method, path, headers, agent: false });
  onward.on('response', (answer) => {
    let text = '';
    answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
    answer.on('end', () => {
      answered.push(text);
      response.writeHead(answer.statusCode ?? 500, { 'content-type': 'application/json' }).end(text);
    });
  });
  request.pipe(onward);
}

function certificate(folder: string): { key: string; cert: string } {
  const openssl = (command: string): void =>
    void execFileSync('openssl', command.split(' '), { cwd: folder, stdio: 'pipe' });
  const names = [
    '*.aliyuncs.com',
    '*.cn-hangzhou.aliyuncs.com',
    '*.cn-hangzhou.cr.aliyuncs.com',
    '*.actions.example.com',
  ];
  writeFileSync(join(folder, 'names.all'), `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}\n`);
  openssl('req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout all.key -out all.csr -subj /CN=all');
  openssl('x509 -req -in all.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out all.pem -days 2 -extfile names.all');
  return { key: readFileSync(join(folder, 'all.key'), 'utf8'), cert: readFileSync(join(folder, 'all.pem'), 'utf8') };
}

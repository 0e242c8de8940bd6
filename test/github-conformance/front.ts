import type { ChildProcess } from 'node:child_process';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';

/** A REST request that went through Prism. */
export interface Exchange {
  /** `METHOD path status` */
  readonly line: string;
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly status: number;
  /** what Prism found wrong with the request or the answer; '' for nothing */
  readonly found: string;
}

export interface Front {
  readonly url: string;
  readonly exchanges: readonly Exchange[];
  readonly untilPrismAnswers: (prism: ChildProcess) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Errors of Prism itself, not of the server behind it. */
export const PRISM_ERROR = /stoplight\.io\/prism\/errors#/;

export async function freePort(): Promise<number> {
  const server = net.createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const listen = (server: net.Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

/** One origin for REST, which goes through Prism, and GraphQL, which does not. */
export async function startFront(behind: { prism: string; github: string }): Promise<Front> {
  const exchanges: Exchange[] = [];
  const server = http.createServer((request, response) => {
    void pass(request, response, request.url === '/graphql' ? behind.github : behind.prism, exchanges);
  });
  const url = `http://127.0.0.1:${await listen(server)}`;
  return {
    url,
    exchanges,
    untilPrismAnswers: (prism) => listening(prism),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function pass(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  target: string,
  exchanges: Exchange[],
): Promise<void> {
  const { method = '', url: path = '' } = request;
  const body = await bodyOf(request);
  const { host, hostname, port } = new URL(target);
  // The path goes on as it came: an encoded slash stays one.
  const onward = http.request({ method, path, hostname, port, headers: { ...request.headers, host } });
  onward.on('error', (error) => response.writeHead(502).end(String(error)));
  onward.end(body);
  onward.on('response', (answer) => {
    void bodyOf(answer).then((text) => {
      const status = answer.statusCode ?? 500;
      const found = PRISM_ERROR.test(text) ? text : String(answer.headers['sl-violations'] ?? '');
      if (path !== '/graphql')
        exchanges.push({ line: `${method} ${path} ${status}`, method, path, body, status, found });
      response.writeHead(status, answer.headers).end(text);
    });
  });
}

/** Prism reads a description of 12 MB before it listens. */
function listening(prism: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    prism.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Prism is listening')) resolve();
    });
    prism.once('close', (code) => reject(new Error(`prism ended with ${code}: ${output.slice(-2_000)}`)));
  });
}

async function bodyOf(message: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

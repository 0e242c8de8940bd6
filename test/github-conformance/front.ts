import type { ChildProcess } from 'node:child_process';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';

export interface Front {
  readonly url: string;
  /** REST requests that went through Prism, with the status that came back */
  readonly exchanges: readonly string[];
  /** what Prism found, one line each */
  readonly violations: readonly string[];
  readonly untilPrismAnswers: (prism: ChildProcess) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Errors of Prism itself, not of the server behind it. */
const PRISM_ERROR = /stoplight\.io\/prism\/errors#/;

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
  const exchanges: string[] = [];
  const violations: string[] = [];
  const server = http.createServer((request, response) => {
    const isGraphql = request.url === '/graphql';
    const target = new URL(request.url ?? '/', isGraphql ? behind.github : behind.prism);
    // The path goes on as it came: an encoded slash stays one.
    const options = { method: request.method, headers: { ...request.headers, host: target.host }, path: request.url };
    const onward = http.request({ ...options, host: target.hostname, port: target.port }, (answer) => {
      void bodyOf(answer).then((body) => {
        if (!isGraphql) {
          const line = `${request.method} ${request.url} ${answer.statusCode}`;
          exchanges.push(line);
          const found = PRISM_ERROR.test(body) ? body : answer.headers['sl-violations'];
          if (found !== undefined) violations.push(`${line}: ${String(found)}`);
        }
        response.writeHead(answer.statusCode ?? 500, answer.headers).end(body);
      });
    });
    onward.on('error', (error) => response.writeHead(502).end(String(error)));
    request.pipe(onward);
  });
  const url = `http://127.0.0.1:${await listen(server)}`;
  return {
    url,
    exchanges,
    violations,
    untilPrismAnswers: (prism) => listening(prism),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
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

async function bodyOf(answer: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

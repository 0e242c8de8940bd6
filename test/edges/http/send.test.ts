import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createAgents } from '../../../src/edges/http/agents.ts';
import { createSend, type HttpRequest } from '../../../src/edges/http/send.ts';
import type { SendFailure } from '../../../src/edges/http/send-failure.ts';

const never = new AbortController().signal;
const send = (maxBytes?: number) => createSend(createAgents({}), maxBytes);
const get = (url: string): HttpRequest => ({ method: 'GET', url: new URL(url), headers: {} });

async function listening(server: http.Server | net.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    if (server instanceof http.Server) server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const answering = async (handle: http.RequestListener): Promise<string> =>
  `http://127.0.0.1:${await listening(http.createServer(handle))}`;

const failureOf = (sent: Promise<unknown>): Promise<SendFailure> =>
  sent.then(
    () => Promise.reject(new Error('it did not fail')),
    (error) => error as SendFailure,
  );

test.each(['http://example.com', 'http://localhost.example.com', 'http://10.0.0.1', 'ftp://localhost'])(
  '%s is sent nothing: it would not be encrypted',
  async (url) => {
    expect(await failureOf(send()(get(url), never))).toMatchObject({ meaning: 'not-encrypted' });
  },
);

test('an answer may be as large as it is said to, and not larger', async () => {
  const url = await answering((_request, response) => response.end('x'.repeat(100)));
  expect((await send(100)(get(url), never)).text).toHaveLength(100);
  expect(await failureOf(send(99)(get(url), never))).toMatchObject({
    meaning: 'too-large',
    code: 'more than 99 bytes',
  });
});

test('letters that are cut between two packets stay whole', async () => {
  const bytes = Buffer.from('ü€😀');
  const url = await answering((_request, response) => {
    response.write(bytes.subarray(0, 3));
    setTimeout(() => response.end(bytes.subarray(3)), 20);
  });
  expect((await send()(get(url), never)).text).toBe('ü€😀');
});

test('a body is sent with its length, and nothing is sent as a body of a deletion', async () => {
  const seen: (string | undefined)[][] = [];
  const url = await answering((request, response) => {
    seen.push([request.method, request.headers['content-length'], request.headers['transfer-encoding']]);
    response.writeHead(204).end();
  });
  for (const method of ['POST', 'PATCH'] as const) await send()({ ...get(url), method, body: 'ü' }, never);
  expect((await send()({ ...get(url), method: 'DELETE' }, never)).status).toBe(204);
  expect(seen).toEqual([
    ['POST', '2', undefined],
    ['PATCH', '2', undefined],
    ['DELETE', undefined, undefined],
  ]);
});

test('the reason of a signal ends it at once, also while it waits for a proxy', async () => {
  const stop = new AbortController();
  const port = await listening(net.createServer(() => stop.abort(new Error('stopped'))));
  const agents = createAgents({ HTTPS_PROXY: `http://127.0.0.1:${port}` });
  await expect(createSend(agents)(get('https://example.com'), stop.signal)).rejects.toThrow('stopped');
  agents.https.destroy();
});

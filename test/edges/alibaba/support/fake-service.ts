import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ConnectOptions, connectAlibaba } from '../../../../src/edges/alibaba/connect.ts';
import type { ServiceError } from '../../../../src/errors.ts';
import type { Clock, Reporter } from '../../../../src/ports.ts';

/** What arrived, as the service would see it. */
export interface Received {
  readonly operation: string;
  readonly version: string;
  readonly url: string;
  readonly method: string;
  readonly query: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>>;
  readonly headers: http.IncomingHttpHeaders;
}

export type Answer =
  | { readonly status?: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly raw: string; readonly status?: number; readonly contentType?: string }
  /** the connection is cut after the request was read, or in the middle of the body */
  | { readonly cut: 'at once' | 'in the body' }
  | { readonly hang: true };

export interface FakeService {
  readonly address: string;
  readonly received: Received[];
  readonly close: () => Promise<void>;
}

/** A purpose-built service on the loopback: `answer` says what each request gets. */
export async function fakeService(
  answer: (received: Received, index: number) => Answer | Promise<Answer>,
): Promise<FakeService> {
  const received: Received[] = [];
  const server = http.createServer({ maxHeaderSize: 131_072 }, (request, response) => {
    void readRequest(request).then(async (one) => {
      received.push(one);
      respond(await answer(one, received.length - 1), response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function readRequest(request: http.IncomingMessage): Promise<Received> {
  let body = '';
  for await (const chunk of request) body += chunk;
  const url = new URL(request.url ?? '/', 'http://service');
  return {
    operation: String(request.headers['x-acs-action'] ?? ''),
    version: String(request.headers['x-acs-version'] ?? ''),
    url: request.url ?? '',
    method: request.method ?? '',
    query: Object.fromEntries(url.searchParams),
    form: Object.fromEntries(new URLSearchParams(body)),
    headers: request.headers,
  };
}

function respond(answer: Answer, response: http.ServerResponse): void {
  if ('hang' in answer) return;
  if ('cut' in answer) {
    if (answer.cut === 'in the body') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"RequestId":"R');
      setImmediate(() => response.destroy());
    } else response.destroy();
    return;
  }
  const isRaw = 'raw' in answer;
  const headers = isRaw ? { 'content-type': answer.contentType ?? 'text/html' } : answer.headers;
  response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...headers });
  response.end(isRaw ? answer.raw : JSON.stringify(answer.body));
}

/** Time that passes only while somebody sleeps. */
export function steppedClock(start = Date.parse('2026-11-21T12:00:00Z')): Clock & { readonly slept: number[] } {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(now),
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      slept.push(ms);
      now += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

export function recordingReporter(): Reporter & { readonly lines: string[] } {
  const lines: string[] = [];
  const line = (text: string): void => void lines.push(text);
  return { lines, progress: line, note: line, warn: line };
}

/** A connection to `service` through ACR_ACCESS_EMULATOR, with a key in the variables. */
export const connectTo = (service: { readonly address: string }, options: Partial<ConnectOptions> = {}) =>
  connectAlibaba({
    inputs: {},
    clock: steppedClock(),
    random: () => 0.5,
    reporter: recordingReporter(),
    times: { attemptMs: 5_000, backoffMs: 1 },
    ...options,
    env: {
      ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI-test-key-id',
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'test-key-secret',
      ...options.env,
      ACR_ACCESS_EMULATOR: `http://${service.address}`,
    },
  });

/** The error that `promise` rejects with; fails when it does not reject. */
export async function rejection(promise: Promise<unknown>): Promise<ServiceError> {
  try {
    await promise;
  } catch (error) {
    return error as ServiceError;
  }
  throw new Error('the promise did not reject');
}

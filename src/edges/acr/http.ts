import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { LoginFailure } from '../../login/types.ts';
import { VERSION } from '../../version.ts';
import { networkFailure } from '../alibaba/error-kinds.ts';
import type { Agents } from './agents.ts';
import { TryFailure } from './try-failure.ts';

/** No answer that a login reads comes near this; more is a mistake or an attack. */
const MAX_ANSWER_BYTES = 1_048_576;

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** each `WWW-Authenticate` header by itself */
  readonly challenges: readonly string[];
  readonly text: string;
  /** asked for by `x-acs-retry-after` (ms) or `Retry-After` (s); 0 when there is none */
  readonly retryAfterMs: number;
}

/** One request and its whole answer, whatever its status. Redirects are answers like others: nothing follows them. */
export type Send = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;

/** @returns a sender that throws TryFailure of kind `network` and `bad-answer`, and the reason of an aborted signal */
export const createSend =
  (agents: Agents): Send =>
  async (request, signal) => {
    requireSafe(request.url);
    try {
      const message = await begin(request, agents, signal);
      return {
        status: message.statusCode ?? 0,
        headers: message.headers,
        challenges: message.headersDistinct['www-authenticate'] ?? [],
        text: await readBody(message, request.url.host),
        retryAfterMs: retryAfter(message.headers),
      };
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof TryFailure ? error : disconnected(error, request.url.host);
    }
  };

/** The answer with its body still to come. */
const begin = ({ method, url, headers, body }: HttpRequest, agents: Agents, signal: AbortSignal) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    const [{ request }, agent] = url.protocol === 'https:' ? [https, agents.https] : [http, agents.http];
    const options = { method, agent, signal, headers: { 'user-agent': `acr-access/${VERSION}`, ...headers } };
    request(url, options, resolve).on('error', reject).end(body);
  });

/** Everything sent is or earns a credential, so it leaves the machine encrypted only. */
function requireSafe({ protocol, hostname, host }: URL): void {
  const isLoopback = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(hostname);
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback)) return;
  throw new TryFailure({ kind: 'network', host, code: 'NOT_ENCRYPTED' }, false);
}

async function readBody(message: IncomingMessage, host: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += (chunk as Buffer).length;
    if (size > MAX_ANSWER_BYTES) {
      message.destroy();
      const detail = `more than ${MAX_ANSWER_BYTES} bytes`;
      throw new TryFailure({ kind: 'bad-answer', api: host, detail }, false);
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function disconnected(error: unknown, host: string): TryFailure {
  const { code, name, message } = error as { code?: unknown; name?: unknown; message?: unknown };
  // Messages of the network layers may hold the URL of the proxy: only the code is kept.
  const reason = typeof code === 'string' && /^[A-Z_0-9]+$/.test(code) ? code : String(name).replace(/[^A-Za-z]/g, '');
  const proxyStatus = code === 'ERR_PROXY_TUNNEL' ? /HTTP\/1\.[01] (\d{3})/.exec(String(message))?.[1] : undefined;
  const failure: LoginFailure = {
    kind: 'network',
    host,
    code: proxyStatus === undefined ? reason : `PROXY_ANSWERED_${proxyStatus}`,
  };
  const isRefused = proxyStatus !== undefined && Number(proxyStatus) < 500;
  return new TryFailure(failure, !isRefused && networkFailure(error) !== 'certificate');
}

function retryAfter(headers: IncomingHttpHeaders): number {
  const read = (name: string, unit: number): number | undefined => {
    const value = headers[name];
    return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) * unit : undefined;
  };
  return read('x-acs-retry-after', 1) ?? read('retry-after', 1_000) ?? 0;
}

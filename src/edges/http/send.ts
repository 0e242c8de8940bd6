import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { VERSION } from '../../version.ts';
import type { Agents } from './agents.ts';
import { SendFailure } from './send-failure.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
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

/** No answer of a service of Alibaba Cloud comes near this; more is a mistake or an attack. */
const MAX_ANSWER_BYTES = 1_048_576;

/** @returns a sender that throws SendFailure, and the reason of an aborted signal as soon as it is aborted */
export const createSend =
  (agents: Agents, maxBytes = MAX_ANSWER_BYTES): Send =>
  async (request, signal) => {
    const { host } = request.url;
    if (!mayCarrySecrets(request.url)) throw new SendFailure(host, { meaning: 'not-encrypted', code: 'NOT_ENCRYPTED' });
    try {
      const message = await begin(request, agents, signal);
      return {
        status: message.statusCode ?? 0,
        headers: message.headers,
        challenges: message.headersDistinct['www-authenticate'] ?? [],
        text: await readBody(message, host, maxBytes),
        retryAfterMs: retryAfter(message.headers),
      };
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof SendFailure ? error : SendFailure.from(error, host);
    }
  };

/** Everything sent is or earns a credential, so it leaves the machine encrypted only. */
export const mayCarrySecrets = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(hostname));

/** The answer with its body still to come. */
const begin = ({ method, url, headers, body }: HttpRequest, agents: Agents, signal: AbortSignal) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    const [{ request }, agent] = url.protocol === 'https:' ? [https, agents.https] : [http, agents.http];
    const options = { method, agent, signal, headers: { 'user-agent': `acr-access/${VERSION}`, ...headers } };
    request(url, options, resolve).on('error', reject).end(body);
    // A request that waits for its connection does not heed the signal itself.
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

async function readBody(message: IncomingMessage, host: string, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += (chunk as Buffer).length;
    if (size > maxBytes) {
      message.destroy();
      throw new SendFailure(host, { meaning: 'too-large', code: `more than ${maxBytes} bytes` });
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function retryAfter(headers: IncomingHttpHeaders): number {
  const read = (name: string, unit: number): number | undefined => {
    const value = headers[name];
    return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) * unit : undefined;
  };
  return read('x-acs-retry-after', 1) ?? read('retry-after', 1_000) ?? 0;
}

import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import https from 'node:https';
import httpx from 'httpx';
import { AcrAccessError } from '../../errors.ts';

/** At most so many connections to one host; the calls in flight are limited to the same number. */
export const MAX_IN_FLIGHT = 16;

/** The server may close an idle connection at any time; a write that meets that is unclear. So close it first. */
const IDLE_MS = 4_000;

/** One try of one call: what it may use, and what was seen of its answer. */
export interface Attempt {
  /** ends the try, whatever it is waiting for */
  readonly signal: AbortSignal;
  readonly agents: Agents;
  status?: number;
  headers?: http.IncomingHttpHeaders;
  /** the body was JSON that says success: a later failure is about its content */
  answered?: boolean;
}

export interface Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

const current = new AsyncLocalStorage<Attempt>();

/** Runs `send` so that every request of the SDK inside it belongs to `attempt`. */
export const inAttempt = <T>(attempt: Attempt, send: () => Promise<T>): Promise<T> => current.run(attempt, send);

/** The try that the running code belongs to. */
export const currentAttempt = (): Attempt | undefined => current.getStore();

/**
 * The SDK core can pass neither an agent nor a signal to its HTTP layer, and hides the status of an unreadable answer.
 * The layer itself (httpx) takes both, so its one entry point is wrapped, once per process.
 */
const original = httpx.request;
httpx.request = async (url, options) => {
  const attempt = current.getStore();
  if (attempt === undefined) return original(url, options);
  const agent = url.slice(0, 6).toLowerCase() === 'https:' ? attempt.agents.https : attempt.agents.http;
  const beforeRequest = (request: object): object => ({ ...request, signal: attempt.signal });
  const response = await original(url, { ...options, agent, beforeRequest });
  attempt.headers = response.headers;
  if (response.statusCode !== undefined) attempt.status = response.statusCode;
  return response;
};

/**
 * Keep-alive agents that go through the proxy of the environment (`HTTPS_PROXY`, `NO_PROXY`, either case) by CONNECT.
 * Plain HTTP is spoken to the emulator on the loopback only, and never through a proxy.
 *
 * @throws AcrAccessError `usage` when the proxy's URL cannot be read
 */
export function createAgents(env: NodeJS.ProcessEnv): Agents {
  const options = { keepAlive: true, maxSockets: MAX_IN_FLIGHT, timeout: IDLE_MS };
  const proxy = env.https_proxy || env.HTTPS_PROXY;
  if (!proxy) return { http: new http.Agent(options), https: new https.Agent(options) };
  const proxyEnv = { https_proxy: proxyUrl(proxy), no_proxy: noProxyList(env.no_proxy || env.NO_PROXY || '') };
  return { http: new http.Agent(options), https: new https.Agent({ ...options, proxyEnv }) };
}

function proxyUrl(text: string): string {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return url.href;
  // The value may hold a password: it is named, never shown.
  throw new AcrAccessError('usage', 'HTTPS_PROXY is not the URL of an HTTP proxy', {
    hint: 'Write it as http://HOST:PORT or http://USER:PASSWORD@HOST:PORT.',
  });
}

/** Node compares an entry without a leading dot with the whole host; elsewhere (curl, Go) it covers subdomains too. */
function noProxyList(text: string): string {
  const entries = text
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .flatMap((entry) => (/^[.*]|:|^[\d.-]+$/.test(entry) ? [entry] : [entry, `.${entry}`]));
  return entries.join(',');
}

import http from 'node:http';
import https from 'node:https';
import { AcrAccessError } from '../../errors.ts';

export interface Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
  /** what is secret about the proxy of the environment, in each form that it is sent or configured in */
  readonly secrets: readonly string[];
}

export interface AgentOptions {
  /** a socket without traffic for so long is closed, one that waits for the proxy too; 4,000 when absent */
  readonly idleMs?: number;
  /** connections to one host at a time; any number when absent */
  readonly maxSockets?: number;
}

/** The server may close an idle connection at any time; a write that meets that is unclear. So close it first. */
const IDLE_MS = 4_000;

/**
 * Keep-alive agents that go through the proxy of the environment (`HTTPS_PROXY`, `NO_PROXY`, either case) by CONNECT.
 * Plain HTTP is spoken on the loopback only, and never through a proxy.
 *
 * @throws AcrAccessError `usage` when the proxy's URL cannot be read
 */
export function createAgents(
  env: NodeJS.ProcessEnv,
  { idleMs = IDLE_MS, maxSockets = Infinity }: AgentOptions = {},
): Agents {
  const options = { keepAlive: true, timeout: idleMs, maxSockets };
  const plain = new http.Agent(options);
  const text = env.https_proxy || env.HTTPS_PROXY;
  if (!text) return { http: plain, https: new https.Agent(options), secrets: [] };
  const proxy = proxyUrl(text);
  const proxyEnv = { https_proxy: proxy.href, no_proxy: noProxyList(env.no_proxy || env.NO_PROXY || '') };
  return { http: plain, https: new https.Agent({ ...options, proxyEnv }), secrets: proxySecrets(proxy) };
}

function proxyUrl(text: string): URL {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  const isProxy = url !== null && /^https?:$/.test(url.protocol) && decoded(url.username + url.password) !== undefined;
  if (isProxy) return url;
  // The value may hold a password: it is named, never shown.
  throw new AcrAccessError('usage', 'HTTPS_PROXY is not the URL of an HTTP proxy', {
    hint: 'Write it as http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, with % and other special characters as %25 and so on.',
  });
}

function proxySecrets({ username, password }: URL): string[] {
  if (password === '') return [];
  const [user, plain] = [decoded(username)!, decoded(password)!];
  return [password, plain, Buffer.from(`${user}:${plain}`).toString('base64')];
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Node compares an entry without a leading dot with the whole host; elsewhere (curl, Go) it covers subdomains too. */
function noProxyList(text: string): string {
  const entries = text
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .flatMap((entry) => (/^[.*]|:|^[\d.-]+$/.test(entry) ? [entry] : [entry, `.${entry}`]));
  return entries.join(',');
}

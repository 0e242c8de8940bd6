import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { AcrAccessError } from '../../errors.ts';

/**
 * The connection to one host: direct, or by CONNECT through the proxy of the environment (`HTTPS_PROXY`, `HTTP_PROXY`,
 * `NO_PROXY`, either case). The loopback is never behind a proxy. undici's EnvHttpProxyAgent would warn on standard error
 * that it is experimental, and takes a NO_PROXY entry without a dot for that one host only; elsewhere (curl, Go) it covers
 * subdomains too.
 *
 * @throws AcrAccessError `usage` when the proxy's URL cannot be read
 */
export function createDispatcher(target: string, env: NodeJS.ProcessEnv): Dispatcher {
  const uri = proxyFor(new URL(target), env);
  return uri === undefined ? new Agent() : new ProxyAgent({ uri });
}

/** URL of the proxy for `target`; `undefined`: none. */
export function proxyFor(target: URL, env: NodeJS.ProcessEnv): string | undefined {
  const name = target.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const text = env[name.toLowerCase()] || env[name];
  if (!text || isLoopback(target.hostname)) return undefined;
  return isExempt(target, env.no_proxy || env.NO_PROXY || '') ? undefined : proxyUrl(name, text);
}

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/i.test(host);

function isExempt(target: URL, noProxy: string): boolean {
  const port = target.port || (target.protocol === 'https:' ? '443' : '80');
  return noProxy.split(/[\s,]+/).some((entry) => {
    const [, host = '', onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (entry === '*') return true;
    if (onlyPort !== undefined && onlyPort !== port) return false;
    const domain = host.replace(/^\*?\./, '');
    return domain !== '' && (target.hostname === domain || target.hostname.endsWith(`.${domain}`));
  });
}

function proxyUrl(name: string, text: string): string {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return url.href;
  // The value may hold a password: it is named, never shown.
  throw new AcrAccessError('usage', `${name} is not the URL of an HTTP proxy`, {
    hint: 'Write it as http://HOST:PORT or http://USER:PASSWORD@HOST:PORT.',
  });
}

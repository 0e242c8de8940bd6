import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingHttpHeaders } from 'node:http';
import httpx from 'httpx';
import type { Agents } from '../http/agents.ts';

/** At most so many connections to one host; the calls in flight are limited to the same number. */
export const MAX_IN_FLIGHT = 16;

/** One try of one call: what it may use, and what was seen of its answer. */
export interface Attempt {
  /** ends the try, whatever it is waiting for */
  readonly signal: AbortSignal;
  readonly agents: Agents;
  status?: number;
  headers?: IncomingHttpHeaders;
  /** the body was JSON that says success: a later failure is about its content */
  answered?: boolean;
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

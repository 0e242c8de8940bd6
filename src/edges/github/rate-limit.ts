import { messageOf } from './error-body.ts';
import type { Exchange } from './failures.ts';

/** GitHub asks for at least a minute where it says nothing else. */
const UNSAID_MS = 60_000;

/**
 * How long a rate limit lasts; `undefined`: the answer is not about one. 429, or 403 with `retry-after`, with
 * `x-ratelimit-remaining: 0` or with words that say so; in GraphQL an error of type RATE_LIMITED.
 */
export function rateLimit(exchange: Exchange, type: string | undefined, now: Date): { waitMs: number } | undefined {
  const { status, headers } = exchange;
  const retryAfter = wholeNumber(headers['retry-after']);
  const isSpent = wholeNumber(headers['x-ratelimit-remaining']) === 0;
  const says = /secondary rate limit|rate limit exceeded|abuse detection/i.test(messageOf(exchange.body));
  const isLimit =
    status === 429 ||
    (status === 403 && (retryAfter !== undefined || isSpent || says)) ||
    (status < 300 && type?.startsWith('RATE_LIMIT') === true);
  if (!isLimit) return undefined;
  if (retryAfter !== undefined) return { waitMs: retryAfter * 1_000 };
  const reset = wholeNumber(headers['x-ratelimit-reset']);
  if (!isSpent || reset === undefined) return { waitMs: UNSAID_MS };
  return { waitMs: Math.max(1_000, reset * 1_000 - now.getTime()) };
}

function wholeNumber(value: string | readonly string[] | undefined): number | undefined {
  return value !== undefined && /^\d{1,12}$/.test(String(value)) ? Number(value) : undefined;
}

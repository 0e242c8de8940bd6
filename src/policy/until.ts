import type { Condition, OneOrMore, Statement } from './document.ts';

const OPERATOR = 'DateLessThan';
const KEY = 'acs:CurrentTime';
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * A statement that ends with its grant.
 *
 * An Allow holds only before `until`; a bound that it already has is kept when it is the earlier one. A Deny is returned
 * as it is: a Deny that ends gives access back, and nobody asked for that. It goes when the next run removes the policy,
 * as a change that is planned and shown.
 *
 * @param until exclusive end, an ISO 8601 instant
 * @returns `undefined` when the statement's own bound is not an instant and so cannot be compared
 */
export function endAt(statement: Statement, until: string): Statement | undefined {
  if (statement.Effect === 'Deny') return statement;
  const bounds = statement.Condition?.[OPERATOR] ?? {};
  // RAM compares condition keys without case, as far as is known: a second spelling must not stand beside ours.
  const spellings = Object.keys(bounds).filter((key) => key.toLowerCase() === KEY.toLowerCase());
  if (spellings.length > 1) return undefined;
  const key = spellings[0] ?? KEY;
  const bound = earlier(bounds[key], until);
  if (bound === undefined) return undefined;
  const condition: Condition = { ...statement.Condition, [OPERATOR]: { ...bounds, [key]: bound } };
  return { ...statement, Condition: condition };
}

/** Milliseconds since 1970 of an ISO 8601 instant with a zone, or `undefined`. */
export function instantOf(text: string): number | undefined {
  const time = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** Several values of a key are alternatives, so the latest of them is the bound that they make together. */
function earlier(own: OneOrMore | undefined, until: string): OneOrMore | undefined {
  if (own === undefined) return until;
  const times = (typeof own === 'string' ? [own] : own).map(instantOf);
  const end = instantOf(until);
  if (end === undefined || times.length === 0) return undefined;
  if (!times.every((time) => time !== undefined)) return undefined;
  return times.every((time) => time <= end) ? own : until;
}

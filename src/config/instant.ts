import type { Problem } from './issue-list.ts';
import { quoted } from './visible-text.ts';

const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * A date (`2026-12-31`, its start in UTC) or date-time (`2026-12-31T18:00:00+08:00`, UTC without a zone) as an ISO 8601
 * UTC instant to the second, e.g. `2026-12-31T10:00:00Z`; or what is wrong with it.
 */
export function parseInstant(written: string): { readonly instant: string } | { readonly problem: Problem } {
  const parts = DATE.exec(written);
  if (parts === null) {
    return { problem: { code: 'bad-date', message: `${quoted(written)} is not a date`, hint: HINT } };
  }
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone = 'Z'] = parts;
  const wall = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const time = Date.parse(`${wall}Z`);
  // Date.parse accepts some dates that do not exist (2026-02-30) and moves them: what comes back must be what went in.
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(wall)) {
    return { problem: { code: 'bad-date', message: `${quoted(written)} does not exist in the calendar`, hint: HINT } };
  }
  const utc = time - zoneMinutes(zone) * 60_000;
  if (Math.abs(zoneMinutes(zone)) > 14 * 60 || Number(zone.slice(4)) > 59) {
    const hint = 'zones run from -14:00 to +14:00';
    return { problem: { code: 'bad-date', message: `${quoted(zone)} is not a time zone`, hint } };
  }
  if (utc < FIRST || utc > LAST) {
    const hint = 'write a year from 2000 to 9998';
    return {
      problem: { code: 'bad-date', message: `${quoted(written)} is outside the years that RAM can compare`, hint },
    };
  }
  return { instant: `${new Date(utc).toISOString().slice(0, 19)}Z` };
}

const HINT = 'write a date such as 2026-12-31 (from 00:00 UTC), or a time such as 2026-12-31T18:00:00+08:00';
const FIRST = Date.UTC(2000, 0, 1);
const LAST = Date.UTC(9998, 11, 31);

function zoneMinutes(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return zone.startsWith('-') ? -minutes : minutes;
}

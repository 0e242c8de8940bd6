const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)$/;

/**
 * Milliseconds since 1970 of an ISO 8601 time such as `2027-01-01T00:00:00Z` or `2027-01-01T08:00:00+08:00`. `undefined` for
 * anything else: without a zone it is not documented which one RAM takes.
 */
export function readDate(text: string): number | undefined {
  const match = DATE_TIME.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((digits) => Number(digits ?? '0'));
  const wall = Date.UTC(year!, month! - 1, day!, hour, minute, second);
  // Date.UTC carries over: 30 February would become 2 March, hour 25 the next day.
  const carriedOver = new Date(wall).toISOString().slice(0, 16) !== text.slice(0, 16) || second! > 59;
  const zone = zoneMinutes(match[8]!);
  if (carriedOver || zone === undefined) return undefined;
  return wall + Number(`0.${match[7] ?? '0'}`) * 1000 - zone * 60_000;
}

/** Negative when `requested` is before `value`, zero at the same instant; `undefined` when one of them is no date. */
export function compareDates(requested: string, value: string): number | undefined {
  const [left, right] = [readDate(requested), readDate(value)];
  return left === undefined || right === undefined ? undefined : left - right;
}

function zoneMinutes(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(4))];
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

import { readDate } from '../policy/conditions/date.ts';
import type { ParsedStatement } from '../policy/parse.ts';

/** The instant (milliseconds since 1970) from which a statement holds no more; `undefined` = it has no end that can be read. */
export function endOf({ condition }: Pick<ParsedStatement, 'condition'>): number | undefined {
  const ends = condition
    .filter(({ operator, key }) => key === 'acs:currenttime' && /^DateLessThan(?:Equals)?$/.test(operator))
    .flatMap(({ values }) => {
      const times = values.map(readDate);
      // Values are alternatives: the latest one counts, and one that cannot be read might be later.
      return times.every((time) => time !== undefined) ? [Math.max(...times)] : [];
    });
  return ends.length === 0 ? undefined : Math.min(...ends);
}

import type { AccessReport, SilentChange } from '../plan/access/types.ts';
import type { Change } from '../plan/types.ts';
import { changeWords } from './change-lines.ts';

/** A change that looks like a gain or a loss and is none, in parts: `about` is a name, the rest are our words. */
export interface SilentLine {
  readonly verb: string;
  readonly about: string;
  /** e.g. `takes nothing` */
  readonly says: string;
  readonly from: readonly string[];
  /** e.g. `it had ended`; in front of `still` if there is something */
  readonly because: string;
  readonly still: readonly string[];
}

/** One line for each change and reason, whoever it would have been taken from. */
export function silentLines(
  { silent }: Pick<AccessReport, 'silent'>,
  changes: readonly Change[],
): readonly SilentLine[] {
  const groups = Map.groupBy(silent, ({ key, kind, because, still }) => JSON.stringify([key, kind, because, still]));
  return [...groups.values()].map((group) => {
    const { key, kind, because, still } = group[0]!;
    const { verb, object } = changeWords(key, changes) ?? { verb: '', object: key };
    const from = group.flatMap(({ principal }) => principal ?? []);
    if (kind === 'access-identical') {
      return { verb, about: object, says: 'new text, access stays identical', from, because: '', still };
    }
    const named = from.length === 1 && object.includes(from[0]!);
    const says = named ? 'revokes nothing' : 'revokes nothing of';
    return { verb, about: object, says, from: named ? [] : from, because: REASONS[because ?? 'no-access'], still };
  });
}

const REASONS: Record<NonNullable<SilentChange['because']>, string> = {
  ended: 'its time is over',
  'still-granted': 'still granted by',
  'no-access': 'no access to images came by it',
};

import type { SourcePosition } from '../../config/types.ts';
import type { AccessRow as ExactRow } from '../../policy/access/rows.ts';
import type { Principal } from '../../policy/principal.ts';
import type { Desired } from '../../state/desired.ts';
import { attachmentKey, customPolicyKey, groupKey, membershipKey, userKey } from '../../state/keys.ts';
import type { ResourceKey } from '../../state/types.ts';
import type { Change } from '../types.ts';
import type { Cause } from './types.ts';

/** What the plan does that makes a row, and the line of the file that says so. */
export interface RowCause {
  readonly cause: Cause | null;
  readonly source: SourcePosition | null;
}

type Telling = ExactRow['causes'][number];

const WORDS: Readonly<Record<string, Cause>> = {
  'create attachment': 'attached',
  'delete attachment': 'detached',
  'create membership': 'joined',
  'delete membership': 'left',
  'create policy': 'attached',
  'update policy': 'rewritten',
  'delete policy': 'detached',
  'delete user': 'deleted',
};

/**
 * Finds the change behind a row, from the nearest to the principal to the farthest: its end, its place in the group, the
 * attachment, the text of the policy.
 */
export function rowCauses(
  changes: readonly Change[],
  desired: Pick<Desired, 'origins'>,
): (principal: Principal, row: Pick<ExactRow, 'causes'>) => RowCause {
  const byKey = new Map(changes.map((change) => [change.key, change]));
  return (principal, { causes }) => {
    for (const telling of causes.toReversed()) {
      const change = keysOf(principal, telling)
        .map((key) => byKey.get(key))
        .find((found) => found !== undefined && `${found.action} ${found.kind}` in WORDS);
      if (change === undefined) continue;
      const source = change.source ?? declaredIn(change, desired) ?? null;
      return { cause: WORDS[`${change.action} ${change.kind}`]!, source };
    }
    return { cause: null, source: null };
  };
}

function keysOf(principal: Principal, { policy, type, scope, via }: Telling): readonly ResourceKey[] {
  const [group] = via;
  const user = principal.startsWith('user:') ? principal.slice('user:'.length) : undefined;
  const holder = (group ?? principal) as Principal;
  return [
    ...(user === undefined ? [] : [userKey(user)]),
    ...(user === undefined || group === undefined ? [] : [membershipKey(group.slice('group:'.length), user)]),
    attachmentKey({ principal: holder, type, policy, scope }),
    ...(type === 'Custom' ? [customPolicyKey(policy)] : []),
  ];
}

/** What goes is not in the file; the group or the grant that it goes from may be. */
function declaredIn(change: Change, { origins }: Pick<Desired, 'origins'>): SourcePosition | undefined {
  if (change.kind === 'membership') return origins.get(groupKey((change.after ?? change.before).group))?.source;
  if (change.kind !== 'attachment') return undefined;
  const { type, policy } = change.after ?? change.before;
  return type === 'Custom' ? origins.get(customPolicyKey(policy))?.source : undefined;
}

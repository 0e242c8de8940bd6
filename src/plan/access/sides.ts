import type { AccessConfig } from '../../config/types.ts';
import type { World } from '../../policy/access/places.ts';
import { Holdings } from '../../state/holdings.ts';
import type { Account } from '../../state/types.ts';
import { accountAfter } from '../account-after.ts';
import type { Change } from '../types.ts';
import { worldOf } from './world.ts';

/** The two sides of a plan, ready for any question about who may do what from now on: what has ended is on neither. */
export interface Sides {
  readonly world: World;
  readonly before: Holdings;
  readonly after: Holdings;
  readonly accountAfter: Account;
}

export function sidesOf({
  account,
  config,
  changes,
  now,
}: {
  readonly account: Account;
  readonly config: AccessConfig;
  readonly changes: readonly Change[];
  readonly now: Date;
}): Sides {
  const later = changes.length === 0 ? account : accountAfter(account, changes);
  return {
    world: worldOf(account, config, [...account.documents.values(), ...later.documents.values()]),
    before: new Holdings(account, now),
    after: new Holdings(later, now),
    accountAfter: later,
  };
}

import type { AccessConfig } from '../../config/types.ts';
import type { World } from '../../policy/access/places.ts';
import { Holdings } from '../../state/holdings.ts';
import type { Account } from '../../state/types.ts';
import { accountAfter } from '../account-after.ts';
import type { Change } from '../types.ts';
import { worldOf } from './world.ts';

/** The two sides of a plan, ready for any question about who may do what. */
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
}: {
  readonly account: Account;
  readonly config: AccessConfig;
  readonly changes: readonly Change[];
}): Sides {
  const later = changes.length === 0 ? account : accountAfter(account, changes);
  return {
    world: worldOf(account, config),
    before: new Holdings(account),
    after: new Holdings(later),
    accountAfter: later,
  };
}

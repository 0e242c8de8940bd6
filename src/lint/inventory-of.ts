import type { Inventory } from '../state/types.ts';
import type { LintContext } from './rule.ts';

/** The registries in the regions of the file and what is in them; `undefined` where that is not known. */
export const inventoryOf = ({ account }: Pick<LintContext, 'account'>): Inventory | undefined =>
  account === undefined || 'unreadable' in account.inventory ? undefined : account.inventory;

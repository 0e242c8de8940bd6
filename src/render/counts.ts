import type { Change } from '../plan/types.ts';

export interface ChangeCounts {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
}

export function countChanges(changes: readonly Change[]): ChangeCounts {
  const counts = { create: 0, update: 0, delete: 0 };
  for (const { action } of changes) counts[action] += 1;
  return counts;
}

/** `2 to create, 1 to update, 3 to delete`; what is zero is left out, and there is nothing for none at all. */
export function countsSentence(counts: ChangeCounts): string {
  const parts = [
    counts.create && `${counts.create} to create`,
    counts.update && `${counts.update} to update`,
    counts.delete && `${counts.delete} to delete`,
  ].filter(Boolean);
  return parts.join(', ');
}

export const NO_CHANGES = 'No changes: the account is what the file says';
/** A guard objects and there is nothing else to do: that the account is what the file says would not be true. */
export const REFUSED_WITHOUT_CHANGES = 'No changes can be made before this is solved';

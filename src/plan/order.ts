import { byText } from '../state/keys.ts';
import type { Action, Change } from './types.ts';

/**
 * The phases of apply, first to last. What is given comes before what is taken, so that nobody is without access in
 * the middle of a replacement, and everything exists before something points at it.
 */
export const PHASES: readonly (readonly [Change['kind'], readonly Action[]])[] = [
  ['policy', ['create', 'update']],
  ['user', ['create', 'update']],
  ['group', ['create', 'update']],
  ['membership', ['create']],
  ['attachment', ['create']],
  ['attachment', ['delete']],
  ['membership', ['delete']],
  ['policy', ['delete']],
  ['group', ['delete']],
  ['user', ['delete']],
];

export const phaseOf = (change: Change): number =>
  PHASES.findIndex(([kind, actions]) => kind === change.kind && actions.includes(change.action));

/** Changes in the order of apply: by phase, then by key. The order of the input does not matter. */
export const orderChanges = (changes: readonly Change[]): Change[] =>
  [...changes].sort((a, b) => phaseOf(a) - phaseOf(b) || byText(a.key, b.key));

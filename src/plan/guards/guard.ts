import type { AccessConfig } from '../../config/types.ts';
import type { Current } from '../../state/current.ts';
import type { Desired } from '../../state/desired.ts';
import type { Account } from '../../state/types.ts';
import type { Change, Finding, Severity } from '../types.ts';

/** Everything that a guard may look at. Guards are pure: they judge a plan, they never change it. */
export interface GuardContext {
  /** what judges is what holds: a change that weakens its own rules is judged with those of the base branch */
  readonly config: AccessConfig;
  readonly owner: string;
  readonly adopt: readonly string[];
  readonly account: Account;
  readonly current: Current;
  readonly desired: Desired;
  readonly changes: readonly Change[];
  readonly now: Date;
}

/** A rule that can refuse a plan (a blocking finding) or say something about it (any other finding). */
export type Guard = (context: GuardContext) => readonly Finding[];

/** A finding that makes apply refuse. */
export const blocking = (
  id: string,
  severity: Severity,
  fields: Pick<Finding, 'key' | 'message' | 'remedy'> & Partial<Pick<Finding, 'source' | 'introduced'>>,
): Finding => ({ id, severity, source: null, introduced: true, ...fields, blocking: true });

/** A finding that is shown and does not stop anything. */
export const warning = (
  id: string,
  severity: Severity,
  fields: Pick<Finding, 'key' | 'message' | 'remedy'> & Partial<Pick<Finding, 'source' | 'introduced'>>,
): Finding => ({ id, severity, source: null, introduced: true, ...fields, blocking: false });

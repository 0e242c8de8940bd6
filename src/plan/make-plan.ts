import type { AccessConfig } from '../config/types.ts';
import { currentState } from '../state/current.ts';
import { desiredState } from '../state/desired.ts';
import type { Account } from '../state/types.ts';
import { diffStates } from './diff.ts';
import { planDigest } from './digest.ts';
import { applySecondsAtLeast } from './duration.ts';
import type { GuardContext } from './guards/guard.ts';
import { quotaUse } from './guards/quotas.ts';
import { runGuards } from './guards/run-guards.ts';
import { orderChanges } from './order.ts';
import type { Plan } from './types.ts';

export interface PlanInput {
  readonly config: AccessConfig;
  readonly account: Account;
  /** value of the owner tag, `owner/repo:path` */
  readonly owner: string;
  /** untagged policies that the caller takes over by name */
  readonly adopt: readonly string[];
  readonly now: Date;
}

/** A plan and what it was made from: what every judgement on it looks at. */
export interface PlanDraft {
  readonly plan: Plan;
  readonly context: GuardContext;
}

/** From a file and an account to a plan. Pure: the same input, in any order, gives the same plan and digest. */
export const makePlan = (input: PlanInput): Plan => draftPlan(input).plan;

export function draftPlan({ config, account, owner, adopt, now }: PlanInput): PlanDraft {
  const desired = desiredState(config, owner, now);
  const current = currentState(account, config, desired, { owner, adopt });
  const changes = orderChanges(diffStates(current, desired));
  const context: GuardContext = { config, owner, adopt, account, current, desired, changes, now };
  const plan: Plan = {
    account: account.id,
    config: config.file,
    owner,
    digest: planDigest(account.id, owner, changes),
    changes,
    findings: runGuards(context),
    untouched: [...current.untouched].map(([key, reason]) => ({ key, reason })),
    quotas: quotaUse(context),
    applySecondsAtLeast: applySecondsAtLeast(changes),
  };
  return { plan, context };
}

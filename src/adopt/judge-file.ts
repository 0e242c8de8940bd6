import type { AccessConfig } from '../config/types.ts';
import { runLints } from '../lint/run-lints.ts';
import type { PrincipalAccess } from '../plan/access/types.ts';
import { accountAfter } from '../plan/account-after.ts';
import { assessPlan } from '../plan/assess.ts';
import type { Finding } from '../plan/types.ts';
import type { Account } from '../state/types.ts';
import type { Advice } from './grant-text.ts';

export interface Judgement {
  /** whose access the file's plan changes: nobody's, or the import is wrong */
  readonly access: readonly PrincipalAccess[];
  /** what keeps the plan from being applied */
  readonly blocking: readonly Finding[];
  readonly adviceOf: (grant: string) => readonly Advice[];
  /** about the file as a whole */
  readonly notes: readonly string[];
}

/** Said once for the file: next to nearly every grant of a grown account it would hide the rest. */
const GRANTED_DIRECTLY = 'LP06';
const ON_GROUPS = 'People change teams: grants to groups keep who may do what in one place.';

/** What the plan of a file does to an account, and what the lints recommend about the grants. */
export function judgeFile(config: AccessConfig, account: Account, owner: string, now: Date): Judgement {
  const plan = assessPlan({ config, account, owner, adopt: [], now }, []);
  const after = accountAfter(account, plan.changes);
  const findings = runLints({ config, before: undefined, after, changes: plan.changes, now, owner });
  const shown = new Set(['error', 'critical', 'high', 'medium']);
  const byGrant = Map.groupBy(
    findings.filter(({ severity, key }) => shown.has(severity) && key.startsWith('grant/')),
    ({ key }) => key,
  );
  const direct = findings.filter(({ id, key }) => id === GRANTED_DIRECTLY && key.startsWith('grant/')).length;
  return {
    access: plan.report.access,
    blocking: plan.findings.filter(({ blocking }) => blocking),
    adviceOf: (grant) => oncePerRule(byGrant.get(`grant/${grant}`) ?? []),
    notes: direct === 0 ? [] : [`${direct} ${direct === 1 ? 'grant names' : 'grants name'} users. ${ON_GROUPS}`],
  };
}

/** A rule that finds several places in a grant says the same about each. */
const oncePerRule = (findings: readonly Finding[]): readonly Finding[] =>
  [...new Map(findings.toReversed().map((finding) => [finding.id, finding])).values()].reverse();

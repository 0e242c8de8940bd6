import type { Finding } from '../types.ts';
import { endedGrants } from './ended-grants.ts';
import { grantedPolicies } from './granted-policies.ts';
import type { Guard, GuardContext } from './guard.ts';
import { ignoredHolders } from './ignored-holders.ts';
import { lookAlikes } from './look-alikes.ts';
import { ownIdentity } from './own-identity.ts';
import { ownership } from './ownership.ts';
import { quotas } from './quotas.ts';
import { references } from './references.ts';
import { removalLimits } from './removal-limits.ts';
import { replacedPolicies } from './replaced-policies.ts';
import { shrunkFile } from './shrunk-file.ts';
import { userDeletion } from './user-deletion.ts';
import { visibility } from './visibility.ts';

/** Every guard, in the order in which their findings are shown. A new guard is a new file and a line here. */
const GUARDS: readonly Guard[] = [
  ownership,
  references,
  shrunkFile,
  removalLimits,
  ownIdentity,
  userDeletion,
  quotas,
  grantedPolicies,
  replacedPolicies,
  visibility,
  endedGrants,
  ignoredHolders,
  lookAlikes,
];

/** Findings of all guards, the blocking ones first. */
export function runGuards(context: GuardContext): readonly Finding[] {
  const findings = GUARDS.flatMap((guard) => guard(context));
  return [...findings.filter(({ blocking }) => blocking), ...findings.filter(({ blocking }) => !blocking)];
}

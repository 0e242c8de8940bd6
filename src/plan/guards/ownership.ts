import { customPolicyKey } from '../../state/keys.ts';
import { OWNER_TAG, ownershipOf } from '../../state/ownership.ts';
import { policyKey } from '../../state/types.ts';
import type { Finding } from '../types.ts';
import { blocking, type Guard, warning } from './guard.ts';

/** OWN01-OWN04, OWN06: what carries the prefix and does not belong to this file. */
export const ownership: Guard = ({ account, config, owner, adopt, desired }) => {
  const findings: Finding[] = [];
  const adopted = new Set(adopt);
  for (const policy of account.policies.values()) {
    const whose = ownershipOf(policy, config.settings.prefix, owner);
    const key = customPolicyKey(policy.name);
    if (whose === 'unmanaged' && policy.tags[OWNER_TAG] === owner) findings.push(underAnotherPrefix(policy.name, key));
    if (whose === 'owned' || whose === 'unmanaged') continue;
    const declared = desired.state.has(key);
    const source = desired.origins.get(key)?.source ?? null;
    if (whose === 'foreign' && declared) {
      findings.push(
        blocking('OWN01', 'error', {
          key,
          source,
          message: `policy ${policy.name} belongs to ${policy.tags[OWNER_TAG] ?? 'another file'}`,
          remedy: 'Rename the grant, or remove it from the other file first.',
        }),
      );
    } else if (whose === 'untagged' && declared && !adopted.has(policy.name)) {
      findings.push(
        blocking('OWN02', 'error', {
          key,
          source,
          message: `policy ${policy.name} exists and was not made by this file`,
          remedy: `Rename the grant, or take the policy over with --adopt ${policy.name} (action input: adopt).`,
        }),
      );
    } else if (whose === 'untagged' && !declared) {
      findings.push(
        warning('OWN03', 'medium', {
          key,
          introduced: false,
          message: `policy ${policy.name} has the prefix ${config.settings.prefix} and no owner; it is left alone`,
          remedy: 'Rename it, or declare a grant of that name and adopt it.',
        }),
      );
    }
  }
  for (const name of adopted) {
    if (account.policies.has(policyKey('Custom', name)) && desired.state.has(customPolicyKey(name))) continue;
    findings.push(
      blocking('OWN04', 'error', {
        key: customPolicyKey(name),
        message: `policy ${name} cannot be adopted: ${desired.state.has(customPolicyKey(name)) ? 'the account has no such policy' : 'no grant in the file has that policy'}`,
        remedy: 'Adopt only policies that exist and that a grant of the file compiles to.',
      }),
    );
  }
  return findings;
};

/** With a new prefix the old policies would go on giving what they give, and nobody would manage them. */
const underAnotherPrefix = (name: string, key: string): Finding =>
  warning('OWN06', 'high', {
    key,
    introduced: false,
    message: `policy ${name} was made by this file under another prefix; it is left alone and still gives what it gives`,
    remedy: 'Set settings.prefix back, or detach and delete the policy by hand.',
  });

import type { Principal } from '../../policy/principal.ts';
import { ACCOUNT_SCOPE } from '../../policy/principal.ts';
import { groupKey, userKey } from '../../state/keys.ts';
import { OWNED_SYSTEM_POLICIES } from '../../state/ownership.ts';
import { policyKey } from '../../state/types.ts';
import type { Finding } from '../types.ts';
import { blocking, type Guard, type GuardContext } from './guard.ts';

/** REF01-REF03: the file names a principal, a system policy or a resource group that does not exist. */
export const references: Guard = (context) => {
  const { config, account, desired } = context;
  const findings: Finding[] = [];
  const unknownPrincipal = (principal: Principal, key: string, source: Finding['source']): void => {
    findings.push(
      blocking('REF01', 'error', {
        key,
        source,
        message: `${principal} does not exist in account ${account.id}`,
        remedy: principal.startsWith('role:')
          ? 'Create the role first, or correct the name; names are case-sensitive.'
          : 'Correct the name (it is case-sensitive), create it, or declare it in the file.',
      }),
    );
  };
  for (const grant of config.grants ?? []) {
    if (desired.expired.includes(grant)) continue;
    const key = `grant/${grant.name}`;
    for (const principal of grant.to) {
      if (!exists(principal, context)) unknownPrincipal(principal, key, grant.source);
    }
    if (
      grant.access.kind === 'system-policy' &&
      !account.policies.has(policyKey('System', grant.access.policy)) &&
      !OWNED_SYSTEM_POLICIES.has(grant.access.policy) // an account file lists them only when somebody holds them
    ) {
      findings.push(
        blocking('REF02', 'error', {
          key,
          source: grant.source,
          message: `there is no system policy ${grant.access.policy}`,
          remedy: 'Correct the name: AliyunContainerRegistryReadOnlyAccess or AliyunContainerRegistryFullAccess.',
        }),
      );
    }
    if (grant.scope !== ACCOUNT_SCOPE && account.resourceGroups?.has(grant.scope) === false) {
      findings.push(
        blocking('REF03', 'error', {
          key,
          source: grant.source,
          message: `there is no resource group ${grant.scope}`,
          remedy: 'Correct the id, or leave `scope` out for the whole account.',
        }),
      );
    }
  }
  for (const group of config.groups ?? []) {
    for (const user of group.members ?? []) {
      if (!exists(`user:${user}`, context)) unknownPrincipal(`user:${user}`, `group/${group.name}`, group.source);
    }
  }
  return findings;
};

function exists(principal: Principal, { account, desired }: GuardContext): boolean {
  const name = principal.slice(principal.indexOf(':') + 1);
  if (principal.startsWith('user:')) return account.users.has(name) || desired.state.has(userKey(name));
  if (principal.startsWith('group:')) return account.groups.has(name) || desired.state.has(groupKey(name));
  return account.roles.has(name);
}

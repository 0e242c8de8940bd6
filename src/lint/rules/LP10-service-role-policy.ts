import type { DocumentRule } from '../rule.ts';

/** Policies that Alibaba Cloud made for the roles of its services, and changes when these need more. */
export const serviceRolePolicy: DocumentRule = {
  kind: 'document',
  id: 'LP10',
  severity: 'medium',
  judgesSystemPolicies: true,
  remedy: 'Detach it, and grant an access level instead.',
  check: ({ attachments }) =>
    attachments
      .filter(
        ({ type, policy, principal }) => type === 'System' && isForServices(policy) && !principal.startsWith('role:'),
      )
      .map(({ policy, principal }) => ({
        message: `${principal} holds ${policy}, which is made for the role of a service`,
      })),
};

/** AliyunCSManagedAcrRolePolicy, AliyunServiceRolePolicyForSFMAccessACR */
const isForServices = (policy: string): boolean => /RolePolicy(?:For|$)/.test(policy);

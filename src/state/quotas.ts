import type { Quotas } from './types.ts';

/**
 * RAM's published limits, for accounts that are not live. Live plans read the account's own from GetAccountSummary:
 * several can be raised. Source: RAM "Limits" page, December 2025.
 */
export const DEFAULT_QUOTAS: Quotas = {
  customPolicies: 1500,
  versionsPerPolicy: 5,
  customPoliciesPerUser: 10,
  customPoliciesPerGroup: 10,
  customPoliciesPerRole: 10,
  systemPoliciesPerUser: 20,
  systemPoliciesPerGroup: 20,
  systemPoliciesPerRole: 20,
  users: 5000,
  groups: 300,
  groupsPerUser: 10,
};

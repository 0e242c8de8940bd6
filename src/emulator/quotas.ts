/**
 * Limits of an account. Source: RAM "Limits" page, December 2025. One account may have others: all are options.
 * The number of policies of a principal counts both scopes together.
 */
export interface EmulatorQuotas {
  readonly users: number;
  readonly groups: number;
  readonly roles: number;
  readonly groupsPerUser: number;
  readonly accessKeysPerUser: number;
  readonly customPolicies: number;
  readonly policyBytes: number;
  readonly versionsPerPolicy: number;
  readonly customPoliciesPerUser: number;
  readonly customPoliciesPerGroup: number;
  readonly customPoliciesPerRole: number;
  readonly systemPoliciesPerUser: number;
  readonly systemPoliciesPerGroup: number;
  readonly systemPoliciesPerRole: number;
  readonly tagsPerResource: number;
}

export const DEFAULT_QUOTAS: EmulatorQuotas = {
  users: 5000,
  groups: 300,
  roles: 1000,
  groupsPerUser: 10,
  accessKeysPerUser: 2,
  customPolicies: 1500,
  policyBytes: 6144,
  versionsPerPolicy: 5,
  customPoliciesPerUser: 10,
  customPoliciesPerGroup: 10,
  customPoliciesPerRole: 10,
  systemPoliciesPerUser: 20,
  systemPoliciesPerGroup: 20,
  systemPoliciesPerRole: 20,
  tagsPerResource: 20,
};

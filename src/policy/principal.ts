/** Who and where, in RAM's terms. */

export type PrincipalKind = 'user' | 'group' | 'role';
/** `user:alice`, `group:frontend`, `role:ci-release` */
export type Principal = `${PrincipalKind}:${string}`;
export type PolicyType = 'Custom' | 'System';
export type PolicyName = string;
/** `account`, or a resource group id `rg-…` */
export type Scope = string;
export const ACCOUNT_SCOPE: Scope = 'account';

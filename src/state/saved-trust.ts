import { federatedStatements } from '../policy/trust.ts';

/**
 * What an account file says of who may assume a role: the trust policy when it lets in an identity provider, `null` when
 * the live one could not be read, and nothing for roles of the cloud's own users, roles and services.
 */
export function savedTrust(trust: unknown): { readonly trust?: unknown } {
  const statements = federatedStatements(trust);
  if (statements === undefined) return { trust: trust ?? null };
  return statements.length === 0 ? {} : { trust };
}

import { z } from 'zod/mini';
import type { CallerIdentity, Quotas } from '../../state/types.ts';
import { fields } from './answers.ts';
import type { AlibabaApi } from './api.ts';
import { AnswerError } from './errors.ts';

const text = z.string().check(z.minLength(1));
const count = z.int().check(z.nonnegative());

const Identity = z.object({ AccountId: z.string().check(z.regex(/^\d+$/)), Arn: text, IdentityType: text });

/** Who the credentials belong to. Needs no permission. */
export function readCallerIdentity(api: AlibabaApi): Promise<CallerIdentity> {
  return api.generic({ service: 'STS', operation: 'GetCallerIdentity', mode: 'read' }, (body) => {
    const { AccountId, Arn, IdentityType } = fields(Identity, body);
    return { account: AccountId, arn: Arn, principal: principalOf(Arn, IdentityType) };
  });
}

/** A user's ARN ends in `user/NAME`, a session's in `assumed-role/ROLE/SESSION`. Source: STS docs. */
function principalOf(arn: string, identityType: string): CallerIdentity['principal'] {
  if (identityType === 'Account') return undefined;
  const [, kind, name] = /^acs:ram::\d+:(user|assumed-role)\/([^/]+)/.exec(arn) ?? [];
  if (kind === undefined || name === undefined) throw new AnswerError('Arn names neither a user nor a role');
  return kind === 'user' ? `user:${name}` : `role:${name}`;
}

const Domain = z.object({ DefaultDomainName: z.string().check(z.regex(/^[^.\s]+\.[^\s]+$/)) });

/** Prefix of the account's default domain: `example` of `example.onaliyun.com`. */
export function readAlias(api: AlibabaApi): Promise<string> {
  return api.generic({ service: 'IMS', operation: 'GetDefaultDomain', mode: 'read' }, (body) => {
    const domain = fields(Domain, body).DefaultDomainName;
    return domain.slice(0, domain.indexOf('.'));
  });
}

const Summary = z.object({
  SummaryMap: z.object({
    PoliciesQuota: count,
    VersionsPerPolicyQuota: count,
    AttachedPoliciesPerUserQuota: count,
    AttachedPoliciesPerGroupQuota: count,
    AttachedPoliciesPerRoleQuota: count,
    AttachedSystemPoliciesPerUserQuota: count,
    AttachedSystemPoliciesPerGroupQuota: count,
    AttachedSystemPoliciesPerRoleQuota: count,
    UsersQuota: count,
    GroupsQuota: count,
    GroupsPerUserQuota: count,
  }),
});

/** The account's live limits: several of them can be raised, so documented numbers would be wrong for some accounts. */
export function readQuotas(api: AlibabaApi): Promise<Quotas> {
  return api.generic({ service: 'IMS', operation: 'GetAccountSummary', mode: 'read' }, (body) => {
    const map = fields(Summary, body).SummaryMap;
    return {
      customPolicies: map.PoliciesQuota,
      versionsPerPolicy: map.VersionsPerPolicyQuota,
      customPoliciesPerUser: map.AttachedPoliciesPerUserQuota,
      customPoliciesPerGroup: map.AttachedPoliciesPerGroupQuota,
      customPoliciesPerRole: map.AttachedPoliciesPerRoleQuota,
      systemPoliciesPerUser: map.AttachedSystemPoliciesPerUserQuota,
      systemPoliciesPerGroup: map.AttachedSystemPoliciesPerGroupQuota,
      systemPoliciesPerRole: map.AttachedSystemPoliciesPerRoleQuota,
      users: map.UsersQuota,
      groups: map.GroupsQuota,
      groupsPerUser: map.GroupsPerUserQuota,
    };
  });
}

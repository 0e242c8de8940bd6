import { z } from 'zod/mini';
import { ACCOUNT_SCOPE, type Principal, type PrincipalKind, type Scope } from '../../policy/principal.ts';
import type { Attachment } from '../../state/types.ts';
import { fields } from './answers.ts';
import type { AlibabaApi } from './api.ts';
import { AnswerError } from './errors.ts';
import { readByNumber, requireDistinct } from './paging.ts';

/** Documented maximum of ListPolicyAttachments. */
const PAGE_SIZE = 100;

const Page = z.object({
  TotalCount: z.int().check(z.nonnegative()),
  PolicyAttachments: z.object({
    PolicyAttachment: z.array(
      z.object({
        PolicyName: z.string().check(z.minLength(1)),
        PolicyType: z.enum(['Custom', 'System']),
        PrincipalName: z.string().check(z.minLength(1)),
        PrincipalType: z.enum(['IMSUser', 'IMSGroup', 'ServiceRole']),
        ResourceGroupId: z.string().check(z.minLength(1)),
      }),
    ),
  }),
});
type Row = z.infer<typeof Page>['PolicyAttachments']['PolicyAttachment'][number];

/** Every attachment of the account, in both scopes: without a filter ResourceManager lists them all. */
export function readAttachments(api: AlibabaApi): Promise<readonly Attachment[]> {
  const fetch = (page: number) =>
    api.generic(
      {
        service: 'ResourceManager',
        operation: 'ListPolicyAttachments',
        mode: 'read',
        query: { PageNumber: String(page), PageSize: String(PAGE_SIZE) },
      },
      (body) => {
        const { TotalCount, PolicyAttachments } = fields(Page, body);
        return { total: TotalCount, items: PolicyAttachments.PolicyAttachment.map(toAttachment) };
      },
    );
  return readByNumber('ResourceManager ListPolicyAttachments', PAGE_SIZE, fetch, keyOf);
}

const keyOf = ({ principal, type, policy, scope }: Attachment): string => `${principal} ${type}/${policy} ${scope}`;

function toAttachment(row: Row): Attachment {
  return { principal: principalOf(row), policy: row.PolicyName, type: row.PolicyType, scope: scopeOf(row) };
}

/** The kinds of principals with what follows the `@` in their principal names. Source: ResourceManager AttachPolicy. */
const PRINCIPALS: Readonly<Record<Row['PrincipalType'], { kind: PrincipalKind; domain: RegExp }>> = {
  IMSUser: { kind: 'user', domain: /^(?!group\.|role\.)/ },
  IMSGroup: { kind: 'group', domain: /^group\./ },
  ServiceRole: { kind: 'role', domain: /^role\./ },
};

/** `alice@example.onaliyun.com`, `devs@group.example.onaliyun.com`, `ci@role.example.onaliyunservice.com` */
function principalOf({ PrincipalName, PrincipalType }: Row): Principal {
  const { kind, domain } = PRINCIPALS[PrincipalType];
  // Old user names may hold an `@` themselves.
  const at = PrincipalName.lastIndexOf('@');
  if (at < 1 || !domain.test(PrincipalName.slice(at + 1))) {
    throw new AnswerError(`PrincipalName ${JSON.stringify(PrincipalName)} is not the name of a ${kind}`);
  }
  return `${kind}:${PrincipalName.slice(0, at)}`;
}

/** The account scope is shown as the account's number. */
function scopeOf({ ResourceGroupId }: Row): Scope {
  if (/^\d+$/.test(ResourceGroupId)) return ACCOUNT_SCOPE;
  if (ResourceGroupId.startsWith('rg-')) return ResourceGroupId;
  throw new AnswerError(
    `ResourceGroupId ${JSON.stringify(ResourceGroupId)} is neither an account nor a resource group`,
  );
}

/** By kind: the operation that lists a principal's policies, and the parameter that names the principal. */
const LISTS: Readonly<Record<PrincipalKind, readonly [operation: string, parameter: string]>> = {
  user: ['ListPoliciesForUser', 'UserName'],
  group: ['ListPoliciesForGroup', 'GroupName'],
  role: ['ListPoliciesForRole', 'RoleName'],
};
const PolicyList = z.object({
  Policies: z.object({
    Policy: z.array(
      z.object({ PolicyName: z.string().check(z.minLength(1)), PolicyType: z.enum(['Custom', 'System']) }),
    ),
  }),
});

/** Account-scope attachments of one principal; RAM does not show here what is attached in resource groups. */
export async function readAttachmentsOf(api: AlibabaApi, principal: Principal): Promise<readonly Attachment[]> {
  const split = principal.indexOf(':');
  const name = principal.slice(split + 1);
  const [operation, parameter] = LISTS[principal.slice(0, split) as PrincipalKind];
  const query = { [parameter]: name };
  const attachments = await api.generic({ service: 'RAM', operation, mode: 'read', subject: name, query }, (body) =>
    fields(PolicyList, body).Policies.Policy.map(({ PolicyName, PolicyType }) => {
      return { principal, policy: PolicyName, type: PolicyType, scope: ACCOUNT_SCOPE };
    }),
  );
  requireDistinct(`RAM ListPolicies of ${principal}`, attachments, keyOf);
  return attachments;
}

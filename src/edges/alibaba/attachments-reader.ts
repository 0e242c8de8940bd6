import * as requests from '@alicloud/ram20150501';
import { z } from 'zod';
import {
  ACCOUNT_SCOPE,
  type PolicyType,
  type Principal,
  type PrincipalKind,
  type Scope,
} from '../../policy/principal.ts';
import type { Attachment } from '../../state/types.ts';
import { fields, present } from './answers.ts';
import type { AlibabaApi } from './api.ts';
import { AnswerError } from './errors.ts';
import { readByNumber, requireDistinct } from './paging.ts';

/** Documented maximum of ListPolicyAttachments. */
const PAGE_SIZE = 100;

const Page = z.object({
  TotalCount: z.int().nonnegative(),
  PolicyAttachments: z.object({
    PolicyAttachment: z.array(
      z.object({
        PolicyName: z.string().min(1),
        PolicyType: z.enum(['Custom', 'System']),
        PrincipalName: z.string().min(1),
        PrincipalType: z.enum(['IMSUser', 'IMSGroup', 'ServiceRole']),
        ResourceGroupId: z.string().min(1),
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

/** Account-scope attachments of one principal; RAM does not show here what is attached in resource groups. */
export async function readAttachmentsOf(api: AlibabaApi, principal: Principal): Promise<readonly Attachment[]> {
  const split = principal.indexOf(':');
  const name = principal.slice(split + 1);
  const policies = await listPolicies(api, principal.slice(0, split) as PrincipalKind, name);
  const attachments = policies.map(({ policyName, policyType }) => {
    return { principal, policy: policyName, type: policyType, scope: ACCOUNT_SCOPE };
  });
  requireDistinct(`RAM ListPolicies of ${principal}`, attachments, keyOf);
  return attachments;
}

interface ListedPolicy {
  readonly policyName: string;
  readonly policyType: PolicyType;
}

function listPolicies(api: AlibabaApi, kind: PrincipalKind, name: string): Promise<readonly ListedPolicy[]> {
  const options = { mode: 'read', subject: name } as const;
  switch (kind) {
    case 'user': {
      const request = new requests.ListPoliciesForUserRequest({ userName: name });
      return api.ram(
        'ListPoliciesForUser',
        options,
        (ram, runtime) => ram.listPoliciesForUserWithOptions(request, runtime),
        toPolicies,
      );
    }
    case 'group': {
      const request = new requests.ListPoliciesForGroupRequest({ groupName: name });
      return api.ram(
        'ListPoliciesForGroup',
        options,
        (ram, runtime) => ram.listPoliciesForGroupWithOptions(request, runtime),
        toPolicies,
      );
    }
    case 'role': {
      const request = new requests.ListPoliciesForRoleRequest({ roleName: name });
      return api.ram(
        'ListPoliciesForRole',
        options,
        (ram, runtime) => ram.listPoliciesForRoleWithOptions(request, runtime),
        toPolicies,
      );
    }
  }
}

interface PolicyList {
  policies?: { policy?: { policyName?: string; policyType?: string }[] };
}

function toPolicies(body: PolicyList): readonly ListedPolicy[] {
  return present(body.policies?.policy, 'Policies').map(({ policyName, policyType }) => {
    if (policyType !== 'Custom' && policyType !== 'System')
      throw new AnswerError('PolicyType is neither Custom nor System');
    return { policyName: present(policyName, 'PolicyName'), policyType };
  });
}

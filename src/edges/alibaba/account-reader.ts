import * as requests from '@alicloud/ram20150501';
import type { PolicyName, PolicyType, Principal } from '../../policy/principal.ts';
import type { AccountReader, PolicyVersion } from '../../ports.ts';
import type {
  Attachment,
  CallerIdentity,
  Group,
  Instance,
  PersonalRegistry,
  Policy,
  PolicySummary,
  Quotas,
  ResourceGroup,
  Role,
  User,
} from '../../state/types.ts';
import { parseDocument, present } from './answers.ts';
import type { AlibabaApi } from './api.ts';
import { readAttachments, readAttachmentsOf } from './attachments-reader.ts';
import { deletionBlockers } from './deletion-blockers.ts';
import { AnswerError } from './errors.ts';
import { readAlias, readCallerIdentity, readQuotas } from './identity-reader.ts';
import { markerPage, readByMarker, requireDistinct } from './paging.ts';
import { readInstances, readPersonalRegistry, readResourceGroups } from './registry-reader.ts';

// Page sizes are the documented maxima: a call for each thousand users, not for each hundred.
const PAGE = { users: 1000, groups: 100, roles: 1000, policies: 1000 } as const;
const READ = { mode: 'read' } as const;

/** Reads a live account through RAM, IMS, STS, ResourceManager and CR. */
export class AlibabaAccountReader implements AccountReader {
  readonly #api: AlibabaApi;
  readonly #extraCalls: () => number;

  /** @param extraCalls calls made elsewhere for this run, e.g. for its credentials */
  constructor(api: AlibabaApi, extraCalls: () => number) {
    this.#api = api;
    this.#extraCalls = extraCalls;
  }

  callCount = (): number => this.#api.callCount + this.#extraCalls();
  callerIdentity = (): Promise<CallerIdentity> => readCallerIdentity(this.#api);
  quotas = (): Promise<Quotas> => readQuotas(this.#api);
  alias = (): Promise<string> => readAlias(this.#api);
  attachments = (): Promise<readonly Attachment[]> => readAttachments(this.#api);
  attachmentsOf = (principal: Principal): Promise<readonly Attachment[]> => readAttachmentsOf(this.#api, principal);
  deletionBlockers = (user: string): Promise<readonly string[]> => deletionBlockers(this.#api, user);
  resourceGroups = (): Promise<readonly ResourceGroup[]> => readResourceGroups(this.#api);
  instances = (region: string): Promise<readonly Instance[]> => readInstances(this.#api, region);
  personalRegistry = (region: string): Promise<PersonalRegistry | undefined> => readPersonalRegistry(this.#api, region);

  users(): Promise<readonly User[]> {
    const fetch = (marker?: string) =>
      this.#api.ram(
        'ListUsers',
        READ,
        (ram, runtime) =>
          ram.listUsersWithOptions(new requests.ListUsersRequest({ maxItems: PAGE.users, marker }), runtime),
        (body) => markerPage(body.users?.user?.map(toUser), body),
      );
    return readByMarker('RAM ListUsers', fetch, (user) => user.name);
  }

  groups(): Promise<readonly Group[]> {
    const fetch = (marker?: string) =>
      this.#api.ram(
        'ListGroups',
        READ,
        (ram, runtime) =>
          ram.listGroupsWithOptions(new requests.ListGroupsRequest({ maxItems: PAGE.groups, marker }), runtime),
        (body) =>
          markerPage(
            body.groups?.group?.map((group) => ({
              name: present(group.groupName, 'GroupName'),
              comments: group.comments ?? '',
            })),
            body,
          ),
      );
    return readByMarker('RAM ListGroups', fetch, (group) => group.name);
  }

  async groupMembers(groupName: string): Promise<readonly string[]> {
    const fetch = (marker?: string) =>
      this.#api.ram(
        'ListUsersForGroup',
        { ...READ, subject: groupName },
        (ram, runtime) => {
          const request = new requests.ListUsersForGroupRequest({ groupName, maxItems: PAGE.users, marker });
          return ram.listUsersForGroupWithOptions(request, runtime);
        },
        (body) =>
          markerPage(
            body.users?.user?.map((user) => present(user.userName, 'UserName')),
            body,
          ),
      );
    return readByMarker(`RAM ListUsersForGroup ${groupName}`, fetch, (name) => name);
  }

  roles(): Promise<readonly Role[]> {
    const fetch = (marker?: string) =>
      this.#api.ram(
        'ListRoles',
        READ,
        (ram, runtime) =>
          ram.listRolesWithOptions(new requests.ListRolesRequest({ maxItems: PAGE.roles, marker }), runtime),
        (body) =>
          markerPage(
            body.roles?.role?.map((role) => ({
              name: present(role.roleName, 'RoleName'),
              description: role.description ?? '',
            })),
            body,
          ),
      );
    return readByMarker('RAM ListRoles', fetch, (role) => role.name);
  }

  trustPolicy(roleName: string): Promise<unknown> {
    return this.#api.ram(
      'GetRole',
      { ...READ, subject: roleName },
      (ram, runtime) => ram.getRoleWithOptions(new requests.GetRoleRequest({ roleName }), runtime),
      ({ role }) => {
        if (role?.roleName !== roleName) throw new AnswerError('it is about another role');
        return parseDocument(present(role.assumeRolePolicyDocument, 'AssumeRolePolicyDocument'));
      },
    );
  }

  customPolicies(): Promise<readonly PolicySummary[]> {
    const fetch = (marker?: string) =>
      this.#api.ram(
        'ListPolicies',
        READ,
        (ram, runtime) => {
          const request = new requests.ListPoliciesRequest({ policyType: 'Custom', maxItems: PAGE.policies, marker });
          return ram.listPoliciesWithOptions(request, runtime);
        },
        (body) => markerPage(body.policies?.policy?.map(toCustomPolicy), body),
      );
    return readByMarker('RAM ListPolicies', fetch, (policy) => policy.name);
  }

  /** GetPolicy answers without tags: `tags` is empty here, also for a policy that has some. */
  policy(type: PolicyType, name: PolicyName): Promise<Policy> {
    return this.#api.ram(
      'GetPolicy',
      { ...READ, subject: `${type}/${name}` },
      (ram, runtime) =>
        ram.getPolicyWithOptions(new requests.GetPolicyRequest({ policyName: name, policyType: type }), runtime),
      ({ policy, defaultPolicyVersion }) => {
        if (policy?.policyName !== name || policy.policyType !== type) {
          throw new AnswerError('it is about another policy');
        }
        const document = present(defaultPolicyVersion?.policyDocument, 'PolicyDocument');
        const defaultVersion = present(policy.defaultVersion, 'DefaultVersion');
        if (defaultPolicyVersion?.versionId !== undefined && defaultPolicyVersion.versionId !== defaultVersion) {
          throw new AnswerError('the document is not that of the default version');
        }
        const description = policy.description ?? '';
        return { name, type, description, tags: {}, defaultVersion, document: parseDocument(document) };
      },
    );
  }

  async policyVersions(name: PolicyName): Promise<readonly PolicyVersion[]> {
    const versions = await this.#api.ram(
      'ListPolicyVersions',
      { ...READ, subject: name },
      (ram, runtime) => {
        const request = new requests.ListPolicyVersionsRequest({ policyName: name, policyType: 'Custom' });
        return ram.listPolicyVersionsWithOptions(request, runtime);
      },
      (body) => present(body.policyVersions?.policyVersion, 'PolicyVersions').map(toVersion),
    );
    requireDistinct(`RAM ListPolicyVersions ${name}`, versions, (version) => version.id);
    return versions;
  }
}

function toUser(user: requests.ListUsersResponseBodyUsersUser): User {
  return {
    name: present(user.userName, 'UserName'),
    displayName: user.displayName ?? '',
    comments: user.comments ?? '',
  };
}

function toCustomPolicy(policy: requests.ListPoliciesResponseBodyPoliciesPolicy): PolicySummary {
  if (policy.policyType !== 'Custom') throw new AnswerError('a policy in the list is not a custom one');
  const tags = policy.tags?.tag?.map((tag) => [present(tag.tagKey, 'TagKey'), tag.tagValue ?? ''] as const);
  return {
    name: present(policy.policyName, 'PolicyName'),
    type: 'Custom',
    description: policy.description ?? '',
    tags: Object.fromEntries(tags ?? []),
    defaultVersion: present(policy.defaultVersion, 'DefaultVersion'),
  };
}

function toVersion(version: requests.ListPolicyVersionsResponseBodyPolicyVersionsPolicyVersion): PolicyVersion {
  return {
    id: present(version.versionId, 'VersionId'),
    isDefault: present(version.isDefaultVersion, 'IsDefaultVersion'),
    createDate: present(version.createDate, 'CreateDate'),
    document: parseDocument(present(version.policyDocument, 'PolicyDocument')),
  };
}

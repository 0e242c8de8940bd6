import { z } from 'zod/mini';
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
import { fields, parseDocument } from './answers.ts';
import type { AlibabaApi, Body } from './api.ts';
import { readAttachments, readAttachmentsOf } from './attachments-reader.ts';
import { deletionBlockers } from './deletion-blockers.ts';
import { AnswerError } from './errors.ts';
import { readAlias, readCallerIdentity, readQuotas } from './identity-reader.ts';
import { MARKER_FIELDS, type MarkerPage, markerPage, readByMarker, requireDistinct } from './paging.ts';
import { readInstances, readPersonalRegistry, readResourceGroups } from './registry-reader.ts';

// Page sizes are the documented maxima: a call for each thousand users, not for each hundred.
const PAGE = { users: 1000, groups: 100, roles: 1000, policies: 1000 } as const;

const name = z.string().check(z.minLength(1));
/** Left out where it is empty. */
const text = z.pipe(
  z.nullish(z.string()),
  z.transform((value) => value ?? ''),
);

const UserPage = z.object({
  ...MARKER_FIELDS,
  Users: z.object({ User: z.array(z.object({ UserName: name, DisplayName: text, Comments: text })) }),
});
const GroupPage = z.object({
  ...MARKER_FIELDS,
  Groups: z.object({ Group: z.array(z.object({ GroupName: name, Comments: text })) }),
});
const MemberPage = z.object({
  ...MARKER_FIELDS,
  Users: z.object({ User: z.array(z.object({ UserName: name })) }),
});
const RolePage = z.object({
  ...MARKER_FIELDS,
  Roles: z.object({ Role: z.array(z.object({ RoleName: name, Description: text })) }),
});
const OneRole = z.object({ Role: z.object({ RoleName: name, AssumeRolePolicyDocument: name }) });
const Tags = z.nullish(z.object({ Tag: z.nullish(z.array(z.object({ TagKey: name, TagValue: text }))) }));
const PolicyRow = z.object({ PolicyName: name, PolicyType: name, Description: text, DefaultVersion: name, Tags });
const PolicyPage = z.object({ ...MARKER_FIELDS, Policies: z.object({ Policy: z.array(PolicyRow) }) });
const OnePolicy = z.object({
  Policy: PolicyRow,
  DefaultPolicyVersion: z.object({ VersionId: z.nullish(name), PolicyDocument: name }),
});
const VersionRow = z.object({ VersionId: name, IsDefaultVersion: z.boolean(), CreateDate: name, PolicyDocument: name });
const VersionList = z.object({ PolicyVersions: z.object({ PolicyVersion: z.array(VersionRow) }) });

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
    return this.#list({ operation: 'ListUsers', pageSize: PAGE.users, keyOf: (user) => user.name }, (body) => {
      const page = fields(UserPage, body);
      return markerPage(page.Users.User.map(toUser), page);
    });
  }

  groups(): Promise<readonly Group[]> {
    return this.#list({ operation: 'ListGroups', pageSize: PAGE.groups, keyOf: (group) => group.name }, (body) => {
      const page = fields(GroupPage, body);
      return markerPage(
        page.Groups.Group.map(({ GroupName, Comments }) => ({ name: GroupName, comments: Comments })),
        page,
      );
    });
  }

  groupMembers(group: string): Promise<readonly string[]> {
    return this.#list(
      {
        operation: 'ListUsersForGroup',
        subject: group,
        query: { GroupName: group },
        pageSize: PAGE.users,
        keyOf: (user) => user,
      },
      (body) => {
        const page = fields(MemberPage, body);
        return markerPage(
          page.Users.User.map(({ UserName }) => UserName),
          page,
        );
      },
    );
  }

  roles(): Promise<readonly Role[]> {
    return this.#list({ operation: 'ListRoles', pageSize: PAGE.roles, keyOf: (role) => role.name }, (body) => {
      const page = fields(RolePage, body);
      return markerPage(
        page.Roles.Role.map(({ RoleName, Description }) => ({ name: RoleName, description: Description })),
        page,
      );
    });
  }

  trustPolicy(role: string): Promise<unknown> {
    return this.#one('GetRole', role, { RoleName: role }, (body) => {
      const { RoleName, AssumeRolePolicyDocument } = fields(OneRole, body).Role;
      if (RoleName !== role) throw new AnswerError('it is about another role');
      return parseDocument(AssumeRolePolicyDocument);
    });
  }

  customPolicies(): Promise<readonly PolicySummary[]> {
    const query = { PolicyType: 'Custom' };
    return this.#list(
      { operation: 'ListPolicies', query, pageSize: PAGE.policies, keyOf: (policy) => policy.name },
      (body) => {
        const page = fields(PolicyPage, body);
        return markerPage(page.Policies.Policy.map(toCustomPolicy), page);
      },
    );
  }

  /** GetPolicy answers without tags: `tags` is empty here, also for a policy that has some. */
  policy(type: PolicyType, policyName: PolicyName): Promise<Policy> {
    const query = { PolicyType: type, PolicyName: policyName };
    return this.#one('GetPolicy', `${type}/${policyName}`, query, (body) => {
      const { Policy: policy, DefaultPolicyVersion: version } = fields(OnePolicy, body);
      if (policy.PolicyName !== policyName || policy.PolicyType !== type) {
        throw new AnswerError('it is about another policy');
      }
      if (version.VersionId && version.VersionId !== policy.DefaultVersion) {
        throw new AnswerError('the document is not that of the default version');
      }
      return {
        name: policyName,
        type,
        description: policy.Description,
        tags: {},
        defaultVersion: policy.DefaultVersion,
        document: parseDocument(version.PolicyDocument),
      };
    });
  }

  async policyVersions(policy: PolicyName): Promise<readonly PolicyVersion[]> {
    const query = { PolicyType: 'Custom', PolicyName: policy };
    const versions = await this.#one('ListPolicyVersions', policy, query, (body) =>
      fields(VersionList, body).PolicyVersions.PolicyVersion.map(toVersion),
    );
    requireDistinct(`RAM ListPolicyVersions ${policy}`, versions, (version) => version.id);
    return versions;
  }

  /** All rows of a RAM list, page by page. */
  #list<T>(
    list: {
      operation: string;
      subject?: string;
      query?: Record<string, string>;
      pageSize: number;
      keyOf: (row: T) => string;
    },
    read: (body: Body) => MarkerPage<T>,
  ): Promise<readonly T[]> {
    const { operation, subject = '', keyOf } = list;
    const fetch = (marker?: string): Promise<MarkerPage<T>> => {
      const query = {
        ...list.query,
        MaxItems: String(list.pageSize),
        ...(marker === undefined ? {} : { Marker: marker }),
      };
      return this.#one(operation, subject, query, read);
    };
    return readByMarker(['RAM', operation, subject].join(' ').trimEnd(), fetch, keyOf);
  }

  #one<T>(operation: string, subject: string, query: Record<string, string>, read: (body: Body) => T): Promise<T> {
    return this.#api.generic({ service: 'RAM', operation, mode: 'read', subject, query }, read);
  }
}

function toUser(user: { UserName: string; DisplayName: string; Comments: string }): User {
  return { name: user.UserName, displayName: user.DisplayName, comments: user.Comments };
}

function toCustomPolicy(policy: z.infer<typeof PolicyRow>): PolicySummary {
  if (policy.PolicyType !== 'Custom') throw new AnswerError('a policy in the list is not a custom one');
  return {
    name: policy.PolicyName,
    type: 'Custom',
    description: policy.Description,
    tags: Object.fromEntries((policy.Tags?.Tag ?? []).map(({ TagKey, TagValue }) => [TagKey, TagValue])),
    defaultVersion: policy.DefaultVersion,
  };
}

function toVersion(version: z.infer<typeof VersionRow>): PolicyVersion {
  return {
    id: version.VersionId,
    isDefault: version.IsDefaultVersion,
    createDate: version.CreateDate,
    document: parseDocument(version.PolicyDocument),
  };
}

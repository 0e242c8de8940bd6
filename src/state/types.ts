import type { PolicyDocument } from '../policy/document.ts';
import type { PolicyName, PolicyType, Principal, Scope } from '../policy/principal.ts';

export interface User {
  readonly name: string;
  readonly displayName: string;
  readonly comments: string;
}

export interface Group {
  readonly name: string;
  readonly comments: string;
}

export interface Role {
  readonly name: string;
  readonly description: string;
}

/** A row of the policy list: everything but the document. */
export interface PolicySummary {
  readonly name: PolicyName;
  readonly type: PolicyType;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly defaultVersion: string;
}

/**
 * A policy's default document. `document` is what the JSON text says, unchecked: documents of live accounts may break
 * the grammar. `undefined` = the text is not even JSON.
 */
export interface Policy extends PolicySummary {
  readonly document: unknown;
  /** the document is a dated copy, because the account file names the policy and does not bring it */
  readonly assumed?: boolean;
}

export interface Attachment {
  readonly principal: Principal;
  readonly policy: PolicyName;
  readonly type: PolicyType;
  readonly scope: Scope;
}

export interface ResourceGroup {
  readonly id: string;
  readonly name: string;
}

export interface RegistryNamespace {
  readonly name: string;
  readonly repositories: readonly string[];
}

/** An Enterprise Edition instance and what is in it. */
export interface Instance {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly resourceGroup: string;
  readonly namespaces: readonly RegistryNamespace[];
}

/** The Personal Edition of one region. */
export interface PersonalRegistry {
  readonly region: string;
  readonly namespaces: readonly RegistryNamespace[];
}

/** The registries of the regions that were asked. */
export interface Inventory {
  readonly instances: readonly Instance[];
  readonly personal: readonly PersonalRegistry[];
}

/** Live limits of the account, from GetAccountSummary. */
export interface Quotas {
  readonly customPolicies: number;
  readonly versionsPerPolicy: number;
  readonly customPoliciesPerUser: number;
  readonly customPoliciesPerGroup: number;
  readonly customPoliciesPerRole: number;
  readonly systemPoliciesPerUser: number;
  readonly systemPoliciesPerGroup: number;
  readonly systemPoliciesPerRole: number;
  readonly users: number;
  readonly groups: number;
  readonly groupsPerUser: number;
}

/** Who the credentials belong to, from GetCallerIdentity. */
export interface CallerIdentity {
  readonly account: string;
  readonly arn: string;
  /** the user or role that the tool runs as; `undefined` for the main account */
  readonly principal: Principal | undefined;
}

/** A whole account as it was read: complete or not at all. What `snapshot` writes and `plan` compares with. */
export interface Account {
  readonly id: string;
  /** prefix of the default domain, `example` of `example.onaliyun.com` */
  readonly alias: string;
  readonly identity: CallerIdentity | undefined;
  readonly users: ReadonlyMap<string, User>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly roles: ReadonlyMap<string, Role>;
  /** who may assume the roles that the file grants to: unchecked JSON, `undefined` when the text could not be read */
  readonly trustPolicies: ReadonlyMap<string, unknown>;
  /** roles that the file grants to and whose trust policy the caller may not read */
  readonly unreadTrust: readonly string[];
  /** members of the groups that matter (declared, or with a policy attached); other groups are absent */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
  /** every custom policy, and the System policies that are attached or declared; key `Custom/name` or `System/name` */
  readonly policies: ReadonlyMap<string, PolicySummary>;
  /** documents by the same key: managed, declared and attached policies */
  readonly documents: ReadonlyMap<string, unknown>;
  /** keys of `documents` that are dated copies and were not read */
  readonly assumedDocuments: readonly string[];
  readonly attachments: readonly Attachment[];
  /** false when ResourceManager could not be read: attachments in resource groups are then not visible */
  readonly seesResourceGroups: boolean;
  /** names of the resource groups by id; `undefined` when the file names none and they were not read */
  readonly resourceGroups: ReadonlyMap<string, string> | undefined;
  /** the registries of the declared regions and what is in them, or why that is not known */
  readonly inventory: Inventory | { readonly unreadable: string };
  /** what keeps the users from being deleted that the file wants gone, e.g. `2 access keys`; empty list = nothing */
  readonly deletionBlockers: ReadonlyMap<string, readonly string[]>;
  readonly quotas: Quotas;
}

export const policyKey = (type: PolicyType, name: PolicyName): string => `${type}/${name}`;

// ---- the managed slice, on either side --------------------------------------------------------------------------

/** `user/NAME`, `group/NAME`, `membership/GROUP/USER`, `policy/NAME`, `attachment/PRINCIPAL/TYPE/POLICY/SCOPE` */
export type ResourceKey = string;

export interface UserResource {
  readonly kind: 'user';
  readonly name: string;
  /** `undefined` on the desired side: not managed */
  readonly displayName: string | undefined;
  readonly comments: string | undefined;
}
export interface GroupResource {
  readonly kind: 'group';
  readonly name: string;
  readonly comments: string | undefined;
}
export interface MembershipResource {
  readonly kind: 'membership';
  readonly group: string;
  readonly user: string;
}
export interface PolicyResource {
  readonly kind: 'policy';
  readonly name: PolicyName;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly document: PolicyDocument;
}
export interface AttachmentResource extends Attachment {
  readonly kind: 'attachment';
}
/** A managed policy as it is found: people may have written anything into it, so its document is unchecked JSON. */
export interface FoundPolicyResource extends Omit<PolicyResource, 'document'> {
  readonly document: unknown;
}
type Unversioned = UserResource | GroupResource | MembershipResource | AttachmentResource;
export type Resource = Unversioned | PolicyResource;
export type FoundResource = Unversioned | FoundPolicyResource;

/** All resources that the file wants, and all that it owns and were found. */
export type State = ReadonlyMap<ResourceKey, Resource>;
export type FoundState = ReadonlyMap<ResourceKey, FoundResource>;

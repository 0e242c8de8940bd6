import type { PolicyName, PolicyType, Principal } from './policy/principal.ts';
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
} from './state/types.ts';

/**
 * What the core needs from outside. Planning is handed an AccountReader only, so a plan cannot write: there is
 * nothing to call. Adapters hold no decisions: they page, retry what is safe, and map errors to ServiceError.
 */

/**
 * Reads of an account. Every list is whole or the promise rejects: a failed, truncated or repeated page is never
 * "nothing there". Rejects with ServiceError (kinds in errors.ts).
 */
export interface AccountReader {
  callerIdentity(): Promise<CallerIdentity>;
  quotas(): Promise<Quotas>;
  /** prefix of the default domain: `example` of `example.onaliyun.com` */
  alias(): Promise<string>;
  users(): Promise<readonly User[]>;
  groups(): Promise<readonly Group[]>;
  groupMembers(group: string): Promise<readonly string[]>;
  roles(): Promise<readonly Role[]>;
  /** who may assume a role, parsed JSON, unchecked; `undefined` when the text is not JSON or names a key twice */
  trustPolicy(role: string): Promise<unknown>;
  customPolicies(): Promise<readonly PolicySummary[]>;
  /** a policy with its default document and without tags: GetPolicy has none; rejects with kind `not-found` */
  policy(type: PolicyType, name: PolicyName): Promise<Omit<Policy, 'tags'>>;
  /** all versions of a custom policy */
  policyVersions(name: PolicyName): Promise<readonly PolicyVersion[]>;
  /** every attachment of the account in both scopes; rejects with kind `denied` when ResourceManager may not be read */
  attachments(): Promise<readonly Attachment[]>;
  /** account-scope attachments of one principal: blind to resource groups */
  attachmentsOf(principal: Principal): Promise<readonly Attachment[]>;
  /** what stops a user from being deleted: counts of access keys, MFA devices, groups, and a console login */
  deletionBlockers(user: string): Promise<readonly string[]>;
  resourceGroups(): Promise<readonly ResourceGroup[]>;
  instances(region: string): Promise<readonly Instance[]>;
  personalRegistry(region: string): Promise<PersonalRegistry | undefined>;
  /** calls made so far, tries included */
  callCount(): number;
}

export interface PolicyVersion {
  readonly id: string;
  readonly isDefault: boolean;
  readonly createDate: string;
  /** parsed JSON, unchecked; `undefined` when the text is not JSON */
  readonly document: unknown;
}

/** The service's receipt for one write. */
export interface Receipt {
  readonly requestId: string;
}

/**
 * Writes. Each is one call that is sent again only when the service said that it did not take effect (throttled) or
 * it never left (unreachable). Everything else rejects with ServiceError; kind `unclear` means: read back first.
 */
export interface AccountWriter {
  createPolicy(policy: {
    name: PolicyName;
    document: string;
    description: string;
    tags: Readonly<Record<string, string>>;
  }): Promise<Receipt>;
  /** makes the new version the default; removes the oldest non-default version when five exist. NOT idempotent. */
  createPolicyVersion(name: PolicyName, document: string): Promise<Receipt>;
  setDefaultPolicyVersion(name: PolicyName, version: string): Promise<Receipt>;
  updatePolicyDescription(name: PolicyName, description: string): Promise<Receipt>;
  tagPolicy(name: PolicyName, tags: Readonly<Record<string, string>>): Promise<Receipt>;
  deletePolicyVersion(name: PolicyName, version: string): Promise<Receipt>;
  deletePolicy(name: PolicyName): Promise<Receipt>;
  attach(attachment: Attachment): Promise<Receipt>;
  detach(attachment: Attachment): Promise<Receipt>;
  createUser(user: { name: string; displayName?: string; comments?: string }): Promise<Receipt>;
  updateUser(user: { name: string; displayName?: string; comments?: string }): Promise<Receipt>;
  deleteUser(name: string): Promise<Receipt>;
  createGroup(group: { name: string; comments?: string }): Promise<Receipt>;
  updateGroup(group: { name: string; comments: string }): Promise<Receipt>;
  addMember(group: string, user: string): Promise<Receipt>;
  removeMember(group: string, user: string): Promise<Receipt>;
}

export interface Clock {
  now(): Date;
  /** resolves after `ms` milliseconds; rejects at once with the signal's reason when it aborts */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Progress and notes for people. Never data: that is returned. Text is escaped by the reporter for its medium. */
export interface Reporter {
  /** what is going on now, e.g. `reading the account: 3 of 12 calls`; may be dropped */
  progress(text: string): void;
  note(text: string): void;
  warn(text: string): void;
}

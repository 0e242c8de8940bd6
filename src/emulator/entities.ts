import type { PolicyType } from '../policy/principal.ts';
import type { Row, Table } from './table.ts';

/**
 * What the emulated account consists of. Rows point at each other, so a renamed user keeps its groups and policies,
 * and "what is attached here" never needs a search. All dates are `YYYY-MM-DDTHH:mm:ssZ`.
 */

export interface User extends Row {
  readonly kind: 'user';
  readonly id: string;
  name: string;
  displayName: string;
  comments: string;
  email: string;
  mobilePhone: string;
  readonly createDate: string;
  updateDate: string;
  readonly groups: Map<Group, Membership>;
  readonly attachments: Map<string, Attachment>;
  readonly accessKeys: Map<string, AccessKey>;
  loginProfile: LoginProfile | undefined;
  mfaDevice: MfaDevice | undefined;
}

export interface Group extends Row {
  readonly kind: 'group';
  readonly id: string;
  name: string;
  comments: string;
  readonly createDate: string;
  updateDate: string;
  /** keyed by the user's id */
  readonly members: Table<Membership>;
  readonly attachments: Map<string, Attachment>;
}

export interface Role extends Row {
  readonly kind: 'role';
  readonly id: string;
  readonly name: string;
  description: string;
  /** JSON text, as it was sent */
  trust: string;
  maxSessionDuration: number;
  readonly createDate: string;
  updateDate: string;
  readonly tags: Map<string, string>;
  readonly attachments: Map<string, Attachment>;
}

export type PrincipalRow = User | Group | Role;

export interface Membership extends Row {
  readonly user: User;
  readonly group: Group;
  readonly joinDate: string;
}

export interface Policy extends Row {
  readonly name: string;
  readonly type: PolicyType;
  description: string;
  readonly tags: Map<string, string>;
  /** oldest first, never empty */
  readonly versions: PolicyVersion[];
  defaultVersion: PolicyVersion;
  /** number of the next version; numbers are never used again */
  nextVersion: number;
  readonly attachments: Set<Attachment>;
  readonly createDate: string;
  updateDate: string;
}

export interface PolicyVersion {
  readonly id: string;
  /** JSON text, as it was sent */
  readonly text: string;
  readonly document: unknown;
  readonly createDate: string;
}

export interface Attachment extends Row {
  readonly principal: PrincipalRow;
  readonly policy: Policy;
  /** `account` or a resource group id */
  readonly scope: string;
  readonly attachDate: string;
}

export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  status: 'Active' | 'Inactive';
  readonly createDate: string;
  lastUsedDate: string;
  /** `undefined`: the main account */
  readonly user: User | undefined;
}

export interface LoginProfile {
  password: string;
  passwordResetRequired: boolean;
  mfaBindRequired: boolean;
  readonly createDate: string;
}

export interface MfaDevice extends Row {
  readonly serialNumber: string;
  user: User | undefined;
  activateDate: string;
}

export interface OidcProvider extends Row {
  readonly name: string;
  readonly issuer: string;
  readonly clientIds: readonly string[];
  readonly fingerprints: readonly string[];
  readonly description: string;
  readonly issuanceLimitHours: number;
  /** public keys that tokens are verified with, in JWK form */
  readonly keys: readonly Readonly<Record<string, unknown>>[];
  readonly createDate: string;
}

export interface ResourceGroup extends Row {
  readonly id: string;
  readonly name: string;
  displayName: string;
  readonly createDate: string;
}

export interface Namespace {
  readonly id: string;
  readonly name: string;
  readonly repositories: ReadonlyMap<string, Repository>;
}

export interface Repository {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
}

/** An Enterprise Edition instance. */
export interface Instance extends Row {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly resourceGroup: string;
  readonly status: string;
  readonly specification: string;
  readonly internet: boolean;
  readonly customDomains: readonly string[];
  readonly namespaces: ReadonlyMap<string, Namespace>;
  readonly repositoriesById: ReadonlyMap<string, Repository>;
}

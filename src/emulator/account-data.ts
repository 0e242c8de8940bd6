import type { AccountFile, SavedRole } from '../state/account-file.ts';
import type { Attachment, Group, Instance, Policy, ResourceGroup, User } from '../state/types.ts';

type Short<T, Needed extends keyof T> = Pick<T, Needed> & Partial<T>;

/** An account file, or a short form of one: what may be left out of the file may be left out here. */
export interface AccountData extends Partial<Pick<AccountFile, 'formatVersion' | 'alias'>> {
  readonly account: string;
  readonly users?: readonly Short<User, 'name'>[];
  readonly groups?: readonly (Short<Group, 'name'> & { readonly members?: readonly string[] })[];
  readonly roles?: readonly Short<SavedRole, 'name'>[];
  readonly policies?: readonly Short<Policy, 'name' | 'type'>[];
  readonly attachments?: readonly Short<Attachment, 'principal' | 'policy' | 'type'>[];
  readonly resourceGroups?: readonly ResourceGroup[];
  readonly instances?: readonly (Short<Omit<Instance, 'namespaces'>, 'id' | 'name' | 'region'> & {
    readonly namespaces?: readonly NamespaceData[];
  })[];
  readonly personal?: readonly { readonly region: string; readonly namespaces?: readonly NamespaceData[] }[];
}

export interface NamespaceData {
  readonly name: string;
  readonly repositories?: readonly string[];
}

/** What an emulated account has beyond the account file, for tests of sign-in and of the registry. */
export interface AccountExtras {
  /** keys that callers may sign with; default: `LTAI-emulator` / `emulator-secret` of the main account */
  readonly accessKeys?: readonly AccessKeyData[];
  /** trust documents, before those of the account file, and session lengths by role name; default: trusts the account, one hour */
  readonly roles?: Readonly<Record<string, { readonly trust?: unknown; readonly maxSessionDuration?: number }>>;
  readonly oidcProviders?: readonly {
    readonly name: string;
    readonly issuer: string;
    readonly clientIds: readonly string[];
    /** public keys in JWK form; the service would fetch them from the issuer */
    readonly keys: readonly Readonly<Record<string, unknown>>[];
  }[];
  /** by instance id */
  readonly instances?: Readonly<
    Record<
      string,
      {
        readonly status?: string;
        readonly specification?: string;
        /** false: the public access point is closed */
        readonly internet?: boolean;
        readonly customDomains?: readonly string[];
      }
    >
  >;
  /** users without a password in the Personal Edition: its token operation answers USER_NOT_EXIST to them */
  readonly withoutPersonalPassword?: readonly string[];
}

export interface AccessKeyData {
  readonly id: string;
  readonly secret: string;
  /** `account` or `user:NAME` */
  readonly owner?: string;
  readonly status?: 'Active' | 'Inactive';
}

export const ROOT_ACCESS_KEY: AccessKeyData = { id: 'LTAI-emulator', secret: 'emulator-secret', owner: 'account' };

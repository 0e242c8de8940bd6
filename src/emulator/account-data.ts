import type { PolicyType, Principal } from '../policy/principal.ts';

/**
 * The account file (design: "The account file") as the emulator reads and writes it. A file that passed
 * `parseAccountFile` fits; everything but the account id may be left out, which keeps tests short.
 */
export interface AccountData {
  readonly formatVersion?: number;
  readonly account: string;
  readonly alias?: string | undefined;
  readonly users?:
    | readonly {
        readonly name: string;
        readonly displayName?: string | undefined;
        readonly comments?: string | undefined;
      }[]
    | undefined;
  readonly groups?:
    | readonly {
        readonly name: string;
        readonly comments?: string | undefined;
        readonly members?: readonly string[] | undefined;
      }[]
    | undefined;
  readonly roles?: readonly { readonly name: string; readonly description?: string | undefined }[] | undefined;
  readonly policies?:
    | readonly {
        readonly name: string;
        readonly type: PolicyType;
        readonly description?: string | undefined;
        readonly tags?: Readonly<Record<string, string>> | undefined;
        readonly defaultVersion?: string | undefined;
        readonly document?: unknown;
      }[]
    | undefined;
  readonly attachments?:
    | readonly {
        readonly principal: Principal;
        readonly policy: string;
        readonly type: PolicyType;
        readonly scope?: string | undefined;
      }[]
    | undefined;
  readonly resourceGroups?: readonly { readonly id: string; readonly name: string }[] | undefined;
  readonly instances?:
    | readonly {
        readonly id: string;
        readonly name: string;
        readonly region: string;
        readonly resourceGroup?: string | undefined;
        readonly namespaces?: readonly NamespaceData[] | undefined;
      }[]
    | undefined;
  readonly personal?:
    | readonly { readonly region: string; readonly namespaces?: readonly NamespaceData[] | undefined }[]
    | undefined;
}

export interface NamespaceData {
  readonly name: string;
  readonly repositories?: readonly string[] | undefined;
}

/** What an emulated account has beyond the account file, for tests of sign-in and of the registry. */
export interface AccountExtras {
  /** keys that callers may sign with; default: `LTAI-emulator` / `emulator-secret` of the main account */
  readonly accessKeys?: readonly AccessKeyData[] | undefined;
  /** trust documents and session lengths by role name; default: trusts the account, one hour */
  readonly roles?:
    | Readonly<Record<string, { readonly trust?: unknown; readonly maxSessionDuration?: number }>>
    | undefined;
  readonly oidcProviders?:
    | readonly {
        readonly name: string;
        readonly issuer: string;
        readonly clientIds: readonly string[];
        /** public keys in JWK form; the service would fetch them from the issuer */
        readonly keys: readonly Readonly<Record<string, unknown>>[];
      }[]
    | undefined;
  /** by instance id */
  readonly instances?:
    | Readonly<
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
      >
    | undefined;
  /** users without a password in the Personal Edition: its token operation answers USER_NOT_EXIST to them */
  readonly withoutPersonalPassword?: readonly string[] | undefined;
}

export interface AccessKeyData {
  readonly id: string;
  readonly secret: string;
  /** `account` or `user:NAME` */
  readonly owner?: string;
  readonly status?: 'Active' | 'Inactive';
}

export const ROOT_ACCESS_KEY: AccessKeyData = { id: 'LTAI-emulator', secret: 'emulator-secret', owner: 'account' };

import type { AcrAccessError } from '../errors.ts';

/** One registry host as it was given, in parts. Nothing is ever added to a host, and there is no default one. */
export interface RegistryHost {
  /** lower case, without scheme and path; a loopback host keeps its port */
  readonly host: string;
  /**
   * | kind | host |
   * |---|---|
   * | enterprise | `NAME-registry[-vpc].REGION.cr.aliyuncs.com` |
   * | personal | `registry[-intl][-vpc\|-internal].REGION.aliyuncs.com`: has temporary passwords |
   * | personal-instance | `crpi-ID[-vpc].REGION.personal.cr.aliyuncs.com`: permanent passwords only |
   * | custom | any other name, which an Enterprise Edition instance lists as its own |
   * | loopback | `localhost`, `127.x`, only with the emulator |
   */
  readonly kind: 'enterprise' | 'personal' | 'personal-instance' | 'custom' | 'loopback';
  /** of the host's name; undefined for custom and loopback hosts */
  readonly region: string | undefined;
  /** of an enterprise host; it may itself hold `-registry` */
  readonly instanceName: string | undefined;
  /** the repository of an image reference that was given; '' when only a host was */
  readonly repository: string;
}

/** What a registry answers to `GET /v2/` without credentials. */
export interface Challenge {
  readonly realm: URL;
  readonly service: string;
  /** from `service`, e.g. `registry.aliyuncs.com:cn-hangzhou:china:cri-xxx:2a`; undefined when it does not say */
  readonly region: string | undefined;
  readonly instanceId: string | undefined;
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string | undefined;
}

/** A password for a registry, as the service gave it. */
export interface RegistryPassword {
  readonly username: string;
  readonly password: string;
  /** undefined for permanent passwords */
  readonly expiresAt: Date | undefined;
}

/** Which token of a registry, and for whom. */
export interface TokenRequest {
  readonly challenge: Challenge;
  readonly username: string;
  readonly password: string;
  /** e.g. `repository:release/api:pull,push`; undefined = only prove the password */
  readonly scope: string | undefined;
}

/** What the registry's token service grants of a scope. */
export interface TokenAnswer {
  /** actions in the token, e.g. `['pull']`; undefined when the token cannot be read */
  readonly granted: readonly string[] | undefined;
}

/**
 * The services that a login talks to. Each method is one logical call with its tries inside; all reject with LoginError.
 * Nothing secret is in a URL.
 */
export interface LoginServices {
  /** the ID token is asked for anew at every try */
  assumeRoleWithOidc(request: OidcLogin): Promise<AccessKey & { readonly expiresAt: Date; readonly arn: string }>;
  callerIdentity(key: AccessKey): Promise<{ readonly accountId: string; readonly arn: string }>;
  /** Enterprise Edition, 2018-12-01 */
  enterprisePassword(
    key: AccessKey,
    instance: { readonly region: string; readonly instanceId: string; readonly expiresInHours: number | undefined },
  ): Promise<RegistryPassword>;
  /** Personal Edition, 2016-06-07 */
  personalPassword(key: AccessKey, region: string): Promise<RegistryPassword>;
  /** all pages */
  instancesNamed(
    key: AccessKey,
    query: { readonly region: string; readonly name: string },
  ): Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** every domain of an instance's registry, with what is closed */
  domains(
    key: AccessKey,
    instance: { readonly region: string; readonly instanceId: string },
  ): Promise<readonly InstanceDomain[]>;
  /** unauthenticated `GET https://HOST/v2/` (http for a loopback host) */
  challenge(host: RegistryHost): Promise<Challenge>;
  /** credentials go to the realm only, never to `/v2/` */
  registryToken(request: TokenRequest): Promise<TokenAnswer>;
}

export interface OidcLogin {
  readonly roleArn: string;
  readonly oidcProviderArn: string;
  readonly audience: string;
  readonly sessionName: string;
  /** seconds */
  readonly duration: number;
  /** session policy as JSON, at most 2,048 characters */
  readonly policy: string | undefined;
}

export interface InstanceDomain {
  readonly domain: string;
  readonly type: 'system' | 'user';
  readonly network: 'public' | 'vpc';
  readonly enabled: boolean;
  /** only listed addresses get in */
  readonly restricted: boolean;
}

/** What went wrong, as one closed list: `explain` gives each a cause and a remedy. */
export type LoginFailure =
  | {
      readonly kind: 'service';
      readonly api: string;
      readonly code: string;
      readonly status: number;
      readonly message: string;
      readonly requestId: string;
    }
  | { readonly kind: 'network'; readonly host: string; readonly code: string }
  | { readonly kind: 'timeout'; readonly host: string }
  | { readonly kind: 'registry'; readonly host: string; readonly status: number; readonly detail: string }
  | { readonly kind: 'bad-answer'; readonly api: string; readonly detail: string };

export type LoginError = AcrAccessError & { readonly failure: LoginFailure };

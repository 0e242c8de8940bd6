import { logLine } from '../render/escape.ts';
import type { TokenClaims } from './claims.ts';
import type { LoginRequest } from './inputs.ts';
import type { InstanceDomain, LoginFailure } from './types.ts';

/** What was known when a call failed: the request, and what came out meanwhile. */
export interface LoginSituation {
  readonly request: Pick<
    LoginRequest,
    | 'registries'
    | 'instanceId'
    | 'region'
    | 'permanent'
    | 'roleArn'
    | 'oidcProviderArn'
    | 'audience'
    | 'permissions'
    | 'repositories'
    | 'grant'
    | 'sessionDuration'
    | 'network'
  >;
  /** of the last ID token that was asked for */
  readonly claims: TokenClaims | undefined;
  /** who the credentials belong to; '' = not known */
  readonly identityArn: string;
  /** of the instance, when they were asked for */
  readonly domains: readonly InstanceDomain[];
}

export interface Explanation {
  /** what happened, and where */
  readonly message: string;
  /** what to do; may be of several lines */
  readonly hint: string;
}

/** Why, and what to do. */
export interface Cause {
  readonly cause: string;
  readonly remedy: string;
}

export type ServiceFailure = Extract<LoginFailure, { readonly kind: 'service' }>;

const MAX_FOREIGN = 400;

/** One line of text from outside, that cannot pass for a command of the log. */
export const foreign = (text: string): string =>
  logLine(text.length > MAX_FOREIGN ? `${text.slice(0, MAX_FOREIGN)}…` : text);

/** Who has to be allowed something. */
export const identityOf = ({ request, identityArn }: LoginSituation): string =>
  foreign(identityArn || request.roleArn) || 'the identity of the credentials';

export const isNarrowed = ({ request }: LoginSituation): boolean =>
  request.permissions !== undefined || request.repositories.length > 0 || request.grant !== '';

/** Region of the login: all of its hosts that have one have the same, or none was given. */
export const regionOf = ({ request }: LoginSituation): string =>
  request.region ?? request.registries.find(({ region }) => region !== undefined)?.region ?? 'REGION';

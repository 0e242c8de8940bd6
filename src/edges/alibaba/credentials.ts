import { AcrAccessError } from '../../errors.ts';

/** The action inputs that say who to be; '' counts as absent, as GitHub hands over unset inputs. */
export interface CredentialInputs {
  readonly accessKeyId?: string | undefined;
  readonly accessKeySecret?: string | undefined;
  readonly securityToken?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly oidcProviderArn?: string | undefined;
  /** default `sts.aliyuncs.com` */
  readonly audience?: string | undefined;
  /** seconds, 900 to 43200; default 3600 */
  readonly sessionDuration?: number | undefined;
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** absent for the long-lived key of a user */
  readonly securityToken?: string | undefined;
}

export interface OidcRole {
  readonly roleArn: string;
  readonly oidcProviderArn: string;
  readonly audience: string;
  /** seconds */
  readonly sessionDuration: number;
}

/** Where the credentials come from, by name: `source` is printed. */
export type CredentialChoice =
  | { readonly kind: 'key'; readonly source: string; readonly key: AccessKey }
  | { readonly kind: 'oidc'; readonly source: string; readonly role: OidcRole };

/** The emulator knows this key; the real services do not. */
const EMULATOR_KEY: AccessKey = { accessKeyId: 'LTAI-emulator', accessKeySecret: 'emulator-secret' };
const VARIABLE_PREFIXES = ['ALIBABA_CLOUD', 'ALIBABACLOUD', 'ALICLOUD'];

/**
 * Inputs, then OIDC inputs, then the environment; the first that is given at all decides. `undefined`: none is given.
 *
 * @throws AcrAccessError `usage` for half-given credentials: falling through to others would run as somebody else
 */
export function chooseCredentials(
  env: NodeJS.ProcessEnv,
  inputs: CredentialInputs,
  emulator: boolean,
): CredentialChoice | undefined {
  const choice =
    keyFrom(inputs, { id: 'access-key-id', secret: 'access-key-secret', token: 'security-token' }, 'the input') ??
    oidcFrom(inputs) ??
    VARIABLE_PREFIXES.map((prefix) => keyFromVariables(env, prefix)).find((found) => found !== undefined);
  if (choice !== undefined || !emulator) return choice;
  return { kind: 'key', source: 'the emulator', key: EMULATOR_KEY };
}

/** The error for a run that needs credentials and has none. */
export const noCredentials = (): AcrAccessError =>
  new AcrAccessError('failed', 'no Alibaba Cloud credentials were given', {
    hint: 'Give role-arn and oidc-provider-arn, or access-key-id and access-key-secret, or set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET.',
  });

function keyFromVariables(env: NodeJS.ProcessEnv, prefix: string): CredentialChoice | undefined {
  const names = {
    id: `${prefix}_ACCESS_KEY_ID`,
    secret: `${prefix}_ACCESS_KEY_SECRET`,
    token: `${prefix}_SECURITY_TOKEN`,
  };
  const given = { accessKeyId: env[names.id], accessKeySecret: env[names.secret], securityToken: env[names.token] };
  return keyFrom(given, names, 'the variable');
}

function keyFrom(
  given: Partial<AccessKey> | CredentialInputs,
  names: { id: string; secret: string; token: string },
  noun: string,
): CredentialChoice | undefined {
  const accessKeyId = secretText(given.accessKeyId, names.id);
  const accessKeySecret = secretText(given.accessKeySecret, names.secret);
  const securityToken = secretText(given.securityToken, names.token);
  if ((accessKeyId ?? accessKeySecret ?? securityToken) === undefined) return undefined;
  if (accessKeyId === undefined)
    throw halfGiven(noun, names.id, accessKeySecret === undefined ? names.token : names.secret);
  if (accessKeySecret === undefined) throw halfGiven(noun, names.secret, names.id);
  const source = `${names.id} and ${names.secret}${securityToken === undefined ? '' : ` with ${names.token}`}`;
  return { kind: 'key', source, key: { accessKeyId, accessKeySecret, securityToken } };
}

function oidcFrom(inputs: CredentialInputs): CredentialChoice | undefined {
  const roleArn = inputs.roleArn?.trim();
  const oidcProviderArn = inputs.oidcProviderArn?.trim();
  if (!roleArn && !oidcProviderArn) return undefined;
  if (!roleArn) throw halfGiven('the input', 'role-arn', 'oidc-provider-arn');
  if (!oidcProviderArn) throw halfGiven('the input', 'oidc-provider-arn', 'role-arn');
  requireArn('role-arn', roleArn, 'role');
  requireArn('oidc-provider-arn', oidcProviderArn, 'oidc-provider');
  const role = {
    roleArn,
    oidcProviderArn,
    audience: inputs.audience?.trim() || 'sts.aliyuncs.com',
    sessionDuration: duration(inputs.sessionDuration ?? 3600),
  };
  return { kind: 'oidc', source: 'role-arn and oidc-provider-arn (OIDC)', role };
}

function requireArn(input: string, text: string, kind: string): void {
  if (new RegExp(`^acs:ram::\\d+:${kind}/[A-Za-z0-9._-]+$`).test(text)) return;
  throw new AcrAccessError(
    'usage',
    `the input ${input} is not the ARN of a${kind === 'role' ? ' role' : 'n OIDC provider'}`,
    {
      hint: `Write it as acs:ram::ACCOUNT_ID:${kind}/NAME.`,
    },
  );
}

function duration(seconds: number): number {
  if (Number.isInteger(seconds) && seconds >= 900 && seconds <= 43_200) return seconds;
  throw new AcrAccessError('usage', 'the input session-duration is not a number of seconds from 900 to 43200');
}

function secretText(text: string | undefined, name: string): string | undefined {
  const trimmed = text?.trim();
  if (trimmed === undefined || trimmed === '') return undefined;
  if (/^[\x21-\x7e]+$/.test(trimmed)) return trimmed;
  throw new AcrAccessError('usage', `${name} holds a blank or a character that no key has`, {
    hint: 'Copy the value again, without line breaks or quotes around it.',
  });
}

const halfGiven = (noun: string, missing: string, given: string): AcrAccessError =>
  new AcrAccessError('usage', `${noun} ${missing} is missing, but ${given} is given`, {
    hint: `Give both ${missing} and ${given}, or neither.`,
  });

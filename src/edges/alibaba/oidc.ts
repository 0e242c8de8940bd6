import { z } from 'zod/mini';
import { ServiceError } from '../../errors.ts';
import type { Clock } from '../../ports.ts';
import type { AccessKey, OidcRole } from './credentials.ts';
import { AnswerError } from './errors.ts';

/** Sends one anonymous STS call and reads its answer; `form` is made anew for each try. */
export type SendAnonymous = <T>(
  call: {
    operation: string;
    subject: string;
    query: Readonly<Record<string, string>>;
    form: (signal: AbortSignal) => Promise<Readonly<Record<string, string>>>;
  },
  read: (body: unknown) => T,
) => Promise<T>;

export interface TemporaryKey extends AccessKey {
  readonly expiresAt: Date;
}

const Answer = z.object({
  Credentials: z.object({
    AccessKeyId: z.string().check(z.minLength(1)),
    AccessKeySecret: z.string().check(z.minLength(1)),
    SecurityToken: z.string().check(z.minLength(1)),
    Expiration: z.string().check(z.refine((text) => !Number.isNaN(Date.parse(text)))),
  }),
});

/**
 * Exchanges a GitHub OIDC token for a session of the role. The token stands in the form body: a URL would leave it in
 * the logs of proxies. The query is what the official credentials library sends.
 *
 * @throws ServiceError; kind `credentials` when STS does not accept the token, with what the token says in the hint
 */
export async function assumeRoleWithOidc(
  role: OidcRole,
  options: {
    send: SendAnonymous;
    getIdToken: (signal: AbortSignal) => Promise<string>;
    sessionName: string;
    clock: Clock;
    onToken(token: string): void;
  },
): Promise<TemporaryKey> {
  let token = '';
  const form = async (signal: AbortSignal): Promise<Record<string, string>> => {
    token = await options.getIdToken(signal);
    options.onToken(token);
    return {
      OIDCProviderArn: role.oidcProviderArn,
      OIDCToken: token,
      RoleArn: role.roleArn,
      RoleSessionName: options.sessionName,
      DurationSeconds: String(role.sessionDuration),
    };
  };
  const query = {
    Action: 'AssumeRoleWithOIDC',
    Version: '2015-04-01',
    Timestamp: options.clock
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z'),
  };
  try {
    return await options.send({ operation: 'AssumeRoleWithOIDC', subject: role.roleArn, query, form }, readKey);
  } catch (error) {
    throw withClaims(error, token, role);
  }
}

function readKey(body: unknown): TemporaryKey {
  const answer = Answer.safeParse(body);
  if (!answer.success) throw new AnswerError('there are no credentials in it');
  const { AccessKeyId, AccessKeySecret, SecurityToken, Expiration } = answer.data.Credentials;
  return {
    accessKeyId: AccessKeyId,
    accessKeySecret: AccessKeySecret,
    securityToken: SecurityToken,
    expiresAt: new Date(Expiration),
  };
}

/** Most failures are a trust policy that expects other claims, so say what the token holds. Claims are no secret. */
function withClaims(error: unknown, token: string, role: OidcRole): unknown {
  if (!(error instanceof ServiceError) || error.kind !== 'credentials') return error;
  const claims = decodeClaims(token);
  return new ServiceError({
    kind: error.kind,
    operation: error.operation,
    serviceCode: error.serviceCode,
    status: error.status,
    requestId: error.requestId,
    message: error.message,
    hint: `The token says ${claims}. Compare with the conditions in the trust policy of ${role.roleArn} and with the issuer and client ids of ${role.oidcProviderArn}.`,
  });
}

function decodeClaims(token: string): string {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const { iss, aud, sub } = claims as Record<string, unknown>;
    return Object.entries({ iss, aud, sub })
      .map(([name, value]) => `${name}=${JSON.stringify(value)?.slice(0, 200)}`)
      .join(', ');
  } catch {
    return 'nothing that can be read';
  }
}

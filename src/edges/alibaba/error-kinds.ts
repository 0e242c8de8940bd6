import type { ServiceErrorKind } from '../../errors.ts';

/** Codes that stand for themselves and for everything below them in whole dot-separated segments. */
const KINDS: Readonly<Record<string, ServiceErrorKind>> = {
  Throttling: 'throttled',
  'Rejected.Throttling': 'throttled',
  NoPermission: 'denied',
  NoPrivilege: 'denied',
  Forbidden: 'denied',
  AccessDenied: 'denied',
  NotAuthorized: 'denied',
  // RAM documents EntityNotExist, ResourceManager answers EntityNotExists for resource groups.
  EntityNotExist: 'not-found',
  EntityNotExists: 'not-found',
  INSTANCE_NOT_EXIST: 'not-found',
  NAMESPACE_NOT_EXIST: 'not-found',
  REPO_NOT_EXIST: 'not-found',
  USER_NOT_EXIST: 'not-found',
  EntityAlreadyExist: 'already-exists',
  EntityAlreadyExists: 'already-exists',
  DeleteConflict: 'conflict',
  'Invalid.ResourceGroup.Status': 'conflict',
  LimitExceeded: 'limit',
  QuotaExceeded: 'limit',
  InvalidAccessKeyId: 'credentials',
  InvalidCredentials: 'credentials',
  InvalidSecurityToken: 'credentials',
  MissingSecurityToken: 'credentials',
  SecurityTokenExpired: 'credentials',
  SignatureDoesNotMatch: 'credentials',
  IncompleteSignature: 'credentials',
  InvalidTimeStamp: 'credentials',
  AuthenticationFail: 'credentials',
  // The same signed request was there before, so a proxy has sent it twice and the first may have taken effect.
  SignatureNonceUsed: 'unclear',
  InternalError: 'unclear',
  ServiceUnavailable: 'unclear',
  SystemError: 'unclear',
};

const STATUS_KINDS: Readonly<Record<number, ServiceErrorKind>> = {
  401: 'credentials',
  403: 'denied',
  409: 'conflict',
  429: 'throttled',
};

/** The kind of a service's answer, from its code by whole segments; the status decides for codes that nobody knows. */
export function kindOf(code: string, status: number | undefined): ServiceErrorKind {
  const segments = code.split('.');
  for (let length = segments.length; length > 0; length--) {
    const prefix = segments.slice(0, length).join('.');
    const kind = Object.hasOwn(KINDS, prefix) ? KINDS[prefix] : undefined;
    if (kind !== undefined) return kind;
  }
  if (status === undefined) return 'unclear';
  if (status >= 500) return 'unclear';
  return STATUS_KINDS[status] ?? (status >= 400 ? 'invalid' : 'bad-answer');
}

/** No connection was made, so nothing was sent. */
const NEVER_LEFT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ERR_PROXY_TUNNEL',
]);

const CERTIFICATE =
  /^(CERT_|UNABLE_TO_|ERR_TLS_CERT|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/;

/** What a failure of the network means. A reset or a time-out may come after the request was received. */
export function networkFailure(error: unknown): 'certificate' | 'never-left' | 'unclear' {
  const { code, syscall, message } = error as { code?: unknown; syscall?: unknown; message?: unknown };
  if (typeof code === 'string' && CERTIFICATE.test(code)) return 'certificate';
  if (typeof code === 'string' && NEVER_LEFT.has(code)) return 'never-left';
  // Node tries several addresses of a host and reports them together: then none of them was reached.
  if (syscall === 'connect' || error instanceof AggregateError) return 'never-left';
  const beforeTls =
    typeof message === 'string' && message.startsWith('Client network socket disconnected before secure');
  return beforeTls ? 'never-left' : 'unclear';
}

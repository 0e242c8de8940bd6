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

import { explainOidc, OIDC_CODES } from './explain-oidc.ts';
import { type Cause, identityOf, isNarrowed, type LoginSituation, regionOf, type ServiceFailure } from './situation.ts';

type Explain = (failure: ServiceFailure, situation: LoginSituation) => Cause;

/** Codes that stand for themselves and for what lies below them by whole dot-separated parts. Sources: the services' own lists. */
const CODES: Readonly<Record<string, Explain>> = {
  NoPermission: denied,
  NoPrivilege: denied,
  Forbidden: denied,
  AccessDenied: denied,
  NotAuthorized: denied,
  USER_NOT_EXIST: noPersonalUser,
  INSTANCE_NOT_EXIST: noInstance,
  INSTANCE_STATUS_NOT_SUPPORT: always(
    'the instance is not running',
    'Look at its state in the console: an instance that is being made, has ended or was released gives no passwords.',
  ),
  INVALID_PARAMETER: always(
    'a value is not accepted',
    'Check `expires-in-hours` (1 to 24) and `instance-id`; leave out what is not needed.',
  ),
  SLB_SERVICE_ERROR: always(
    'the load balancer of the instance is being changed',
    'Wait until the change of the access control is through, and run again.',
  ),
  InvalidAccessKeyId: wrongKey,
  'InvalidAccessKeyId.Inactive': always(
    'the access key is disabled',
    'Enable it in RAM or use another one; better, use role-arn with oidc-provider-arn, which needs no stored key.',
  ),
  SignatureDoesNotMatch: always(
    'the secret does not belong to the access key id',
    'Copy the secret again: a line break, a blank or quotes around it count. Id and secret have to be of the same key.',
  ),
  IncompleteSignature: always(
    'the signature did not arrive whole',
    'A proxy changes requests on the way: let it pass this host on untouched.',
  ),
  SignatureNonceUsed: always(
    'the same request arrived twice',
    'A proxy sends requests again: switch that off for this host. Then run again.',
  ),
  InvalidSecurityToken: wrongToken,
  MissingSecurityToken: wrongToken,
  SecurityTokenExpired: wrongToken,
  InvalidTimeStamp: wrongClock,
  IllegalTimestamp: wrongClock,
  Throttling: throttled,
  'Rejected.Throttling': throttled,
  ServiceUnavailable: itsOwn,
  InternalError: itsOwn,
  SystemError: itsOwn,
  'InvalidApi.NotFound': always(
    'this region does not know the call',
    'Check the region of the host. Personal Edition is not offered in every region.',
  ),
  'EntityNotExist.Role': (_, { request }) => ({
    cause: `there is no role ${request.roleArn}`,
    remedy: 'Compare `role-arn` with the ARN that the RAM console shows: account id and name, in the same case.',
  }),
  'InvalidParameter.RoleArn': always(
    '`role-arn` is not the ARN of a role',
    'Write it as acs:ram::ACCOUNT_ID:role/NAME.',
  ),
  'InvalidParameter.OIDCProviderArn': always(
    '`oidc-provider-arn` is not the ARN of an OIDC provider',
    'Write it as acs:ram::ACCOUNT_ID:oidc-provider/NAME.',
  ),
  'InvalidParameter.RoleSessionName': always(
    'the session name is not accepted',
    'Leave `role-session-name` out, or give 2 to 64 letters, digits and . @ - _',
  ),
  'InvalidParameter.DurationSeconds': (_, { request }) => ({
    cause: `a session of ${request.sessionDuration} s is longer than the role allows`,
    remedy: 'Lower `session-duration`, or raise the maximum session duration of the role (1 to 12 hours).',
  }),
  'InvalidParameter.PolicySize': sessionPolicy,
  'InvalidParameter.PolicyGrammar': sessionPolicy,
};

/** Every code that has an explanation of its own. */
export const EXPLAINED_CODES: readonly string[] = [...Object.keys(CODES), ...OIDC_CODES];

/** What a service of Alibaba Cloud says no with. */
export function explainService(failure: ServiceFailure, situation: LoginSituation): Cause {
  if (failure.code.startsWith('AuthenticationFail')) return explainOidc(failure, situation);
  // The edge measures the clock against the answer's date: then every other reason is a consequence.
  if (/the clock of this machine/.test(failure.message)) return wrongClock();
  const segments = failure.code.split('.');
  for (let length = segments.length; length > 0; length--) {
    const code = segments.slice(0, length).join('.');
    const known = Object.hasOwn(CODES, code) ? CODES[code] : undefined;
    if (known !== undefined) return known(failure, situation);
  }
  if (failure.status === 407) {
    return { cause: 'the proxy wants a login', remedy: 'Write it into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT.' };
  }
  if (failure.status === 429) return throttled();
  if (failure.status >= 500) return itsOwn();
  if (failure.status === 403) return denied(failure, situation);
  return {
    cause: 'the service does not accept the request',
    remedy: 'Look the code up in the documentation of the service; its support needs the request id.',
  };
}

function always(cause: string, remedy: string): Explain {
  return () => ({ cause, remedy });
}

function denied(failure: ServiceFailure, situation: LoginSituation): Cause {
  const { api } = failure;
  if (api === 'AssumeRoleWithOIDC') return explainOidc(failure, situation);
  const who = identityOf(situation);
  const narrowed = isNarrowed(situation) ? ' A narrowed session has only what its role has, too.' : '';
  if (api === 'ListInstance') {
    return {
      cause: `${who} may not look up which instance the host belongs to`,
      remedy: 'Two ways out: give `instance-id`, then nothing is looked up; or allow cr:ListInstance on Resource "*".',
    };
  }
  if (api === 'GetAuthorizationToken') {
    return {
      cause: `${who} may not ask for a registry password`,
      remedy: `Allow cr:GetAuthorizationToken on Resource "*" (arn *): it is not given by the ARN of a repository, nor by a policy that is attached in a resource group only.${narrowed}`,
    };
  }
  const instance = `acs:cr:${regionOf(situation)}:*:instance/${situation.request.instanceId ?? 'INSTANCE_ID'}`;
  return {
    cause: `${who} may not call it`,
    remedy: api.endsWith('InstanceEndpoint')
      ? `Allow cr:ListInstanceEndpoint (or cr:GetInstanceEndpoint) on ${instance}: it proves that a host belongs to the instance. Without \`hosts: all\` and custom domains it is not asked.${narrowed}`
      : `Allow the action of this call for ${who}.${narrowed}`,
  };
}

/** The old "code: 404, , requestid:": two mistakes that look the same. Sources: aliyun/acr-login issues 15 and 19. */
function noPersonalUser(_: ServiceFailure, situation: LoginSituation): Cause {
  return {
    cause: `Personal Edition does not know ${identityOf(situation)}: it has never set a registry password there`,
    remedy:
      'Log on to the Container Registry console as this identity and set a registry password once; an identity without a console calls CreateUserInfo. If the images are in an Enterprise Edition instance, use its host (NAME-registry.REGION.cr.aliyuncs.com): registry.REGION.aliyuncs.com is Personal Edition.',
  };
}

function noInstance(_: ServiceFailure, situation: LoginSituation): Cause {
  return {
    cause: `there is no instance ${situation.request.instanceId ?? 'of this id'} in ${regionOf(situation)} in this account`,
    remedy: `Compare \`instance-id\` with the console, and the region with the one of the instance: every region knows only its own. The credentials have to be of the account that owns the instance (now ${identityOf(situation)}).`,
  };
}

function wrongKey(): Cause {
  return {
    cause: 'the access key is not known',
    remedy:
      'Check access-key-id. A temporary key (its id begins with STS.) is known only together with its `security-token`, and until it ends. A key of the international site does not work on the Chinese one, nor the other way round.',
  };
}

function wrongToken(): Cause {
  return {
    cause: 'the security token is missing, has ended or does not belong to the access key',
    remedy:
      'Hand over all three values of one session: access-key-id, access-key-secret and `security-token`. If it has ended, ask for a new one right before this step, or use role-arn with oidc-provider-arn here.',
  };
}

function wrongClock(): Cause {
  return {
    cause: 'the clock of this machine is wrong',
    remedy: 'Set it (NTP): the services take signatures for 15 minutes only.',
  };
}

function throttled(): Cause {
  return {
    cause: 'too many calls in this account at this time',
    remedy:
      'Raise `retries` and `timeout`, or start fewer jobs at once. One login can serve several hosts and steps of a job.',
  };
}

function itsOwn(): Cause {
  return {
    cause: 'the service, or a proxy before it, has a problem of its own',
    remedy:
      'Run again, or raise `retries` and `timeout`. If only this runner sees it, look at HTTPS_PROXY and NO_PROXY.',
  };
}

function sessionPolicy(): Cause {
  return {
    cause: 'the session policy is not accepted',
    remedy: 'Name fewer `repositories`, or use patterns such as release/*; STS takes 2,048 characters.',
  };
}

import { documentProblems } from '../../policy/parse.ts';
import { ApiError } from '../api-error.ts';
import type { Session } from '../caller.ts';
import type { Role } from '../entities.ts';
import { verifyOidcToken } from '../oidc-token.ts';
import { type Call, type Operations, reading } from '../operation.ts';
import { type Params, parseJson, required } from '../params.ts';
import { isoSeconds, type Store } from '../store.ts';
import { type Assumer, isTrusted } from '../trust.ts';

const invalidParameter = (name: string, message: string): ApiError =>
  new ApiError(400, `InvalidParameter.${name}`, message);

function roleOf(store: Store, params: Params): Role {
  const arn = required(params, 'RoleArn');
  const [, account, name] = /^acs:ram::(\d+):role\/([A-Za-z0-9.-]+)$/.exec(arn) ?? [];
  if (account === undefined || name === undefined)
    throw invalidParameter('RoleArn', 'The parameter RoleArn is wrongly formed.');
  const role = account === store.account ? store.roles.byKey.get(name) : undefined;
  if (role === undefined) throw new ApiError(404, 'EntityNotExist.Role', 'The specified Role not exists.');
  return role;
}

function sessionName(params: Params): string {
  const name = required(params, 'RoleSessionName');
  if (!/^[A-Za-z0-9.@_-]{2,64}$/.test(name))
    throw invalidParameter('RoleSessionName', 'The parameter RoleSessionName is wrongly formed.');
  return name;
}

/** 900 seconds to the role's maximum; one hour when nothing is asked for. */
function durationSeconds(params: Params, role: Role): number {
  const given = params.DurationSeconds || String(Math.min(3600, role.maxSessionDuration));
  const seconds = Number(given);
  if (!/^\d+$/.test(given) || seconds < 900 || seconds > role.maxSessionDuration) {
    throw invalidParameter(
      'DurationSeconds',
      `The Min/Max value of DurationSeconds is 15min/${role.maxSessionDuration / 3600}hr.`,
    );
  }
  return seconds;
}

function sessionPolicy(params: Params): unknown {
  const text = params.Policy;
  if (text === undefined || text === '') return undefined;
  if (text.length > 2048) throw invalidParameter('PolicySize', 'The size of Policy must be smaller than 2048 bytes.');
  const document = parseJson(text);
  if (documentProblems(document).length > 0) {
    throw invalidParameter('PolicyGrammar', 'The parameter Policy has not passed grammar check.');
  }
  return document;
}

/** Makes the temporary credentials and the answer that carries them. */
function open({ store, params, now, sessions, randomText }: Call, role: Role) {
  const session: Session = {
    accessKeyId: `STS.${randomText(24)}`,
    secret: randomText(44),
    token: randomText(120),
    role: role.name,
    sessionName: sessionName(params),
    expires: new Date(now.getTime() + durationSeconds(params, role) * 1000),
    policy: sessionPolicy(params),
  };
  sessions.set(session.accessKeyId, session);
  return {
    Credentials: {
      AccessKeyId: session.accessKeyId,
      AccessKeySecret: session.secret,
      SecurityToken: session.token,
      Expiration: isoSeconds(session.expires),
    },
    AssumedRoleUser: {
      Arn: `acs:ram::${store.account}:role/${role.name}/${session.sessionName}`,
      AssumedRoleId: `${role.id}:${session.sessionName}`,
    },
  };
}

/** The main account cannot assume roles; everyone else needs sts:AssumeRole (checked before) and the role's trust. */
function assumeRole(call: Call) {
  const { store, params, caller } = call;
  const role = roleOf(store, params);
  const assumer: Assumer = { kind: 'caller', caller, account: store.account };
  if (caller.kind === 'account' || !isTrusted(role.trust, assumer)) {
    throw new ApiError(
      403,
      'NoPermission',
      'You are not authorized to do this action. You should be authorized by RAM.',
    );
  }
  return open(call, role);
}

function assumeRoleWithOidc(call: Call) {
  const { store, params, now } = call;
  const providerArn = required(params, 'OIDCProviderArn');
  const token = required(params, 'OIDCToken');
  const role = roleOf(store, params);
  const prefix = `acs:ram::${store.account}:oidc-provider/`;
  const provider = providerArn.startsWith(prefix)
    ? store.oidcProviders.byKey.get(providerArn.slice(prefix.length))
    : undefined;
  if (provider === undefined)
    throw new ApiError(401, 'AuthenticationFail.NoPermission', 'No such OIDC Provider registered.');
  const { iss, sub, aud, exp, iat } = verifyOidcToken(token, provider, now);
  const claims = { 'oidc:iss': iss, 'oidc:sub': sub, 'oidc:aud': aud };
  if (!isTrusted(role.trust, { kind: 'federated', providerArn, claims })) {
    throw new ApiError(401, 'AuthenticationFail.NoPermission', 'There is no permission');
  }
  const info = {
    Subject: sub,
    Issuer: iss,
    ClientIds: aud.join(','),
    ExpirationTime: isoSeconds(new Date(exp * 1000)),
    IssuanceTime: isoSeconds(new Date(iat * 1000)),
    VerificationInfo: 'Success',
  };
  return { ...open(call, role), OIDCTokenInfo: info };
}

function getCallerIdentity({ store, caller }: Call) {
  const AccountId = store.account;
  if (caller.kind === 'role') {
    const role = store.roles.byKey.get(caller.name);
    const { sessionName: name } = caller.session;
    const Arn = `acs:ram::${AccountId}:assumed-role/${caller.name}/${name}`;
    return { AccountId, Arn, IdentityType: 'AssumedRoleUser', PrincipalId: `${role?.id}:${name}`, RoleId: role?.id };
  }
  if (caller.kind === 'user') {
    const id = store.users.byKey.get(caller.name)?.id;
    return {
      AccountId,
      Arn: `acs:ram::${AccountId}:user/${caller.name}`,
      IdentityType: 'RAMUser',
      PrincipalId: id,
      UserId: id,
    };
  }
  return {
    AccountId,
    Arn: `acs:ram::${AccountId}:root`,
    IdentityType: 'Account',
    PrincipalId: AccountId,
    UserId: AccountId,
  };
}

const roleArnOf = (params: Params): string[] => [params.RoleArn ?? ''];
const nothing = (): string[] => [];

/** All are reads of the account: sessions are no part of it. */
export const stsOperations: Operations = {
  GetCallerIdentity: reading(undefined, nothing, getCallerIdentity),
  AssumeRole: reading('sts:AssumeRole', roleArnOf, assumeRole),
  AssumeRoleWithOIDC: { ...reading(undefined, nothing, assumeRoleWithOidc), anonymous: true },
};

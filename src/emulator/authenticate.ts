import { ApiError, missing } from './api-error.ts';
import type { Caller, Session } from './caller.ts';
import type { Params } from './params.ts';
import { headerText } from './services.ts';
import { isAcs3Signed, parseAcs3, sameText } from './signature-acs3.ts';
import { isRpcSigned } from './signature-rpc.ts';
import { isoSeconds, type Store } from './store.ts';
import type { RawRequest } from './wire.ts';

const MAX_SKEW_MS = 15 * 60_000;

/** What the gateway remembers between requests. */
export interface SignIn {
  readonly sessions: Map<string, Session>;
  /** nonce -> time after which it may be forgotten, in order of arrival */
  readonly nonces: Map<string, number>;
}

interface Proof {
  readonly accessKeyId: string;
  readonly token: string | undefined;
  readonly date: string | undefined;
  readonly nonce: string | undefined;
  readonly isSigned: (secret: string) => boolean;
}

/** The caller that signed the request; throws the gateway's errors. `undefined`: the request carries no signature. */
export function authenticate(
  request: RawRequest,
  params: Params,
  store: Store,
  signIn: SignIn,
  now: Date,
): Caller | undefined {
  const proof = proofOf(request, params);
  if (proof === undefined) return undefined;
  checkDate(proof.date, now);
  const { caller, secret } = ownerOf(proof, store, signIn, now);
  if (!proof.isSigned(secret)) {
    throw new ApiError(400, 'SignatureDoesNotMatch', 'Specified signature is not matched with our calculation.');
  }
  useNonce(proof, signIn.nonces, now);
  return caller;
}

function proofOf(request: RawRequest, params: Params): Proof | undefined {
  const header = headerText(request, 'authorization');
  if (header !== undefined) {
    const authorization = parseAcs3(header);
    if (authorization === undefined)
      throw new ApiError(400, 'InvalidSignatureMethod', 'Specified signature method is not valid.');
    return {
      accessKeyId: authorization.accessKeyId,
      token: headerText(request, 'x-acs-security-token'),
      date: headerText(request, 'x-acs-date'),
      nonce: headerText(request, 'x-acs-signature-nonce'),
      isSigned: (secret) => isAcs3Signed(request, authorization, secret),
    };
  }
  if (params.Signature === undefined) return undefined;
  if (params.SignatureMethod !== 'HMAC-SHA1' || params.SignatureVersion !== '1.0') {
    throw new ApiError(400, 'InvalidSignatureMethod', 'Specified signature method is not valid.');
  }
  if (!params.AccessKeyId) throw missing('AccessKeyId');
  return {
    accessKeyId: params.AccessKeyId,
    token: params.SecurityToken,
    date: params.Timestamp,
    nonce: params.SignatureNonce,
    isSigned: (secret) => isRpcSigned(request, params, secret),
  };
}

function checkDate(date: string | undefined, now: Date): void {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(date ?? '') ? Date.parse(date!) : Number.NaN;
  if (Number.isNaN(at))
    throw new ApiError(400, 'InvalidTimeStamp.Format', 'Specified time stamp or date value is not well formatted.');
  if (Math.abs(now.getTime() - at) > MAX_SKEW_MS) {
    throw new ApiError(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
  }
}

function ownerOf(
  { accessKeyId, token }: Proof,
  store: Store,
  signIn: SignIn,
  now: Date,
): { caller: Caller; secret: string } {
  const session = signIn.sessions.get(accessKeyId);
  if (session !== undefined) return { caller: sessionCaller(session, token, store, now), secret: session.secret };
  const key = store.accessKeys.get(accessKeyId);
  if (key === undefined) throw unknownKey();
  if (key.status === 'Inactive')
    throw new ApiError(400, 'InvalidAccessKeyId.Inactive', 'Specified access key is disabled.');
  if (token)
    throw new ApiError(
      400,
      'InvalidSecurityToken.MismatchWithAccessKey',
      'Specified SecurityToken mismatch with the AccessKey.',
    );
  key.lastUsedDate = isoSeconds(now);
  const caller: Caller =
    key.user === undefined ? { kind: 'account', accessKeyId } : { kind: 'user', name: key.user.name, accessKeyId };
  return { caller, secret: key.secret };
}

/** A temporary key is worth nothing without its token, after its end, or when its role is gone. */
function sessionCaller(session: Session, token: string | undefined, store: Store, now: Date): Caller {
  if (!token || !store.roles.byKey.has(session.role)) throw unknownKey();
  if (!sameText(session.token, token))
    throw new ApiError(400, 'InvalidSecurityToken.Malformed', 'Specified SecurityToken is malformed.');
  if (session.expires <= now)
    throw new ApiError(400, 'InvalidSecurityToken.Expired', 'Specified SecurityToken is expired.');
  return { kind: 'role', name: session.role, session, accessKeyId: session.accessKeyId };
}

const unknownKey = (): ApiError =>
  new ApiError(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');

function useNonce({ accessKeyId, nonce }: Proof, nonces: Map<string, number>, now: Date): void {
  if (!nonce) throw missing('SignatureNonce');
  for (const [old, until] of nonces) {
    if (until > now.getTime()) break;
    nonces.delete(old);
  }
  const used = `${accessKeyId} ${nonce}`;
  if (nonces.has(used)) throw new ApiError(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
  nonces.set(used, now.getTime() + 2 * MAX_SKEW_MS);
}

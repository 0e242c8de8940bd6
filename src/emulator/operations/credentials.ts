import { ApiError, alreadyExists, invalid, limitExceeded, notExist } from '../api-error.ts';
import type { AccessKey, LoginProfile, MfaDevice, User } from '../entities.ts';
import { userOf } from '../lookup.ts';
import { type Call, type Operations, ramResource, reading, writing } from '../operation.ts';
import { flag, name, required } from '../params.ts';
import { isoSeconds } from '../store.ts';
import { insert, remove } from '../table.ts';

/** `UserName`, or the caller when it is a user; `undefined`: the main account's own keys. */
function owner({ store, params, caller }: Call): User | undefined {
  if (params.UserName) return userOf(store, params);
  return caller.kind === 'user' ? store.users.byKey.get(caller.name) : undefined;
}

const keysOf = (call: Call, user: User | undefined): AccessKey[] =>
  user === undefined
    ? [...call.store.accessKeys.values()].filter((key) => key.user === undefined)
    : [...user.accessKeys.values()];

function accessKeyOf(call: Call): AccessKey {
  const key = call.store.accessKeys.get(required(call.params, 'UserAccessKeyId'));
  if (key === undefined || key.user !== owner(call)) throw notExist('User.AccessKey');
  return key;
}

/** The secret is made from random bytes and shown this once, as by the service. */
function createAccessKey(call: Call) {
  const { store, quotas, now } = call;
  const user = owner(call);
  if (keysOf(call, user).length >= quotas.accessKeysPerUser) throw limitExceeded('User.AccessKey');
  const id = `LTAI${String(store.nextSeq++).padStart(12, '0')}`;
  const key: AccessKey = {
    id,
    secret: call.randomText(30),
    status: 'Active',
    createDate: isoSeconds(now),
    lastUsedDate: '',
    user,
  };
  store.accessKeys.set(id, key);
  user?.accessKeys.set(id, key);
  return {
    AccessKey: { AccessKeyId: id, AccessKeySecret: key.secret, Status: key.status, CreateDate: key.createDate },
  };
}

function updateAccessKey(call: Call) {
  const status = required(call.params, 'Status');
  if (status !== 'Active' && status !== 'Inactive') throw invalid('Status');
  accessKeyOf(call).status = status;
  return {};
}

function deleteAccessKey(call: Call) {
  const key = accessKeyOf(call);
  call.store.accessKeys.delete(key.id);
  key.user?.accessKeys.delete(key.id);
  return {};
}

const profileBody = (user: User, profile: LoginProfile) => ({
  LoginProfile: {
    UserName: user.name,
    MFABindRequired: profile.mfaBindRequired,
    PasswordResetRequired: profile.passwordResetRequired,
    CreateDate: profile.createDate,
  },
});

function loginProfileOf(user: User): LoginProfile {
  if (user.loginProfile === undefined) throw notExist('User.LoginProfile');
  return user.loginProfile;
}

function createLoginProfile({ store, params, now }: Call) {
  const user = userOf(store, params);
  if (user.loginProfile !== undefined) throw alreadyExists('User.LoginProfile');
  user.loginProfile = {
    password: required(params, 'Password'),
    passwordResetRequired: flag(params, 'PasswordResetRequired'),
    mfaBindRequired: flag(params, 'MFABindRequired'),
    createDate: isoSeconds(now),
  };
  return profileBody(user, user.loginProfile);
}

function updateLoginProfile({ store, params }: Call) {
  const profile = loginProfileOf(userOf(store, params));
  if (params.Password) profile.password = params.Password;
  if (params.PasswordResetRequired) profile.passwordResetRequired = flag(params, 'PasswordResetRequired');
  if (params.MFABindRequired) profile.mfaBindRequired = flag(params, 'MFABindRequired');
  return {};
}

function deleteLoginProfile({ store, params }: Call) {
  const user = userOf(store, params);
  loginProfileOf(user);
  user.loginProfile = undefined;
  return {};
}

/** For RAM users only: each changes its own password. */
function changePassword({ store, params, caller }: Call) {
  if (caller.kind !== 'user')
    throw new ApiError(400, 'NotSupportedOperation', 'Only RAM users can change their own password.');
  const profile = loginProfileOf(store.users.byKey.get(caller.name)!);
  if (profile.password !== required(params, 'OldPassword'))
    throw new ApiError(400, 'InvalidParameter.OldPassword', 'The old password is incorrect.');
  profile.password = required(params, 'NewPassword');
  return {};
}

function deviceOf({ store, params }: Call): MfaDevice {
  const device = store.mfaDevices.byKey.get(required(params, 'SerialNumber'));
  if (device === undefined)
    throw new ApiError(404, 'EntityNotExist.VirtualMFADevice', 'The virtual MFA device does not exist.');
  return device;
}

function createVirtualMfaDevice({ store, params, randomText }: Call) {
  const serialNumber = `acs:ram::${store.account}:mfa/${name(params, 'VirtualMFADeviceName')}`;
  if (store.mfaDevices.byKey.has(serialNumber))
    throw new ApiError(409, 'EntityAlreadyExists.VirtualMFADevice', 'The virtual MFA device does already EXIST.');
  insert(store.mfaDevices, serialNumber, { seq: store.nextSeq++, serialNumber, user: undefined, activateDate: '' });
  return { VirtualMFADevice: { SerialNumber: serialNumber, Base32StringSeed: randomText(32), QRCodePNG: '' } };
}

/** Two codes of six digits are asked for, as by the service; their values are not checked. */
function bindMfaDevice(call: Call) {
  const user = userOf(call.store, call.params);
  const device = deviceOf(call);
  for (const code of ['AuthenticationCode1', 'AuthenticationCode2'])
    if (!/^\d{6}$/.test(required(call.params, code))) throw invalid(code);
  if (user.mfaDevice !== undefined || device.user !== undefined) throw alreadyExists('User.MFADevice');
  user.mfaDevice = device;
  device.user = user;
  device.activateDate = isoSeconds(call.now);
  return {};
}

function unbindMfaDevice({ store, params }: Call) {
  const user = userOf(store, params);
  const device = user.mfaDevice;
  if (device === undefined) throw notExist('User.MFADevice');
  user.mfaDevice = undefined;
  device.user = undefined;
  return { MFADevice: { SerialNumber: device.serialNumber } };
}

function deleteVirtualMfaDevice(call: Call) {
  const device = deviceOf(call);
  if (device.user !== undefined)
    throw new ApiError(
      409,
      'DeleteConflict.VirtualMFADevice.User',
      'The virtual MFA device CAN NOT be bound to any user while deleting it.',
    );
  remove(call.store.mfaDevices, device.serialNumber);
  return {};
}

function listVirtualMfaDevices({ store }: Call) {
  const devices = store.mfaDevices.rows.map(({ serialNumber, activateDate, user }) => ({
    SerialNumber: serialNumber,
    ...(user === undefined
      ? {}
      : { ActivateDate: activateDate, User: { UserId: user.id, UserName: user.name, DisplayName: user.displayName } }),
  }));
  return { VirtualMFADevices: { VirtualMFADevice: devices } };
}

function getUserMfaInfo({ store, params }: Call) {
  const device = userOf(store, params).mfaDevice;
  if (device === undefined) throw notExist('User.MFADevice');
  return { MFADevice: { SerialNumber: device.serialNumber, Type: 'VMFA' } };
}

const ofUser = ramResource('user', 'UserName');

export const credentialOperations: Operations = {
  ListAccessKeys: reading('ram:ListAccessKeys', ofUser, (call) => {
    const keys = keysOf(call, owner(call)).map(({ id, status, createDate }) => ({
      AccessKeyId: id,
      Status: status,
      CreateDate: createDate,
    }));
    return { AccessKeys: { AccessKey: keys } };
  }),
  GetAccessKeyLastUsed: reading('ram:GetAccessKeyLastUsed', ofUser, (call) => ({
    AccessKeyLastUsed: { LastUsedDate: accessKeyOf(call).lastUsedDate },
  })),
  CreateAccessKey: writing('ram:CreateAccessKey', ofUser, createAccessKey),
  UpdateAccessKey: writing('ram:UpdateAccessKey', ofUser, updateAccessKey),
  DeleteAccessKey: writing('ram:DeleteAccessKey', ofUser, deleteAccessKey),
  GetLoginProfile: reading('ram:GetLoginProfile', ofUser, ({ store, params }) => {
    const user = userOf(store, params);
    return profileBody(user, loginProfileOf(user));
  }),
  CreateLoginProfile: writing('ram:CreateLoginProfile', ofUser, createLoginProfile),
  UpdateLoginProfile: writing('ram:UpdateLoginProfile', ofUser, updateLoginProfile),
  DeleteLoginProfile: writing('ram:DeleteLoginProfile', ofUser, deleteLoginProfile),
  ChangePassword: writing(undefined, () => [], changePassword),
  ListVirtualMFADevices: reading('ram:ListVirtualMFADevices', ramResource('mfa'), listVirtualMfaDevices),
  CreateVirtualMFADevice: writing(
    'ram:CreateVirtualMFADevice',
    ramResource('mfa', 'VirtualMFADeviceName'),
    createVirtualMfaDevice,
  ),
  DeleteVirtualMFADevice: writing(
    'ram:DeleteVirtualMFADevice',
    (params) => [params.SerialNumber ?? ''],
    deleteVirtualMfaDevice,
  ),
  BindMFADevice: writing('ram:BindMFADevice', ofUser, bindMfaDevice),
  UnbindMFADevice: writing('ram:UnbindMFADevice', ofUser, unbindMfaDevice),
  GetUserMFAInfo: reading('ram:GetUserMFAInfo', ofUser, getUserMfaInfo),
};

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import { ACCOUNT_ID, account } from './account.ts';
import { failure, ram, ramClient } from './clients.ts';

let emulator: Emulator;
let client: ReturnType<typeof ramClient>;
beforeEach(async () => {
  emulator = await startEmulator({ account: { ...account, users: [...(account.users ?? []), { name: 'old-bot' }] } });
  client = ramClient(emulator.url);
});
afterEach(() => emulator.close());

const bot = { userName: 'old-bot' };
const removeBot = () => failure(client.deleteUser(new ram.DeleteUserRequest(bot)));

describe('what stops a user from being deleted', () => {
  it('access keys do', async () => {
    const made = await client.createAccessKey(new ram.CreateAccessKeyRequest(bot));
    const userAccessKeyId = made.body?.accessKey?.accessKeyId ?? '';
    expect(made.body?.accessKey?.accessKeySecret).toMatch(/^[A-Za-z0-9]{30}$/);
    await client.createAccessKey(new ram.CreateAccessKeyRequest(bot));
    expect(await failure(client.createAccessKey(new ram.CreateAccessKeyRequest(bot)))).toBe(
      '409 LimitExceeded.User.AccessKey',
    );
    await client.updateAccessKey(new ram.UpdateAccessKeyRequest({ ...bot, userAccessKeyId, status: 'Inactive' }));
    const { body } = await client.listAccessKeys(new ram.ListAccessKeysRequest(bot));
    expect(body?.accessKeys?.accessKey?.map((key) => key.status)).toEqual(['Inactive', 'Active']);
    expect(body?.accessKeys?.accessKey?.[0]).not.toHaveProperty('accessKeySecret');
    expect(await removeBot()).toBe('409 DeleteConflict.User.AccessKey');
    const used = await client.getAccessKeyLastUsed(new ram.GetAccessKeyLastUsedRequest({ ...bot, userAccessKeyId }));
    expect(used.body?.accessKeyLastUsed?.lastUsedDate).toBe('');
    const wrong = new ram.DeleteAccessKeyRequest({ userName: 'alice', userAccessKeyId });
    expect(await failure(client.deleteAccessKey(wrong))).toBe('404 EntityNotExist.User.AccessKey');
    for (const key of body?.accessKeys?.accessKey ?? []) {
      await client.deleteAccessKey(new ram.DeleteAccessKeyRequest({ ...bot, userAccessKeyId: key.accessKeyId ?? '' }));
    }
    expect(await removeBot()).toBe('ok');
  });

  it('a console login does', async () => {
    const get = () => failure(client.getLoginProfile(new ram.GetLoginProfileRequest(bot)));
    expect(await get()).toBe('404 EntityNotExist.User.LoginProfile');
    const create = () =>
      failure(client.createLoginProfile(new ram.CreateLoginProfileRequest({ ...bot, password: 'a-Passw0rd' })));
    expect(await create()).toBe('ok');
    expect(await create()).toBe('409 EntityAlreadyExists.User.LoginProfile');
    await client.updateLoginProfile(
      new ram.UpdateLoginProfileRequest({ ...bot, MFABindRequired: true, passwordResetRequired: true }),
    );
    const { body } = await client.getLoginProfile(new ram.GetLoginProfileRequest(bot));
    expect(body?.loginProfile).toMatchObject({
      userName: 'old-bot',
      MFABindRequired: true,
      passwordResetRequired: true,
    });
    expect(await removeBot()).toBe('409 DeleteConflict.User.LoginProfile');
    await client.deleteLoginProfile(new ram.DeleteLoginProfileRequest(bot));
    expect(await removeBot()).toBe('ok');
  });

  it('an MFA device does', async () => {
    const info = () => client.getUserMFAInfo(new ram.GetUserMFAInfoRequest(bot));
    expect(await failure(info())).toBe('404 EntityNotExist.User.MFADevice');
    const made = await client.createVirtualMFADevice(
      new ram.CreateVirtualMFADeviceRequest({ virtualMFADeviceName: 'phone' }),
    );
    const serialNumber = made.body?.virtualMFADevice?.serialNumber ?? '';
    expect(serialNumber).toBe(`acs:ram::${ACCOUNT_ID}:mfa/phone`);
    const bind = (code = '123456') =>
      failure(
        client.bindMFADevice(
          new ram.BindMFADeviceRequest({
            ...bot,
            serialNumber,
            authenticationCode1: code,
            authenticationCode2: '654321',
          }),
        ),
      );
    expect(await bind('12')).toBe('400 InvalidParameter.AuthenticationCode1');
    expect(await bind()).toBe('ok');
    expect(await bind()).toBe('409 EntityAlreadyExists.User.MFADevice');
    expect((await info()).body?.MFADevice).toMatchObject({ serialNumber, type: 'VMFA' });
    const { body } = await client.listVirtualMFADevices();
    expect(body?.virtualMFADevices?.virtualMFADevice?.[0]?.user?.userName).toBe('old-bot');
    expect(await removeBot()).toBe('409 DeleteConflict.User.MFADevice');
    const remove = () =>
      failure(client.deleteVirtualMFADevice(new ram.DeleteVirtualMFADeviceRequest({ serialNumber })));
    expect(await remove()).toBe('409 DeleteConflict.VirtualMFADevice.User');
    await client.unbindMFADevice(new ram.UnbindMFADeviceRequest(bot));
    expect(await failure(client.unbindMFADevice(new ram.UnbindMFADeviceRequest(bot)))).toBe(
      '404 EntityNotExist.User.MFADevice',
    );
    expect(await remove()).toBe('ok');
    expect(await remove()).toBe('404 EntityNotExist.VirtualMFADevice');
    expect(await removeBot()).toBe('ok');
  });

  it('a user changes its own password, the main account has none', async () => {
    await client.createLoginProfile(new ram.CreateLoginProfileRequest({ ...bot, password: 'old-Passw0rd' }));
    const made = await client.createAccessKey(new ram.CreateAccessKeyRequest(bot));
    const { accessKeyId = '', accessKeySecret = '' } = made.body?.accessKey ?? {};
    const change = (asker: typeof client, oldPassword: string) =>
      failure(asker.changePassword(new ram.ChangePasswordRequest({ oldPassword, newPassword: 'new-Passw0rd' })));
    const own = ramClient(emulator.url, { accessKeyId, accessKeySecret });
    expect(await change(client, 'old-Passw0rd')).toBe('400 NotSupportedOperation');
    expect(await change(own, 'wrong')).toBe('400 InvalidParameter.OldPassword');
    expect(await change(own, 'old-Passw0rd')).toBe('ok');
    expect(await change(own, 'old-Passw0rd')).toBe('400 InvalidParameter.OldPassword');
  });
});

import * as requests from '@alicloud/ram20150501';
import { ServiceError } from '../../errors.ts';
import { present } from './answers.ts';
import type { AlibabaApi } from './api.ts';

/**
 * What stops a user from being deleted, as phrases: `2 access keys`, `an MFA device`, `a console login`, `1 group`.
 * RAM would refuse the deletion for each of them (DeleteConflict.User.*).
 */
export async function deletionBlockers(api: AlibabaApi, userName: string): Promise<readonly string[]> {
  const options = { mode: 'read', subject: userName } as const;
  const blockers = await Promise.all([
    api.ram(
      'ListAccessKeys',
      options,
      (ram, runtime) => ram.listAccessKeysWithOptions(new requests.ListAccessKeysRequest({ userName }), runtime),
      (body) => counted(present(body.accessKeys?.accessKey, 'AccessKeys').length, 'access key'),
    ),
    api.ram(
      'ListGroupsForUser',
      options,
      (ram, runtime) => ram.listGroupsForUserWithOptions(new requests.ListGroupsForUserRequest({ userName }), runtime),
      (body) => counted(present(body.groups?.group, 'Groups').length, 'group'),
    ),
    unlessNone(
      'EntityNotExist.User.MFADevice',
      api.ram(
        'GetUserMFAInfo',
        options,
        (ram, runtime) => ram.getUserMFAInfoWithOptions(new requests.GetUserMFAInfoRequest({ userName }), runtime),
        (body) => present(body.MFADevice, 'MFADevice') && 'an MFA device',
      ),
    ),
    unlessNone(
      'EntityNotExist.User.LoginProfile',
      api.ram(
        'GetLoginProfile',
        options,
        (ram, runtime) => ram.getLoginProfileWithOptions(new requests.GetLoginProfileRequest({ userName }), runtime),
        (body) => present(body.loginProfile, 'LoginProfile') && 'a console login',
      ),
    ),
  ]);
  return blockers.filter((blocker) => blocker !== undefined);
}

const counted = (count: number, noun: string): string | undefined =>
  count === 0 ? undefined : `${count} ${noun}${count === 1 ? '' : 's'}`;

/** RAM says "there is none" with this code; that the user itself is missing has a shorter one. */
async function unlessNone(code: string, blocker: Promise<string>): Promise<string | undefined> {
  try {
    return await blocker;
  } catch (error) {
    if (error instanceof ServiceError && error.is(code)) return undefined;
    throw error;
  }
}

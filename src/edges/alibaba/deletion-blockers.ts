import { z } from 'zod/mini';
import { ServiceError } from '../../errors.ts';
import { fields } from './answers.ts';
import type { AlibabaApi, Body } from './api.ts';

const KeyList = z.object({ AccessKeys: z.object({ AccessKey: z.array(z.unknown()) }) });
const GroupList = z.object({ Groups: z.object({ Group: z.array(z.unknown()) }) });
const Device = z.object({ MFADevice: z.object({}) });
const Login = z.object({ LoginProfile: z.object({}) });

/**
 * What stops a user from being deleted, as phrases: `2 access keys`, `an MFA device`, `a console login`, `1 group`.
 * RAM would refuse the deletion for each of them (DeleteConflict.User.*).
 */
export async function deletionBlockers(api: AlibabaApi, user: string): Promise<readonly string[]> {
  const ask = <T>(operation: string, read: (body: Body) => T): Promise<T> =>
    api.generic({ service: 'RAM', operation, mode: 'read', subject: user, query: { UserName: user } }, read);
  const blockers = await Promise.all([
    ask('ListAccessKeys', (body) => counted(fields(KeyList, body).AccessKeys.AccessKey.length, 'access key')),
    ask('ListGroupsForUser', (body) => counted(fields(GroupList, body).Groups.Group.length, 'group')),
    unlessNone(
      'EntityNotExist.User.MFADevice',
      ask('GetUserMFAInfo', (body) => fields(Device, body) && 'an MFA device'),
    ),
    unlessNone(
      'EntityNotExist.User.LoginProfile',
      ask('GetLoginProfile', (body) => fields(Login, body) && 'a console login'),
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

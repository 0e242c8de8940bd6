import { alreadyExists, deleteConflict, limitExceeded } from '../api-error.ts';
import type { User } from '../entities.ts';
import { userOf } from '../lookup.ts';
import { type Call, type Operations, ramResource, reading, writing } from '../operation.ts';
import { markedPage } from '../pages.ts';
import { name, text } from '../params.ts';
import { addUser, isoSeconds } from '../store.ts';
import { remove, rename } from '../table.ts';

const created = (user: User) => ({
  UserId: user.id,
  UserName: user.name,
  DisplayName: user.displayName,
  MobilePhone: user.mobilePhone,
  Email: user.email,
  Comments: user.comments,
  CreateDate: user.createDate,
});

const updated = (user: User) => ({ ...created(user), UpdateDate: user.updateDate });

function createUser({ store, params, now, quotas }: Call) {
  const userName = name(params, 'UserName');
  const fields = {
    displayName: text(params, 'DisplayName') ?? '',
    comments: text(params, 'Comments') ?? '',
    email: text(params, 'Email') ?? '',
    mobilePhone: text(params, 'MobilePhone') ?? '',
  };
  if (store.users.byKey.has(userName)) throw alreadyExists('User');
  if (store.users.rows.length >= quotas.users) throw limitExceeded('User');
  return { User: created(addUser(store, userName, isoSeconds(now), fields)) };
}

/** An absent parameter keeps the value, an empty one clears it. */
function updateUser({ store, params, now }: Call) {
  const user = userOf(store, params);
  const newName = text(params, 'NewUserName') || user.name;
  const fields = {
    displayName: text(params, 'NewDisplayName') ?? user.displayName,
    comments: text(params, 'NewComments') ?? user.comments,
    email: text(params, 'NewEmail') ?? user.email,
    mobilePhone: text(params, 'NewMobilePhone') ?? user.mobilePhone,
  };
  if (newName !== user.name && store.users.byKey.has(newName)) throw alreadyExists('User');
  rename(store.users, user.name, newName);
  Object.assign(user, fields, { name: newName, updateDate: isoSeconds(now) });
  return { User: updated(user) };
}

function deleteUser({ store, params }: Call) {
  const user = userOf(store, params);
  if (user.groups.size > 0) throw deleteConflict('User.Group');
  if (user.accessKeys.size > 0) throw deleteConflict('User.AccessKey');
  if (user.loginProfile !== undefined) throw deleteConflict('User.LoginProfile');
  if (user.mfaDevice !== undefined) throw deleteConflict('User.MFADevice');
  if (user.attachments.size > 0) throw deleteConflict('User.Policy');
  remove(store.users, user.name);
  return {};
}

function listUsers({ store, params }: Call) {
  const { rows, end } = markedPage(store.users, params, { max: 1000 });
  return { ...end, Users: { User: rows.map(updated) } };
}

export const userOperations: Operations = {
  ListUsers: reading('ram:ListUsers', ramResource('user'), listUsers),
  GetUser: reading('ram:GetUser', ramResource('user', 'UserName'), ({ store, params }) => ({
    User: { ...updated(userOf(store, params)), LastLoginDate: '' },
  })),
  CreateUser: writing('ram:CreateUser', ramResource('user'), createUser),
  UpdateUser: writing('ram:UpdateUser', ramResource('user', 'UserName'), updateUser),
  DeleteUser: writing('ram:DeleteUser', ramResource('user', 'UserName'), deleteUser),
};

/** An error that the emulated service answers with: HTTP status, code and message of the documentation. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** further fields of the body, e.g. AccessDeniedDetail */
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, message: string, detail: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.detail = detail;
  }
}

const NOT_FOUND_TEXT: Record<string, string> = {
  User: 'The user does not exist.',
  Group: 'The group does not exist.',
  Role: 'The role does not exist.',
  Policy: 'The policy does not exist.',
  'Policy.Version': 'The policy version does not exist.',
  'User.Policy': 'The indicate policy of the user does not exist.',
  'Group.Policy': 'The indicate policy of the group does not exist.',
  'Role.Policy': 'The indicate policy of the role does not exist.',
  'User.Group': 'The user has not joined the group.',
  'User.AccessKey': 'The access key of the user does not exist.',
  'User.LoginProfile': 'The login profile of the user does not exist.',
  'User.MFADevice': 'The MFA device of the user does not exist.',
};

const EXISTS_TEXT: Record<string, string> = {
  User: 'The user does already EXIST.',
  Group: 'The group does already EXIST.',
  Role: 'The role does already EXIST.',
  Policy: 'The policy does already EXIST.',
  'User.Policy': 'The user has already been attached this policy.',
  'Group.Policy': 'The group has already been attached this policy.',
  'Role.Policy': 'The role has already been attached this policy.',
  'User.Group': 'The user has already joined the group.',
  'User.LoginProfile': 'The login profile of the user does already EXIST.',
  'User.MFADevice': 'The MFA device of the user does already EXIST.',
};

const LIMIT_TEXT: Record<string, string> = {
  User: 'The count of users beyond the current limits.',
  Group: 'The count of groups beyond the current limits.',
  Role: 'The count of roles beyond the current limits.',
  Policy: 'The count of policy beyond the current limits.',
  'Policy.Version': 'The count of policy version beyond the current limits.',
  'User.Policy': 'The policy count of the user attached policies beyond the current limits.',
  'Group.Policy': 'The policy count of the group attached policies beyond the current limits.',
  'Role.Policy': 'The policy count of the role attached policies beyond the current limits.',
  'User.Group': 'The group count of the user joined groups beyond the current limits.',
  'User.AccessKey': 'The count of access keys of the user beyond the current limits.',
};

const CONFLICT_TEXT: Record<string, string> = {
  'User.Group': 'The user CAN NOT belong to any group while deleting the user.',
  'User.AccessKey': 'The user CAN NOT have any access key while deleting the user.',
  'User.LoginProfile': 'The user CAN NOT have any login profile while deleting the user.',
  'User.MFADevice': 'The user CAN NOT have any MFA device while deleting the user.',
  'User.Policy': 'The user CAN NOT have any policy while deleting the user.',
  'Group.User': 'The group CAN NOT have any user while deleting the group.',
  'Group.Policy': 'The group CAN NOT have any policy while deleting the group.',
  'Role.Policy': 'The role CAN NOT have any policy while deleting the role.',
  'Policy.User': 'The policy CAN NOT been attached to any user while deleting the policy.',
  'Policy.Group': 'The policy CAN NOT been attached to any group while deleting the policy.',
  'Policy.Role': 'The policy CAN NOT been attached to any role while deleting the policy.',
  'Policy.Version': 'The policy CAN NOT has any version except the default version.',
  'Policy.Version.Default': 'The default policy version CAN NOT been deleted directly.',
};

const textOf = (texts: Record<string, string>, what: string): string => texts[what] ?? `${what}: refused.`;

export const notExist = (what: string): ApiError =>
  new ApiError(404, `EntityNotExist.${what}`, textOf(NOT_FOUND_TEXT, what));
export const alreadyExists = (what: string): ApiError =>
  new ApiError(409, `EntityAlreadyExists.${what}`, textOf(EXISTS_TEXT, what));
export const limitExceeded = (what: string): ApiError =>
  new ApiError(409, `LimitExceeded.${what}`, textOf(LIMIT_TEXT, what));
export const deleteConflict = (what: string): ApiError =>
  new ApiError(409, `DeleteConflict.${what}`, textOf(CONFLICT_TEXT, what));

/** The spelling with an `s` is the service's own, and differs from EntityNotExist.* of everything else. */
export const noSuchResourceGroup = (): ApiError =>
  new ApiError(
    404,
    'EntityNotExists.ResourceGroup',
    'The specified resource group does not exist. You must first create a resource group.',
  );

/** e.g. `invalid('UserName', 'InvalidChars')`; without `rule` the code is `InvalidParameter.<name>`. */
export function invalid(name: string, rule?: 'InvalidChars' | 'Length' | 'Format'): ApiError {
  const code = rule === undefined ? `InvalidParameter.${name}` : `InvalidParameter.${name}.${rule}`;
  switch (rule) {
    case 'InvalidChars':
      return new ApiError(400, code, `The parameter - "${name}" contains invalid chars.`);
    case 'Length':
      return new ApiError(400, code, `The parameter - "${name}" beyond the length limit.`);
    case 'Format':
      return new ApiError(400, code, `The format of the parameter - "${name}" is incorrect.`);
    case undefined:
      return new ApiError(400, code, `The parameter - "${name}" is incorrect.`);
  }
}

export const missing = (name: string): ApiError =>
  new ApiError(400, `Missing${name}`, `${name} is mandatory for this action.`);

export const throttled = (): ApiError =>
  new ApiError(400, 'Throttling.User', 'Request was denied due to user flow control.');

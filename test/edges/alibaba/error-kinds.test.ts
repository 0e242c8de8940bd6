import { describe, expect, test } from 'vitest';
import { kindOf } from '../../../src/edges/alibaba/error-kinds.ts';

describe('the kind of a code', () => {
  test.each([
    ['Throttling', 400, 'throttled'],
    ['Throttling.User', 400, 'throttled'],
    ['Rejected.Throttling', 400, 'throttled'],
    ['Whatever', 429, 'throttled'],
    ['EntityNotExist.User', 404, 'not-found'],
    ['EntityNotExists.ResourceGroup', 404, 'not-found'],
    ['INSTANCE_NOT_EXIST', 200, 'not-found'],
    ['Forbidden.RAM', 403, 'denied'],
    ['Unknown', 403, 'denied'],
    ['AuthenticationFail.NoPermission', 401, 'credentials'],
    ['InvalidSecurityToken.Expired', 400, 'credentials'],
    ['InvalidTimeStamp.Expired', 400, 'credentials'],
    ['Invalid.ResourceGroup.Status', 409, 'conflict'],
    ['InvalidParameter.PolicyName.Length', 400, 'invalid'],
    ['InvalidApi.NotFound', 404, 'invalid'],
    ['InternalError', 500, 'unclear'],
    ['Unheard.Of', 503, 'unclear'],
    ['SystemError', 200, 'unclear'],
    ['ODD_CODE', 200, 'bad-answer'],
  ] as const)('%s with status %d is %s', (code, status, kind) => {
    expect(kindOf(code, status)).toBe(kind);
  });

  test.each([
    'EntityNotExistence.User',
    'MyThrottling',
    'User.EntityNotExist',
    'NoPermissions',
    'constructor',
    '__proto__',
  ])('%s is taken for nothing that it only resembles', (code) => {
    expect(kindOf(code, 400)).toBe('invalid');
  });
});

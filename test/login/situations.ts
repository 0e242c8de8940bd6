import { explain } from '../../src/login/explain.ts';
import type { LoginSituation } from '../../src/login/situation.ts';
import type { LoginFailure } from '../../src/login/types.ts';
import { INSTANCE, type Inputs, ROLE_INPUTS, requestOf, serviceFailure } from './memory-host.ts';

export const PERSONAL = 'registry.cn-hangzhou.aliyuncs.com';
export const SUBJECT = 'repo:org/repo:environment:release';
export const CLAIMS = {
  iss: 'https://token.actions.githubusercontent.com',
  aud: 'sts.aliyuncs.com',
  sub: SUBJECT,
  repository: 'org/repo',
  ref: 'refs/tags/v1',
  environment: 'release',
  job_workflow_ref: 'org/repo/.github/workflows/release.yml@refs/tags/v1',
};

/** A login with a role and a known instance, unless other inputs are given. */
export const situation = (
  inputs: Inputs = { ...ROLE_INPUTS, 'instance-id': INSTANCE },
  more: Partial<LoginSituation> = {},
): LoginSituation => ({
  request: requestOf(inputs),
  claims: undefined,
  identityArn: '',
  domains: [],
  ...more,
});

/** Message and hint as one text. */
export const told = (failure: LoginFailure, at: LoginSituation = situation()): string => {
  const { message, hint } = explain(failure, at);
  return `${message}\n${hint}`;
};

export const service = (api: string, code: string, message = '', status = 400): LoginFailure =>
  serviceFailure(api, code, { message, status } as Partial<LoginFailure>);

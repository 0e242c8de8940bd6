import { AcrAccessError } from '../errors.ts';

/** The error of a login that was given nobody to be. */
export const noCredentials = (): AcrAccessError =>
  new AcrAccessError('failed', 'no Alibaba Cloud credentials were given', {
    hint: 'Give role-arn and oidc-provider-arn (the job needs `permissions: id-token: write`), or access-key-id and access-key-secret, or set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET. Runs of pull requests from forks and of Dependabot get no secrets and no token.',
  });

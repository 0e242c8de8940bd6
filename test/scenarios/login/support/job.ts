import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROVIDER_ARN, ROLE_ARN } from '../../../emulator/oidc.ts';
import { RunnerJob, type StageRun, type StepOptions } from '../../../support/runner/runner.ts';
import { folderWith } from '../../support/program.ts';
import { BEARER, BOT, type Cloud, INSTANCE, REGION } from './cloud.ts';

/** Who to be. */
export const OIDC = { 'role-arn': ROLE_ARN, 'oidc-provider-arn': PROVIDER_ARN };
export const KEY = { 'access-key-id': BOT.id, 'access-key-secret': BOT.secret };

export interface LoginJob {
  readonly runner: RunnerJob;
  readonly login: (
    inputs?: Readonly<Record<string, string>>,
    more?: Partial<Pick<StepOptions, 'env' | 'cancelWhen'>>,
  ) => Promise<StageRun>;
}

/** A job that may have ID tokens, with a checked-out workspace; logs in to the cloud's loopback registry unless told otherwise. */
export async function loginJob(
  cloud: Pick<Cloud, 'host'>,
  { files = {}, variables = {} }: { files?: Record<string, string>; variables?: Record<string, string> } = {},
): Promise<LoginJob> {
  const runner = await RunnerJob.start(await folderWith(files), {
    ACR_ACCESS_EMULATOR: `http://${cloud.host}`,
    ACTIONS_ID_TOKEN_REQUEST_URL: `http://${cloud.host}/token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: BEARER,
    GITHUB_RUN_ID: '4711',
    GITHUB_RUN_ATTEMPT: '1',
    ...variables,
  });
  const here = { registry: cloud.host, 'instance-id': INSTANCE, region: REGION };
  return {
    runner,
    login: (inputs = {}, more = {}) => runner.step({ action: 'login', with: { ...here, ...inputs }, ...more }),
  };
}

export interface DockerConfig {
  readonly auths?: Readonly<Record<string, { readonly auth?: string }>>;
  readonly credHelpers?: Readonly<Record<string, string>>;
  readonly credsStore?: string;
  readonly [other: string]: unknown;
}

export const configIn = async (folder: string): Promise<DockerConfig> =>
  JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as DockerConfig;

/** The login of a host in a folder's config.json. */
export async function savedLogin(folder: string, host: string): Promise<{ username: string; password: string }> {
  const { auth = '' } = (await configIn(folder)).auths?.[host] ?? {};
  const [username = '', password = ''] = Buffer.from(auth, 'base64').toString().split(/:(.*)/s);
  return { username, password };
}

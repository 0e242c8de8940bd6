import { AcrAccessError } from '../../errors.ts';
import type { AccountReader, AccountWriter, Clock, Reporter } from '../../ports.ts';
import { AlibabaAccountReader } from './account-reader.ts';
import { AlibabaAccountWriter } from './account-writer.ts';
import { AlibabaApi } from './api.ts';
import { Caller, type CallTimes } from './call.ts';
import {
  type AccessKey,
  type CredentialInputs,
  chooseCredentials,
  noCredentials,
  type OidcRole,
} from './credentials.ts';
import { KeySource } from './key-source.ts';
import { assumeRoleWithOidc, type GetIdToken } from './oidc.ts';
import { Redactor } from './redact.ts';
import { type Endpoints, emulatorHost, type Network } from './services.ts';
import { sessionName } from './session-name.ts';
import { createAgents } from './transport.ts';

export interface ConnectOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly inputs: CredentialInputs & { readonly network?: Network | undefined };
  readonly clock: Clock;
  /** uniform in [0, 1) */
  readonly random: () => number;
  readonly reporter: Reporter;
  /** absent outside of GitHub Actions */
  readonly getIdToken?: GetIdToken | undefined;
  /** for STS in a VPC */
  readonly region?: string | undefined;
  /** stops reads at once and writes before the next one */
  readonly signal?: AbortSignal | undefined;
  /** hears of every secret before it is used, so that it can be masked in logs */
  readonly onSecret?: ((secret: string) => void) | undefined;
  readonly times?: Partial<CallTimes> | undefined;
}

export interface AlibabaConnection {
  readonly reader: AccountReader;
  /** made on demand: who plans never holds one */
  readonly writer: () => AccountWriter;
  /** names of the inputs or variables, never a value */
  readonly credentialsSource: string;
}

/**
 * The one way to a live account (or the emulator). Chooses the credentials, says which by name, and for OIDC gets the
 * first session, so that wrong credentials show here.
 *
 * @throws AcrAccessError `usage` for wrong or half-given inputs, `failed` without credentials; ServiceError from STS
 */
export async function connectAlibaba(options: ConnectOptions): Promise<AlibabaConnection> {
  const emulator = emulatorHost(options.env);
  const choice = chooseCredentials(options.env, options.inputs, emulator !== undefined);
  if (choice === undefined) throw noCredentials();
  options.reporter.note(`Alibaba Cloud credentials: ${choice.source}`);

  const redactor = new Redactor();
  const keep = (...secrets: readonly (string | undefined)[]): void => {
    redactor.add(...secrets);
    for (const secret of secrets) if (secret !== undefined) options.onSecret?.(secret);
  };
  const endpoints: Endpoints = { network: options.inputs.network ?? 'public', region: options.region, emulator };
  const callerOptions = { ...options, agents: createAgents(options.env), redactor };
  // A session is renewed inside of a signed call: with its own places in flight, or the two could wait for each other.
  const anonymous = new AlibabaApi({ caller: new Caller(callerOptions), endpoints, source: choice.source });
  const { clock } = options;
  let getKey: () => Promise<AccessKey>;
  if (choice.kind === 'key') {
    const { key } = choice;
    keep(key.accessKeyId, key.accessKeySecret, key.securityToken);
    getKey = () => Promise.resolve(key);
  } else {
    const keys = new KeySource(renewal(choice.role, anonymous, options, keep), clock);
    getKey = () => keys.key();
    await getKey();
  }
  const api = new AlibabaApi({ caller: new Caller(callerOptions), endpoints, getKey, source: choice.source });
  return {
    reader: new AlibabaAccountReader(api, () => anonymous.callCount),
    writer: () => new AlibabaAccountWriter(api),
    credentialsSource: choice.source,
  };
}

/**
 * Why a run has nobody to be: no credentials at all, or a role to assume without a token to show for it, as for pull
 * requests that are given neither secrets nor `id-token: write`. undefined: there are credentials.
 *
 * @throws AcrAccessError `usage` for half-given credentials
 */
export function missingCredentials(env: NodeJS.ProcessEnv, inputs: CredentialInputs): string | undefined {
  const choice = chooseCredentials(env, inputs, emulatorHost(env) !== undefined);
  if (choice === undefined) return noCredentials().message;
  if (choice.kind === 'key' || env.ACTIONS_ID_TOKEN_REQUEST_URL) return undefined;
  return 'the job has no `id-token: write` permission, which role-arn needs';
}

function renewal(
  role: OidcRole,
  api: AlibabaApi,
  { getIdToken, env, clock }: ConnectOptions,
  keep: (...secrets: readonly (string | undefined)[]) => void,
) {
  if (getIdToken === undefined) {
    throw new AcrAccessError('usage', 'role-arn needs an OIDC token, and there is none outside of GitHub Actions', {
      hint: 'The job needs `permissions: id-token: write`; elsewhere use an access key.',
    });
  }
  return async () => {
    const key = await assumeRoleWithOidc(role, {
      send: (call, read) => api.generic({ ...call, service: 'STS', mode: 'read', anonymous: true }, read),
      getIdToken,
      sessionName: sessionName(env),
      clock,
      onToken: keep,
    });
    keep(key.accessKeyId, key.accessKeySecret, key.securityToken);
    return key;
  };
}

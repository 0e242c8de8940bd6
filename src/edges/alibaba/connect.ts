import type { AccountReader, AccountWriter, Clock, Reporter } from '../../ports.ts';
import type { GetIdToken } from '../runner/id-token.ts';
import type { CallTimes } from './call.ts';
import { type CredentialInputs, chooseCredentials, noCredentials } from './credentials.ts';
import { emulatorHost, type Network } from './services.ts';

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
  // The SDK takes longer to load than a file to be checked: only runs that call the services wait for it.
  const { openAccount } = await import(/* webpackMode: "eager" */ './open-account.ts');
  return openAccount(options, choice, emulator);
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

import type { CredentialFiles } from '../../login/credential-files.ts';
import type { LoginHost } from '../../login/host.ts';
import type { LoginRequest } from '../../login/inputs.ts';
import { chooseCredentials } from '../alibaba/credentials.ts';
import { emulatorHost } from '../alibaba/services.ts';
import { sessionName } from '../alibaba/session-name.ts';
import { systemClock } from '../local/clock.ts';
import type { GetIdToken } from '../runner/id-token.ts';
import { connectLoginServices } from './connect-login-services.ts';

/** Where a login tells things, and where it gets an ID token; the runner's toolkit, or a terminal. */
export interface LoginSurroundings
  extends Pick<LoginHost, 'claims' | 'onSecret' | 'log' | 'warn' | 'setOutput' | 'exportVariable' | 'saveState'> {
  readonly env: NodeJS.ProcessEnv;
  readonly files: CredentialFiles;
  readonly debug: (text: string) => void;
  /** absent outside of GitHub Actions */
  readonly getIdToken: GetIdToken | undefined;
  readonly readFile: (path: string) => Promise<Uint8Array>;
}

/** A login with the real services behind it, or the emulator. */
export const loginHost = (request: LoginRequest, surroundings: LoginSurroundings): LoginHost => ({
  ...surroundings,
  clock: systemClock,
  services: connectLoginServices({
    ...surroundings,
    network: request.network,
    region: request.region ?? request.registries.find(({ region }) => region !== undefined)?.region,
    timeout: request.timeout,
    retries: request.retries,
    clock: systemClock,
    random: Math.random,
    onRetry: surroundings.debug,
  }),
  identity: () => {
    const choice = chooseCredentials(surroundings.env, request, emulatorHost(surroundings.env) !== undefined);
    if (choice === undefined || choice.kind === 'oidc') return choice;
    const { accessKeyId, accessKeySecret, securityToken } = choice.key;
    for (const secret of [accessKeyId, accessKeySecret, securityToken]) {
      if (secret !== undefined) surroundings.onSecret(secret);
    }
    return { ...choice, key: { accessKeyId, accessKeySecret, securityToken } };
  },
  sessionName: sessionName(surroundings.env),
  // Evaluated only for those who use it; `eager` keeps the bundle one file, all of it minified.
  grantPolicy: async (config, grant, lookups) => {
    const bytes = await surroundings.readFile(config);
    const { grantPolicy } = await import(/* webpackMode: "eager" */ '../../login/grant-policy.ts');
    return grantPolicy({ file: config, bytes }, grant, lookups);
  },
});

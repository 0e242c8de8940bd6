import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import type { LoginTools } from '../../commands/login.ts';
import { emulatorHost } from '../alibaba/services.ts';
import { dockerCredentialFiles } from '../docker/docker-credential-files.ts';
import { readBytes } from '../local/files.ts';
import { savedLogins } from '../local/saved-logins.ts';
import { loginHost } from './login-host.ts';

/** Logins of a person on the command line: with the variables of the environment, into the user's own configuration. */
export async function loginTools(env: NodeJS.ProcessEnv): Promise<LoginTools> {
  const saved = savedLogins(env);
  await mkdir(saved.folder, { recursive: true, mode: 0o700 });
  const files = dockerCredentialFiles({ env, home: homedir(), cwd: process.cwd(), temporaryFolder: saved.folder });
  return {
    emulator: emulatorHost(env) !== undefined,
    files,
    saved,
    host: (request, sinks) =>
      loginHost(request, {
        ...sinks,
        env,
        files,
        debug: () => {},
        exportVariable: () => {},
        // Nothing here is printed that the services' texts were not cleaned of.
        onSecret: () => {},
        getIdToken: undefined,
        readFile: readBytes,
      }),
  };
}

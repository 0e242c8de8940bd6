import { dockerCredentialFiles } from '../../../src/edges/docker/docker-credential-files.ts';
import type { WrittenState } from '../../../src/login/credential-files.ts';

/** A process of its own that logs in and out when it is told to, and says its state and then its warnings. Arguments: DOCKER_CONFIG, RUNNER_TEMP, host, user. */
const [folder, temporaryFolder, host, username] = process.argv.slice(2) as [string, string, string, string];
const env = { PATH: process.env.PATH, DOCKER_CONFIG: folder };
const files = dockerCredentialFiles({ env, home: '/nowhere', cwd: temporaryFolder, temporaryFolder });
let state: WrittenState | undefined;

process.on('message', (message) => {
  const work =
    message === 'login'
      ? files.write(
          [{ host, username, password: 'x' }],
          { mode: 'shared', exportRegistryAuthFile: false, kubernetesSecretFile: undefined },
          (saved) => {
            state = saved;
            process.send!(saved);
          },
        )
      : files.restore(JSON.parse(JSON.stringify(state)));
  work.then(
    ({ warnings }) => process.send!(warnings),
    (error: unknown) => process.send!([String(error)]),
  );
});
process.send!('ready');

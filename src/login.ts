import { homedir, tmpdir } from 'node:os';
import { loginHost } from './edges/acr/login-host.ts';
import { emulatorHost } from './edges/alibaba/services.ts';
import { dockerCredentialFiles } from './edges/docker/docker-credential-files.ts';
import { readWorkspaceFile } from './edges/local/workspace-file.ts';
import { type GetIdToken, idTokenOfJob } from './edges/runner/id-token.ts';
import { jobVoice } from './edges/runner/job-voice.ts';
import { AcrAccessError } from './errors.ts';
import { claimsOf, type TokenClaims } from './login/claims.ts';
import { readLoginInputs } from './login/inputs.ts';
import { loginRun, STATE } from './login/login-run.ts';
import { logoutRun } from './login/logout-run.ts';
import { errorText } from './render/error-text.ts';

// One bundle is both stages of the action: the state of the job says which one this is.
const { env } = process;
const SECRETS = ['access-key-id', 'access-key-secret', 'security-token', 'password'];
const { runner, onSecret, shown, log, warn, debug } = jobVoice(env, SECRETS);
const { setOutput, exportVariable, saveState } = runner;

const temporaryFolder = env.RUNNER_TEMP || tmpdir();
const files = dockerCredentialFiles({ env, home: homedir(), cwd: process.cwd(), temporaryFolder });

async function login(): Promise<void> {
  saveState(STATE.isPost, 'true');
  const request = readLoginInputs(runner.input, { emulator: emulatorHost(env) !== undefined });
  saveState(STATE.logout, String(request.logout));
  let claims: TokenClaims | undefined;
  const getIdToken: GetIdToken = async (...request) => {
    const token = await idTokenOfJob(env, onSecret)(...request);
    claims = claimsOf(token);
    return token;
  };
  const readFile = (path: string) => readWorkspaceFile(path, env.GITHUB_WORKSPACE ?? process.cwd());
  const sinks = { onSecret, log, warn, debug, setOutput, exportVariable, saveState };
  await loginRun(request, loginHost(request, { env, files, getIdToken, readFile, claims: () => claims, ...sinks }));
}

async function logout(): Promise<void> {
  const state = { written: runner.state(STATE.written), logout: runner.state(STATE.logout) };
  try {
    await logoutRun(state, { files, exportVariable, warn, log });
  } catch (error) {
    warn(`the registry login was not removed: ${errorText(error).trimEnd()}`);
  }
}

if (runner.state(STATE.isPost) === 'true') await logout();
else {
  try {
    await login();
  } catch (error) {
    runner.error(shown(errorText(error).trimEnd()));
    process.exitCode = error instanceof AcrAccessError ? error.exitCode : 1;
  }
}
// A connection that a proxy holds open must not keep the job waiting; what was said is written first.
process.stdout.write('', () => process.exit());

import { homedir } from 'node:os';
import * as core from '@actions/core';
import { loginHost } from './edges/acr/login-host.ts';
import { Redactor } from './edges/alibaba/redact.ts';
import { emulatorHost } from './edges/alibaba/services.ts';
import { dockerCredentialFiles } from './edges/docker/docker-credential-files.ts';
import { readWorkspaceFile } from './edges/local/workspace-file.ts';
import { AcrAccessError } from './errors.ts';
import { claimsOf, type TokenClaims } from './login/claims.ts';
import { readLoginInputs } from './login/inputs.ts';
import { loginRun, STATE } from './login/login-run.ts';
import { logoutRun } from './login/logout-run.ts';
import { errorText } from './render/error-text.ts';
import { logText } from './render/escape.ts';

// One bundle is both stages of the action: the state of the job says which one this is.
const { env } = process;
const redactor = new Redactor();
const onSecret = (secret: string): void => {
  core.setSecret(secret);
  redactor.add(secret);
};
for (const name of ['access-key-id', 'access-key-secret', 'security-token', 'password']) {
  const secret = core.getInput(name);
  if (secret !== '') onSecret(secret);
}
const shown = (text: string): string => logText(redactor.redact(text));
const log = (text: string): void => core.info(shown(text));
const warn = (text: string): void => core.warning(shown(text));
const { setOutput, exportVariable, saveState } = core;

const temporaryFolder = env.RUNNER_TEMP ?? '';
const files = dockerCredentialFiles({ env, home: homedir(), cwd: process.cwd(), temporaryFolder });

async function login(): Promise<void> {
  saveState(STATE.isPost, 'true');
  const request = readLoginInputs((name) => core.getInput(name), { emulator: emulatorHost(env) !== undefined });
  saveState(STATE.logout, String(request.logout));
  let claims: TokenClaims | undefined;
  const getIdToken = async (audience: string): Promise<string> => {
    const token = await core.getIDToken(audience);
    claims = claimsOf(token);
    return token;
  };
  const readFile = (path: string) => readWorkspaceFile(path, env.GITHUB_WORKSPACE ?? process.cwd());
  const debug = (text: string): void => core.debug(shown(text));
  const sinks = { onSecret, log, warn, debug, setOutput, exportVariable, saveState };
  await loginRun(request, loginHost(request, { env, files, getIdToken, readFile, claims: () => claims, ...sinks }));
}

async function logout(): Promise<void> {
  const state = { written: core.getState(STATE.written), logout: core.getState(STATE.logout) };
  try {
    await logoutRun(state, { files, exportVariable, warn, log });
  } catch (error) {
    warn(`the registry login was not removed: ${errorText(error).trimEnd()}`);
  }
}

if (core.getState(STATE.isPost) === 'true') await logout();
else {
  try {
    await login();
  } catch (error) {
    core.error(shown(errorText(error).trimEnd()));
    process.exitCode = error instanceof AcrAccessError ? error.exitCode : 1;
  }
}
// A connection that a proxy holds open must not keep the job waiting.
process.exit();

import { homedir } from 'node:os';
import * as core from '@actions/core';
import { connectLoginServices } from './edges/acr/connect-login-services.ts';
import { chooseCredentials } from './edges/alibaba/credentials.ts';
import { Redactor } from './edges/alibaba/redact.ts';
import { emulatorHost } from './edges/alibaba/services.ts';
import { sessionName } from './edges/alibaba/session-name.ts';
import { dockerCredentialFiles } from './edges/docker/docker-credential-files.ts';
import { systemClock } from './edges/local/clock.ts';
import { readWorkspaceFile } from './edges/local/workspace-file.ts';
import { AcrAccessError } from './errors.ts';
import { authOf } from './login/docker-config.ts';
import type { LoginHost } from './login/host.ts';
import { type LoginRequest, readLoginInputs } from './login/inputs.ts';
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

const files = dockerCredentialFiles({
  env,
  home: homedir(),
  cwd: process.cwd(),
  temporaryFolder: env.RUNNER_TEMP ?? '',
});

async function login(): Promise<void> {
  core.saveState(STATE.isPost, 'true');
  const request = readLoginInputs((name) => core.getInput(name), { emulator: emulatorHost(env) !== undefined });
  core.saveState(STATE.logout, String(request.logout));
  if (request.permanent !== undefined) onSecret(authOf(request.permanent));
  await loginRun(request, hostFor(request));
}

const hostFor = (request: LoginRequest): LoginHost => ({
  clock: systemClock,
  files,
  services: connectLoginServices({
    env,
    network: request.network,
    region: request.region ?? request.registries.find(({ region }) => region !== undefined)?.region,
    timeout: request.timeout,
    retries: request.retries,
    clock: systemClock,
    random: Math.random,
    getIdToken: core.getIDToken,
    onSecret,
    onRetry: (text) => core.debug(shown(text)),
  }),
  identity: () => {
    const choice = chooseCredentials(env, request, emulatorHost(env) !== undefined);
    if (choice === undefined || choice.kind === 'oidc') return choice;
    const { accessKeyId, accessKeySecret, securityToken } = choice.key;
    for (const secret of [accessKeyId, accessKeySecret, securityToken]) if (secret !== undefined) onSecret(secret);
    return { ...choice, key: { accessKeyId, accessKeySecret, securityToken } };
  },
  sessionName: sessionName(env),
  onSecret,
  log,
  warn,
  setOutput: core.setOutput,
  exportVariable: core.exportVariable,
  saveState: core.saveState,
  // Evaluated only for those who use it; `eager` keeps the bundle one file, all of it minified.
  grantPolicy: async (config, grant, lookups) => {
    const bytes = await readWorkspaceFile(config, env.GITHUB_WORKSPACE ?? process.cwd());
    const { grantPolicy } = await import(/* webpackMode: "eager" */ './login/grant-policy.ts');
    return grantPolicy({ file: config, bytes }, grant, lookups);
  },
});

async function logout(): Promise<void> {
  const state = { written: core.getState(STATE.written), logout: core.getState(STATE.logout) };
  try {
    await logoutRun(state, { files, exportVariable: core.exportVariable, warn, log });
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

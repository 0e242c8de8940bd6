import { AcrAccessError } from '../errors.ts';
import type { CredentialFiles } from '../login/credential-files.ts';
import type { LoginHost } from '../login/host.ts';
import { type LoginRequest, readLoginInputs } from '../login/inputs.ts';
import { loginRun, STATE } from '../login/login-run.ts';
import { parseRegistry } from '../login/registry-host.ts';
import { jsonText, logText } from '../render/escape.ts';
import type { Options } from './arguments.ts';
import type { Surroundings } from './surroundings.ts';

/** What `logout` needs of a login of the same person, by registry host; no secrets. */
export interface SavedLogins {
  readonly read: (host: string) => Promise<string | undefined>;
  readonly write: (host: string, text: string) => Promise<void>;
  readonly remove: (host: string) => Promise<void>;
}

/** What logins and logouts touch beyond other commands. */
export interface LoginTools {
  /** services are emulated: only then a loopback registry is one */
  readonly emulator: boolean;
  readonly files: CredentialFiles;
  readonly saved: SavedLogins;
  readonly host: (request: LoginRequest, sinks: LoginSinks) => LoginHost;
}

export type LoginSinks = Pick<LoginHost, 'log' | 'warn' | 'setOutput' | 'saveState'>;

/** Logs the user's own Docker configuration in, until `logout` puts back what was there. */
export async function login(options: Options<'login'>, surroundings: Surroundings): Promise<number> {
  const tools = await surroundings.logins();
  const input = (name: string): string => {
    if (name === 'registry') return (options.registry ?? []).join('\n');
    if (name === 'config-mode') return 'shared';
    return (options as Readonly<Record<string, unknown>>)[name]?.toString() ?? '';
  };
  const request = readLoginInputs(input, { emulator: tools.emulator });
  const former = await Promise.all(request.registries.map(({ host }) => tools.saved.read(host)));
  const outputs: Record<string, string> = {};
  let state = '';
  const host = tools.host(request, {
    log: (text) => surroundings.reporter.note(text),
    warn: (text) => surroundings.reporter.warn(text),
    setOutput: (name, value) => {
      if (name !== 'password') outputs[name] = value;
    },
    saveState: (name, value) => {
      if (name === STATE.written) state = value;
    },
  });
  await loginRun(request, host);
  for (const { host: name } of request.registries) await tools.saved.write(name, state);
  // The former login of the same registry is over: what it had found there is what is put back in the end.
  for (const one of new Set(former)) if (one !== undefined) await tools.files.restore(JSON.parse(one));
  if (options.json) surroundings.stdout(`${jsonText(outputs, 2)}\n`);
  return 0;
}

/** Takes back what `login` wrote for these registries. */
export async function logout(options: Options<'logout'>, surroundings: Surroundings): Promise<number> {
  const { emulator, files, saved } = await surroundings.logins();
  const names = (options.registry ?? []).map((line) => parseRegistry(line, { emulator }).host);
  if (names.length === 0) throw new AcrAccessError('usage', 'logout needs --registry HOST');
  let failed = false;
  for (const name of names) {
    const state = await saved.read(name);
    if (state === undefined) {
      throw new AcrAccessError('usage', `acr-access is not logged in to ${name}`, {
        hint: `A login by another program is removed with it: docker logout ${name}`,
      });
    }
    const { warnings } = await files.restore(JSON.parse(state));
    for (const warning of warnings) surroundings.reporter.warn(logText(warning));
    failed ||= warnings.length > 0;
    if (warnings.length === 0) {
      await saved.remove(name);
      surroundings.reporter.note(`Logged out of ${name}`);
    }
  }
  return failed ? 1 : 0;
}

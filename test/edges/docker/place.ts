import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { dockerCredentialFiles } from '../../../src/edges/docker/docker-credential-files.ts';
import type {
  CredentialEntry,
  Restored,
  WriteOptions,
  Written,
  WrittenState,
} from '../../../src/login/credential-files.ts';

export const HOST = 'acme-registry.cn-hangzhou.cr.aliyuncs.com';
export const ENTRY: CredentialEntry = { host: HOST, username: 'cr_temp_user', password: 'our-password' };
export const authText = (username: string, password: string): string =>
  Buffer.from(`${username}:${password}`).toString('base64');
export const OUR_AUTH = authText(ENTRY.username, ENTRY.password);

/** A machine with a home, a job's temporary folder and an environment that exports change as a runner does. */
export interface Place {
  readonly home: string;
  readonly temporaryFolder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly docker: string;
  readonly config: string;
  login(
    options?: Partial<WriteOptions>,
    entries?: readonly CredentialEntry[],
  ): Promise<Written & { state: WrittenState }>;
  logout(state: unknown): Promise<Restored>;
}

export function place(config?: string): Place {
  const root = mkdtempSync(join(tmpdir(), 'acr-access-test-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [home, temporaryFolder] = [join(root, 'home'), join(root, 'temp')];
  const docker = join(home, '.docker');
  for (const folder of [home, temporaryFolder, join(root, 'bin')]) mkdirSync(folder);
  if (config !== undefined) {
    mkdirSync(docker, { mode: 0o700 });
    writeFileSync(join(docker, 'config.json'), config, { mode: 0o600 });
  }
  const env: NodeJS.ProcessEnv = { PATH: `${join(root, 'bin')}:${process.env.PATH}`, HOME: home };
  const files = dockerCredentialFiles({ env, home, cwd: root, temporaryFolder });
  return {
    home,
    temporaryFolder,
    env,
    docker,
    config: join(docker, 'config.json'),
    login: async (options = {}, entries = [ENTRY]) => {
      const all = { mode: 'isolated' as const, exportRegistryAuthFile: false, kubernetesSecretFile: undefined };
      let state: WrittenState | undefined;
      const written = await files.write(entries, { ...all, ...options }, (saved) => {
        state = JSON.parse(JSON.stringify(saved));
      });
      Object.assign(env, written.exports);
      return { ...written, state: state! };
    },
    logout: async (state) => {
      const restored = await files.restore(state);
      Object.assign(env, restored.exports);
      return restored;
    },
  };
}

/** A credential store `docker-credential-NAME` of the place that keeps its logins in a JSON file; its path. */
export function installStore({ home, env }: Place, name: string, logins: object = {}): string {
  const file = join(home, `${name}.json`);
  writeFileSync(file, JSON.stringify(logins));
  installProgram(
    { env },
    name,
    `const fs = require('node:fs');
const logins = JSON.parse(fs.readFileSync(${JSON.stringify(file)}, 'utf8'));
const input = fs.readFileSync(0, 'utf8').trim();
const save = () => fs.writeFileSync(${JSON.stringify(file)}, JSON.stringify(logins));
const actions = {
  get: () => {
    if (!logins[input]) { console.log('credentials not found in native keychain'); process.exit(1); }
    console.log(JSON.stringify({ ServerURL: input, Username: logins[input][0], Secret: logins[input][1] }));
  },
  store: () => { const it = JSON.parse(input); logins[it.ServerURL] = [it.Username, it.Secret]; save(); },
  erase: () => { delete logins[input]; save(); },
  list: () => console.log(JSON.stringify(Object.fromEntries(Object.entries(logins).map(([k, v]) => [k, v[0]])))),
};
actions[process.argv[2]]();`,
  );
  return file;
}

/** A credential store made of the text of a Node script. */
export function installProgram({ env }: Pick<Place, 'env'>, name: string, script: string): void {
  const path = join(env.PATH!.split(':')[0]!, `docker-credential-${name}`);
  writeFileSync(path, `#!${process.execPath}\n${script}\n`, { mode: 0o755 });
}

export const text = (path: string): string => readFileSync(path, 'utf8');
// biome-ignore lint/suspicious/noExplicitAny: a file as it was written
export const json = (path: string): any => JSON.parse(text(path));
export const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
export const hasProgram = (name: string): boolean => spawnSync('which', [name]).status === 0;

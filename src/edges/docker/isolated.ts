import { rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AcrAccessError } from '../../errors.ts';
import type { CredentialEntry } from '../../login/credential-files.ts';
import { credentialsStore, isolatedConfig } from '../../login/docker-config.ts';
import { readConfigToCopy } from './config-file.ts';
import { credentialStore } from './credential-store.ts';
import { createRunFolder, runFolderState } from './run-folder.ts';

/** What docker looks for beside config.json: contexts, trust keys, and the certificates of DOCKER_TLS_VERIFY. */
const NEIGHBOURS = ['contexts', 'trust', 'ca.pem', 'cert.pem', 'key.pem'];

/** A config.json for this job alone, ready to be written. */
export interface IsolatedDraft {
  readonly text: string;
  /** the folder that docker used so far */
  readonly former: string;
  readonly warnings: readonly string[];
}

/** Everything that can be wrong with what is there comes up here, before anything is written. */
export async function draftIsolated(
  entries: readonly CredentialEntry[],
  former: string,
  env: NodeJS.ProcessEnv,
): Promise<IsolatedDraft> {
  const text = await readConfigToCopy(former);
  const store = credentialsStore(text);
  const { servers, warnings } = store === undefined ? { servers: [], warnings: [] } : await listed(store, env);
  const parts = { storedServers: servers, pluginFolder: join(former, 'cli-plugins') };
  return { text: isolatedConfig(text, entries, parts), former, warnings };
}

async function listed(
  store: string,
  env: NodeJS.ProcessEnv,
): Promise<{ servers: readonly string[]; warnings: readonly string[] }> {
  try {
    return { servers: await credentialStore(store, env).list(), warnings: [] };
  } catch (error) {
    if (!(error instanceof AcrAccessError)) throw error;
    const effect = 'logins that it holds for other registries are not seen in this job';
    return { servers: [], warnings: [`${error.message}; ${effect}`] };
  }
}

/** Writes the draft into the run's folder; what docker found beside the former config.json is linked. */
export async function writeIsolated(runFolder: string, draft: IsolatedDraft): Promise<readonly string[]> {
  await createRunFolder(runFolder);
  await writeFile(join(runFolder, 'config.json'), draft.text, { flag: 'wx', mode: 0o600 });
  const warnings = await Promise.all(NEIGHBOURS.map((name) => link(join(draft.former, name), join(runFolder, name))));
  return warnings.flat();
}

async function link(from: string, to: string): Promise<readonly string[]> {
  const found = await stat(from).catch(() => undefined);
  if (found === undefined) return [];
  try {
    // A junction needs no right on Windows; elsewhere the kind is not looked at.
    await symlink(from, to, found.isDirectory() ? 'junction' : 'file');
    return [];
  } catch {
    return [`cannot link ${from} into ${to}: docker does not see it in this job`];
  }
}

/** Removes the run's folder with its files; what links in it lead to stays. */
export async function removeRunFolder(runFolder: string): Promise<void> {
  if ((await runFolderState(runFolder)) === 'there') await rm(runFolder, { recursive: true, force: true });
}

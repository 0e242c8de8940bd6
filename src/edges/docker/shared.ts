import { mkdir, realpath } from 'node:fs/promises';
import { AcrAccessError } from '../../errors.ts';
import type { CredentialEntry, WrittenState } from '../../login/credential-files.ts';
import {
  authOf,
  hostEntry,
  markOf,
  marksIn,
  ourHostEntry,
  sectionsOf,
  storeFor,
  withHostEntry,
} from '../../login/docker-config.ts';
import { type ConfigFile, readConfigFile } from './config-file.ts';
import { credentialStore, type StoredLogin } from './credential-store.ts';
import { fileProblem } from './file-problem.ts';
import { withFolderLock } from './folder-lock.ts';
import { createRunFolder } from './run-folder.ts';
import {
  type FormerLogin,
  type OriginalFile,
  type ReplacedHost,
  readRecord,
  type SharedRecord,
  writeRecord,
} from './shared-record.ts';

/**
 * Puts the entries into the config.json that others use too, under a lock.
 *
 * Where a credential store answers for a host, docker does not read `auths`. There the password goes into that store, and
 * `credHelpers` names the store for the host, so that the clients find it that do not know `credsStore`. A store that
 * takes no passwords, or does not give them back, is an error.
 */
export async function writeShared(
  entries: readonly CredentialEntry[],
  { runFolder, dockerConfig }: WrittenState,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  await createRunFolder(runFolder);
  const hadFolder = !(await madeFolder(dockerConfig));
  const folder = await realpath(dockerConfig); // one lock for all the links that lead there
  const stored = storedLogins(env);
  await withFolderLock(folder, async (lock) => {
    const file = await readConfigFile(folder);
    const record: SharedRecord = {
      original: await originalOf(file, hadFolder),
      hosts: Object.fromEntries(
        await Promise.all(entries.map(async ({ host }) => [host, await replaced(file.text, host, stored)] as const)),
      ),
    };
    await writeRecord(runFolder, record);
    let { text } = file;
    for (const entry of entries) {
      const store = record.hosts[entry.host]?.store ?? undefined;
      if (store !== undefined) await storePassword(store, entry, env);
      text = withHostEntry(text, entry.host, ourHostEntry(authOf(entry), store, runFolder));
    }
    await lock.replace('config.json', text, { ...file.access, mode: file.access.mode & 0o700 });
  });
}

async function madeFolder(folder: string): Promise<boolean> {
  try {
    return (await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined;
  } catch (error) {
    throw fileProblem('make', folder, error);
  }
}

/** As the first of the runs found it that are still alive; else as it is now. */
async function originalOf({ text, was, access }: ConfigFile, hadFolder: boolean): Promise<OriginalFile> {
  for (const run of marksIn(text)) {
    const record = await readRecord(run);
    if (record !== undefined) return record.original;
  }
  return { was, mode: access.mode, had: sectionsOf(text), hadFolder };
}

type StoredLogins = (store: string, host: string) => Promise<StoredLogin | undefined>;

/** Asks once for each host: when the lock is lost, the store may already hold our password. */
function storedLogins(env: NodeJS.ProcessEnv): StoredLogins {
  const found = new Map<string, Promise<StoredLogin | undefined>>();
  return (store, host) => {
    const login = found.get(host) ?? credentialStore(store, env).get(host);
    found.set(host, login);
    return login;
  };
}

async function replaced(text: string, host: string, stored: StoredLogins): Promise<ReplacedHost> {
  const entry = hostEntry(text, host);
  const store = storeFor(text, host);
  const run = markOf(entry) ?? null;
  const login: FormerLogin = {
    entry,
    stored: store === undefined ? null : ((await stored(store, host)) ?? null),
    run,
  };
  if (run === null) return { store: store ?? null, former: [login] };
  const record = await readRecord(run);
  // Of a run that is over, nobody knows any more what was there before it; its own login is not worth keeping.
  return { store: store ?? null, former: record === undefined ? [] : [login, ...(record.hosts[host]?.former ?? [])] };
}

async function storePassword(
  store: string,
  { host, username, password }: CredentialEntry,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const program = credentialStore(store, env);
  await program.store(host, { username, secret: password });
  const kept = await program.get(host);
  if (kept?.username === username && kept.secret === password) return;
  throw new AcrAccessError('failed', `docker-credential-${store} does not give back the password for ${host}`, {
    hint: `config.json names this credential store for ${host}. Remove that setting, or use \`config-mode: isolated\`.`,
  });
}

import { realpath, rmdir } from 'node:fs/promises';
import { AcrAccessError } from '../../errors.ts';
import type { WrittenHost, WrittenState } from '../../login/credential-files.ts';
import {
  authIn,
  authOf,
  type HostEntry,
  hostEntry,
  isEmptyConfig,
  markOf,
  marksIn,
  storeFor,
  withHostEntry,
  withoutAddedSections,
  withoutMark,
} from '../../login/docker-config.ts';
import { readConfigFile } from './config-file.ts';
import { credentialStore } from './credential-store.ts';
import { unlessMissing } from './file-problem.ts';
import { type LockedFolder, withFolderLock } from './folder-lock.ts';
import { proofOf } from './proof.ts';
import { endRun, type FormerLogin, type OriginalFile, type ReplacedHost, readRecord } from './shared-record.ts';

const NOTHING: HostEntry = { auth: null, helper: null };

/**
 * Puts back what was there before, for each host whose entry is still that of this write. An entry that came later stays,
 * and when it is one of another run, that run knows what was here before both.
 *
 * @returns warnings
 */
export async function undoShared(state: WrittenState, env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const folder = await unlessMissing(realpath(state.dockerConfig));
  if (folder === undefined) return [];
  const warnings: string[] = [];
  const isFolderOver = await withFolderLock(folder, async (lock) => {
    const file = await readConfigFile(folder);
    const record = await endRun(state.runFolder);
    let { text } = file;
    for (const host of state.hosts) {
      const before = record?.hosts[host.host];
      text = await undoHost(text, host, { state, before, env, warn: (warning) => warnings.push(warning) });
    }
    if (file.was !== 'object' && text === file.text) return false; // somebody removed it or emptied it
    const isLast = record !== undefined && !(await hasLivingRun(text));
    if (!isLast) {
      if (text !== file.text) await lock.replace('config.json', text, file.access);
      return false;
    }
    return asItWas(lock, text, file, record.original);
  });
  if (isFolderOver) await rmdir(folder).catch(() => {}); // stays when somebody put something there
  return warnings;
}

async function hasLivingRun(text: string): Promise<boolean> {
  for (const run of marksIn(text)) if ((await readRecord(run)) !== undefined) return true;
  return false;
}

/** The last run out puts the file's own form back. True when its folder was made by a run and may go. */
async function asItWas(
  lock: LockedFolder,
  text: string,
  file: Awaited<ReturnType<typeof readConfigFile>>,
  { was, mode, had, hadFolder }: OriginalFile,
): Promise<boolean> {
  const tidy = withoutAddedSections(text, had);
  if (isEmptyConfig(tidy) && was === 'missing') {
    await lock.remove('config.json');
    return !hadFolder;
  }
  const last = isEmptyConfig(tidy) && was === 'blank' ? '' : tidy;
  if (last !== file.text || mode !== file.access.mode) {
    await lock.replace('config.json', last, { ...file.access, mode: was === 'missing' ? 0o600 : mode });
  }
  return false;
}

interface UndoContext {
  readonly state: WrittenState;
  /** undefined when the record is gone or was never written */
  readonly before: ReplacedHost | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly warn: (warning: string) => void;
}

async function undoHost(text: string, { host, proof }: WrittenHost, context: UndoContext): Promise<string> {
  const { state, env, warn } = context;
  const entry = hostEntry(text, host);
  const mark = markOf(entry);
  if (mark !== undefined && mark !== state.runFolder) return text;
  const isOurs = (auth: string | undefined): boolean => auth !== undefined && proofOf(state.salt, auth) === proof;
  const store = context.before === undefined ? storeFor(text, host) : (context.before.store ?? undefined);
  const former = await toPutBack(context.before?.former ?? []);
  const inFile = isOurs(authIn(entry));
  const inStore =
    store !== undefined && (await undoStored(store, host, former, { isOurs, env, warn, isMarked: mark !== undefined }));
  if (!inFile && !inStore) return mark === undefined ? text : withHostEntry(text, host, withoutMark(entry));
  if (context.before === undefined)
    warn(`what was there before for ${host} is not known any more; the login is removed`);
  return withHostEntry(text, host, former?.entry ?? NOTHING);
}

/** The latest login that no run of ours wrote, or whose run still needs it. */
async function toPutBack(former: readonly FormerLogin[]): Promise<FormerLogin | undefined> {
  for (const login of former) {
    if (login.run === null || (await readRecord(login.run)) !== undefined) return login;
  }
  return undefined;
}

/** True when the store held our password, or does not answer while the file says that it does. */
async function undoStored(
  name: string,
  host: string,
  former: FormerLogin | undefined,
  context: Pick<UndoContext, 'env' | 'warn'> & { isOurs: (auth: string) => boolean; isMarked: boolean },
): Promise<boolean> {
  const store = credentialStore(name, context.env);
  try {
    const login = await store.get(host);
    if (login === undefined || !context.isOurs(authOf({ username: login.username, password: login.secret })))
      return false;
    if (former?.stored) await store.store(host, former.stored);
    else await store.erase(host);
    return true;
  } catch (error) {
    const why = error instanceof AcrAccessError ? error.message : 'unknown reason';
    context.warn(`the login for ${host} may still be in the credential store: ${why}`);
    return context.isMarked;
  }
}

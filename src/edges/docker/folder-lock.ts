import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, lstat, mkdir, open, readdir, rename, rmdir, unlink, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AcrAccessError } from '../../errors.ts';
import { fileProblem, hasCode, unlessMissing, unusable } from './file-problem.ts';

/**
 * One writer at a time for a file, on folders that several processes, containers or machines share.
 *
 * The lock is a folder in which each holder has one file with a name of its own; who finds no other file beside its own
 * holds the lock. That file then becomes the new text and is renamed over the target. So a lock that was wrongly taken
 * for dead costs its holder a second try, never somebody's entry: with the holder's file gone, its rename fails. And a
 * killed holder leaves nothing outside the lock's folder, which the next one clears.
 */
const LOCK = '.acr-access.lock';
/** A holder shows every second that it lives; one that did not for so long is dead. */
const SIGN_OF_LIFE_MS = 1000;
const DEAD_AFTER_MS = 5000;
const PATIENCE_MS = 20_000;

const MACHINE = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** What the holder of a lock may do. */
export interface LockedFolder {
  /** replaces the file in one step, with exactly this mode and owner */
  replace(name: string, text: string, access: FileAccess): Promise<void>;
  remove(name: string): Promise<void>;
}

export interface FileAccess {
  readonly mode: number;
  /** undefined = this process's user */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
}

class LockLostError extends Error {}

/**
 * Runs the work while no other process does so for the folder; again from its start when the lock was lost meanwhile.
 *
 * @throws AcrAccessError when the folder cannot be written to, or others hold the lock for 20 seconds
 */
export async function withFolderLock<T>(
  folder: string,
  work: (lock: LockedFolder) => Promise<T>,
  deadAfterMs = DEAD_AFTER_MS,
): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const own = await take(folder, end, deadAfterMs);
    const heart = setInterval(() => void utimes(own, new Date(), new Date()).catch(() => {}), SIGN_OF_LIFE_MS);
    try {
      return await work({
        replace: (name, text, access) => replace(own, join(folder, name), text, access),
        remove: (name) => remove(own, join(folder, name)),
      });
    } catch (error) {
      if (!(error instanceof LockLostError) || performance.now() > end) throw fileProblem('write in', folder, error);
    } finally {
      clearInterval(heart);
      await release(own, join(folder, LOCK));
    }
  }
}

async function take(folder: string, end: number, deadAfterMs: number): Promise<string> {
  const lock = join(folder, LOCK);
  const own = `${process.pid}-${MACHINE}-${randomBytes(6).toString('hex')}`;
  const others: Others = { own, deadAfterMs, watched: new Map() };
  try {
    while (performance.now() < end) {
      await openLock(lock);
      if ((await living(lock, others)).length === 0 && (await enter(join(lock, own)))) {
        if ((await living(lock, others)).length === 0) return join(lock, own);
        await release(join(lock, own), lock);
      }
      await sleep(5 + Math.random() * 30);
    }
  } catch (error) {
    throw fileProblem('write in', folder, error);
  }
  const hint = `If no login is running, remove ${lock}.`;
  throw new AcrAccessError('failed', `others have been writing in ${folder} for too long`, { hint });
}

async function openLock(lock: string): Promise<void> {
  try {
    await mkdir(lock, { mode: 0o700 });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    const found = await unlessMissing(lstat(lock));
    if (found !== undefined && !found.isDirectory()) throw unusable(lock, 'it is not a folder', `Remove ${lock}.`);
  }
}

/** False when the lock's folder went away with its last holder. */
async function enter(own: string): Promise<boolean> {
  const file = await unlessMissing(open(own, 'wx', 0o600));
  await file?.close();
  return file !== undefined;
}

interface Others {
  readonly own: string;
  readonly deadAfterMs: number;
  /** when which sign of life was first seen, by file */
  readonly watched: Map<string, { readonly modified: number; readonly since: number }>;
}

/** Who else is in the lock. What dead ones left is removed: by its own name, so that no living one is ever hit. */
async function living(lock: string, { own, deadAfterMs, watched }: Others): Promise<readonly string[]> {
  const names = ((await unlessMissing(readdir(lock))) ?? []).filter((name) => name !== own);
  const alive = await Promise.all(
    names.map(async (name) => {
      const dead = isDeadProcess(name) || (await stillFor(join(lock, name), watched)) > deadAfterMs;
      if (dead) await unlessMissing(unlink(join(lock, name)));
      return !dead;
    }),
  );
  return names.filter((_, index) => alive[index]);
}

function isDeadProcess(name: string): boolean {
  const [pid, machine] = name.split('-');
  if (machine !== MACHINE || !/^[1-9]\d{0,9}$/.test(pid ?? '')) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return hasCode(error, 'ESRCH');
  }
}

/** Milliseconds without a sign of life, on the watcher's own clock: that of a file server may differ. */
async function stillFor(file: string, watched: Others['watched']): Promise<number> {
  const modified = (await unlessMissing(lstat(file)))?.mtimeMs;
  if (modified === undefined) return 0;
  const seen = watched.get(file);
  if (seen?.modified === modified) return performance.now() - seen.since;
  watched.set(file, { modified, since: performance.now() });
  return 0;
}

async function replace(own: string, target: string, text: string, { mode, owner }: FileAccess): Promise<void> {
  try {
    const draft = await open(own, 'r+');
    try {
      await draft.truncate(0);
      await draft.writeFile(text);
      await draft.sync();
    } finally {
      await draft.close();
    }
    if (owner !== undefined) await chown(own, owner.uid, owner.gid);
    await chmod(own, mode);
    await rename(own, target);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) throw new LockLostError('the lock was lost', { cause: error });
    throw fileProblem('write', target, error);
  }
}

async function remove(own: string, target: string): Promise<void> {
  if ((await unlessMissing(lstat(own))) === undefined) throw new LockLostError('the lock was lost');
  await unlink(target);
}

async function release(own: string, lock: string): Promise<void> {
  await unlink(own).catch(() => {}); // gone when it became the new text
  await rmdir(lock).catch(() => {}); // stays while others are in it
}

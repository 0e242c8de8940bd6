import { randomBytes } from 'node:crypto';
import { lstat, mkdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { unlessMissing } from './file-problem.ts';

const NAME = /^acr-access-[0-9a-f]{32}$/;

/** A path for the folder of one write, right below the job's temporary folder; nobody can have guessed it. */
export const newRunFolder = (temporaryFolder: string): string =>
  join(resolve(temporaryFolder), `acr-access-${randomBytes(16).toString('hex')}`);

/** Fails on anything that is there already, a symbolic link too. */
export const createRunFolder = async (path: string): Promise<void> => {
  await mkdir(path, { mode: 0o700 });
};

/** Can the path be that of a write of this job? */
export const isRunFolderOf = (path: string, temporaryFolder: string): boolean =>
  hasRunFolderName(path) && dirname(path) === resolve(temporaryFolder);

/** Can the path be that of a write of any job? */
export const hasRunFolderName = (path: string): boolean =>
  isAbsolute(path) && resolve(path) === path && NAME.test(basename(path));

/** What is at the path of a run: `foreign` is a link, a file or another user's. */
export async function runFolderState(path: string): Promise<'there' | 'gone' | 'foreign'> {
  const found = await unlessMissing(lstat(path));
  if (found === undefined) return 'gone';
  const isOurs = process.getuid === undefined || found.uid === process.getuid();
  return found.isDirectory() && isOurs ? 'there' : 'foreign';
}

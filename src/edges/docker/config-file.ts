import { constants } from 'node:fs';
import { lstat, open, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { checkedConfig } from '../../login/docker-config.ts';
import { fileProblem, hasCode, unlessMissing, unusable } from './file-problem.ts';
import type { FileAccess } from './folder-lock.ts';

/** Where docker's own folder is. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  readonly cwd: string;
  /** RUNNER_TEMP: lives as long as the job */
  readonly temporaryFolder: string;
}

/** docker takes an empty DOCKER_CONFIG for none. */
export const dockerFolder = ({ env, home, cwd }: Surroundings): string =>
  resolve(cwd, env.DOCKER_CONFIG || join(home, '.docker'));

/** A config.json that is to be changed in its place. */
export interface ConfigFile {
  /** a JSON object, `{}` unless `was` is `object` */
  readonly text: string;
  readonly was: 'missing' | 'blank' | 'object';
  readonly access: FileAccess;
}

const UNLINK = 'Nothing was changed. Make config.json a plain file, or use `config-mode: isolated`.';
const UNLOCK = 'Nothing was changed. Make it writable for this user, or use `config-mode: isolated`.';

/**
 * The config.json of a folder, checked for what would be lost by replacing it: a link would become a file, and a file
 * that its owner made read-only is not to be changed, even by a user that could.
 */
export async function readConfigFile(folder: string): Promise<ConfigFile> {
  const path = join(folder, 'config.json');
  const found = await unlessMissing(lstat(path)).catch((error: unknown) => {
    throw fileProblem('read', path, error);
  });
  if (found?.isSymbolicLink()) throw unusable(path, 'it is a symbolic link', UNLINK);
  if (found !== undefined && !found.isFile()) throw unusable(path, 'it is not a file', UNLINK);
  const readOnly = [found, await unlessMissing(stat(folder))].some((it) => it !== undefined && !(it.mode & 0o200));
  if (readOnly) throw unusable(path, 'the file or its folder is read-only', UNLOCK);
  if (found === undefined) return { text: '{}', was: 'missing', access: { mode: 0o600, owner: undefined } };
  const uid = process.getuid?.();
  const isOurs = uid === undefined || found.uid === uid;
  if (!isOurs && uid !== 0) throw unusable(path, 'it belongs to another user', UNLOCK);
  const text = await readPlainFile(path);
  return {
    text: checkedConfig(text, path),
    was: text.trim() === '' ? 'blank' : 'object',
    access: { mode: found.mode & 0o777, owner: isOurs ? undefined : { uid: found.uid, gid: found.gid } },
  };
}

/** A regular file's text; a link, a pipe or a device is an error, and none is waited for. */
export async function readPlainFile(path: string): Promise<string> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      if (!(await file.stat()).isFile()) throw unusable(path, 'it is not a file', UNLINK);
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileProblem('read', path, error);
  }
}

/** The text of a config.json that is only copied, wherever it lies; `{}` when there is none. */
export async function readConfigToCopy(folder: string): Promise<string> {
  const path = join(folder, 'config.json');
  try {
    return checkedConfig(await readFile(path, 'utf8'), path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return '{}';
    throw fileProblem('read', path, error);
  }
}

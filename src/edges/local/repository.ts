import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import type { RepositoryPlace } from '../../commands/surroundings.ts';

const run = promisify(execFile);

/**
 * Where a file lives. In a workflow: GITHUB_REPOSITORY and the path from GITHUB_WORKSPACE; elsewhere the remote
 * `origin` and the path from the top of the work tree, so that both name the same owner. Without git: the path from
 * the working folder and no repository.
 */
export async function locateInRepository(
  path: string,
  { env, cwd }: { env: NodeJS.ProcessEnv; cwd: string },
): Promise<RepositoryPlace> {
  const file = await realPathOf(resolve(cwd, path));
  const folder = dirname(file);
  const workspace = env.GITHUB_WORKSPACE && (await realpath(env.GITHUB_WORKSPACE).catch(() => undefined));
  const top =
    (workspace && isWithin(workspace, file) ? workspace : undefined) ??
    (await git(folder, 'rev-parse', '--show-toplevel'));
  const root = top ?? (await realpath(cwd));
  const repositoryPath = (isWithin(root, file) ? relative(root, file) : relative(folder, file)).split(sep).join('/');
  const repository = env.GITHUB_REPOSITORY || parseRemote(await git(folder, 'config', '--get', 'remote.origin.url'));
  return { repositoryPath, repository: repository || undefined, ...(isWithin(root, file) ? {} : { outside: true }) };
}

/** A file that is still to be written has only a folder that can lead elsewhere. */
const realPathOf = (path: string): Promise<string> =>
  realpath(path)
    .catch(async () => join(await realpath(dirname(path)), basename(path)))
    .catch(() => path);

/** `owner/repo` of `https://HOST/owner/repo.git`, `git@HOST:owner/repo`, `ssh://git@HOST/owner/repo`; else undefined. */
export function parseRemote(url: string | undefined): string | undefined {
  const match =
    /^(?:(?:https?|ssh|git):\/\/(?:[^@/]+@)?[^/:]+(?::\d+)?\/|[^@/]+@[^:/]+:)([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(
      url ?? '',
    );
  return match === null ? undefined : `${match[1]}/${match[2]}`;
}

/** Lies `file` below the folder `root`? */
export const isWithin = (root: string, file: string): boolean => {
  const path = relative(root, file);
  return path !== '' && !path.startsWith('..') && !isAbsolute(path);
};

async function git(folder: string, ...words: string[]): Promise<string | undefined> {
  try {
    const { stdout } = await run('git', ['-C', folder, ...words], { timeout: 5000 });
    return stdout.trim() || undefined;
  } catch {
    return undefined; // no git, no work tree or no such remote: then there is nothing to tell
  }
}

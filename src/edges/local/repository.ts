import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { RepositoryPlace } from '../../commands/surroundings.ts';

/**
 * Where a file lives. In a workflow: GITHUB_REPOSITORY and the path from GITHUB_WORKSPACE; elsewhere the remote
 * `origin` and the path from the top of the work tree, so that both name the same owner. Without git: the path from
 * the working folder and no repository.
 */
export async function locateInRepository(
  path: string,
  { env, cwd }: { env: NodeJS.ProcessEnv; cwd: string },
): Promise<RepositoryPlace> {
  const file = realPathOf(resolve(cwd, path));
  const folder = dirname(file);
  const workspace = env.GITHUB_WORKSPACE && whenThere(env.GITHUB_WORKSPACE, (one) => realpathSync(one));
  const top =
    (workspace && isWithin(workspace, file) ? workspace : undefined) ??
    (await git(folder, 'rev-parse', '--show-toplevel'));
  const root = top ?? realpathSync(cwd);
  const repositoryPath = (isWithin(root, file) ? relative(root, file) : relative(folder, file)).split(sep).join('/');
  const repository = env.GITHUB_REPOSITORY || parseRemote(await git(folder, 'config', '--get', 'remote.origin.url'));
  return { repositoryPath, repository: repository || undefined, ...(isWithin(root, file) ? {} : { outside: true }) };
}

/** A file that is still to be written has only a folder that can lead elsewhere. */
export const realPathOf = (path: string): string =>
  whenThere(path, (one) => realpathSync(one)) ??
  whenThere(path, () => join(realpathSync(dirname(path)), basename(path))) ??
  path;

/** What `look` sees at a path; undefined when it cannot. */
export function whenThere<T>(path: string, look: (path: string) => T): T | undefined {
  try {
    return look(path);
  } catch {
    return undefined;
  }
}

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

/** Undefined without git, work tree or such a remote: then there is nothing to tell. */
async function git(folder: string, ...words: string[]): Promise<string | undefined> {
  // Workflows name their repository and need no program, whose module takes as long to load as a file to be checked.
  const { execFile } = await import('node:child_process');
  return new Promise((resolve) => {
    execFile('git', ['-C', folder, ...words], { timeout: 5000 }, (error, output) => {
      resolve(error === null ? output.trim() || undefined : undefined);
    });
  });
}

import { AcrAccessError } from '../../errors.ts';

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such folder',
  EEXIST: 'it exists already',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  ELOOP: 'it is a symbolic link',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
};

/** A file or folder that cannot be used as it is. */
export const unusable = (path: string, why: string, hint: string): AcrAccessError =>
  new AcrAccessError('failed', `cannot use ${path}: ${why}`, { hint });

/** The error of a system call in words that name the file; other errors as they are. */
export function fileProblem(what: string, path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof AcrAccessError || code === undefined) return error;
  return new AcrAccessError('failed', `cannot ${what} ${path}: ${REASONS[code] ?? code}`, {
    hint: 'Nothing was changed there. This user has to be able to write there; else set DOCKER_CONFIG to another folder.',
    cause: error,
  });
}

/** Is it the error of a system call with this code? */
export const hasCode = (error: unknown, ...codes: string[]): boolean =>
  codes.includes((error as NodeJS.ErrnoException).code ?? '');

/** The value, or undefined when the file or its folder is not there. */
export async function unlessMissing<T>(value: Promise<T>): Promise<T | undefined> {
  try {
    return await value;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

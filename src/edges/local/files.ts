import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { AcrAccessError } from '../../errors.ts';

// A run touches a few small files and waits for each: for that Node's threads take longer to start than the work takes.

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  ENOTDIR: 'a part of the path is not a folder',
  EROFS: 'the file system is read-only',
};

const OF_CONFIG = 'Name the file with --config FILE (action input: config).';

/**
 * The bytes of a file, or an error that names it. The cause keeps the system's code.
 *
 * @param hint what to do when there is no such file, for files that are not the one of `--config`
 */
export async function readBytes(path: string, hint: string = OF_CONFIG): Promise<Uint8Array> {
  try {
    return readFileSync(path);
  } catch (error) {
    throw fileError('cannot read', path, error, hint);
  }
}

/** Replaces a file in one step: a reader sees the old text or the new one, never a part. */
export async function writeText(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeFileSync(draft, text, { flag: 'wx' });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw fileError('cannot write', path, error, 'Create its folder first.');
  }
}

function fileError(what: string, path: string, error: unknown, hint: string): AcrAccessError {
  const { code } = error as NodeJS.ErrnoException;
  const reason = REASONS[code ?? ''] ?? code ?? 'unknown reason';
  return new AcrAccessError(code === 'ENOENT' ? 'usage' : 'failed', `${what} ${path}: ${reason}`, {
    ...(code === 'ENOENT' ? { hint } : {}),
    cause: error,
  });
}

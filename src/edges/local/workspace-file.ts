import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { AcrAccessError } from '../../errors.ts';
import { readBytes } from './files.ts';
import { isWithin, realPathOf, whenThere } from './repository.ts';

/** Above any file that the parser takes. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * A file of the job's checkout. What a pull request holds decides what a path leads to: a link out of the workspace, a
 * device or a pipe is refused.
 */
export async function readWorkspaceFile(path: string, workspace: string): Promise<Uint8Array> {
  const root = realpathSync(workspace);
  const file = realPathOf(resolve(root, path));
  if (!isWithin(root, file)) throw refused(path, 'it leads out of the workspace');
  const found = whenThere(file, (one) => statSync(one));
  if (found !== undefined && !found.isFile()) throw refused(path, 'it is not a file');
  if (found !== undefined && found.size > MAX_BYTES) throw refused(path, `it has more than ${MAX_BYTES} bytes`);
  return readBytes(file);
}

const refused = (path: string, why: string): AcrAccessError =>
  new AcrAccessError('usage', `input config: ${path} is not read: ${why}`, {
    hint: "Name a file of the repository, by its path from the repository's root.",
  });

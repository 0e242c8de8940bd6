import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { SavedLogins } from '../../commands/login.ts';
import { writeText } from './files.ts';

/**
 * What `acr-access logout` needs of an earlier `acr-access login`: one small file for each registry, without secrets, in
 * `$XDG_STATE_HOME/acr-access` (default `~/.local/state/acr-access`), which only its owner may enter.
 */
export function savedLogins(env: NodeJS.ProcessEnv): SavedLogins & { readonly folder: string } {
  const folder = join(env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'acr-access');
  const pathOf = (host: string): string =>
    join(folder, `login-${createHash('sha256').update(host).digest('hex').slice(0, 16)}.json`);
  return {
    folder,
    read: async (host) => {
      try {
        return await readFile(pathOf(host), 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    write: (host, text) => writeText(pathOf(host), text),
    remove: (host) => rm(pathOf(host), { force: true }),
  };
}

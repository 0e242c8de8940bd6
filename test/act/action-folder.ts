import { execFileSync } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Our actions in `folder` as GitHub would hand them out: what git tracks, and nothing that only lies around. */
export async function exportAction(folder: string): Promise<string> {
  const listed = execFileSync('git', ['ls-files', '-z', '--', 'action.yml', 'login', 'dist'], { cwd: ROOT });
  for (const path of listed.toString().split('\0').filter(Boolean)) await cp(join(ROOT, path), join(folder, path));
  if (process.env.ACR_ACCESS_DIST !== undefined)
    await cp(process.env.ACR_ACCESS_DIST, join(folder, 'dist'), { recursive: true });
  return folder;
}

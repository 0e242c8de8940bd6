import { lstat, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { WrittenState } from '../../login/credential-files.ts';
import { isKubernetesSecret } from '../../login/kubernetes-secret.ts';
import { readPlainFile } from './config-file.ts';
import { fileProblem, unlessMissing, unusable } from './file-problem.ts';
import { proofOf } from './proof.ts';

/** Can a new file be written there? An existing one is not replaced: it would be lost. */
export async function checkSecretPath(path: string): Promise<void> {
  const hint = 'Give `kubernetes-secret-file` the path of a new file in a folder that exists.';
  const folder = dirname(path);
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) throw unusable(folder, 'it is no folder', hint);
  const found = await unlessMissing(lstat(path));
  if (found !== undefined) {
    throw unusable(path, found.isSymbolicLink() ? 'it is a symbolic link' : 'it exists already', hint);
  }
}

/** Fails on anything that came up at the path meanwhile, a symbolic link too. */
export async function writeSecretFile(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw fileProblem('write', path, error);
  }
}

/** Removes the manifest when it is still the one that was written. Returns warnings. */
export async function removeSecretFile(
  { path, proof }: NonNullable<WrittenState['secretFile']>,
  salt: string,
): Promise<readonly string[]> {
  if ((await unlessMissing(lstat(path))) === undefined) return [];
  const text = await readPlainFile(path);
  if (!isKubernetesSecret(text) || proofOf(salt, text) !== proof) {
    return [`${path} is not what was written there, so it was left; it may hold a registry password`];
  }
  await unlink(path);
  return [];
}

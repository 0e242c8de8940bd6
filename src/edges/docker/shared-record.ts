import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostEntry, Sections } from '../../login/docker-config.ts';
import { readPlainFile } from './config-file.ts';
import type { StoredLogin } from './credential-store.ts';
import { hasRunFolderName, runFolderState } from './run-folder.ts';

/**
 * What one write found in a shared config.json. It lies in the run's folder with mode 0600, because it holds the logins
 * that were replaced. A run is alive as long as it lies there under its first name; undoing renames it while it holds the
 * lock, so that no other run puts back a login that is about to go.
 */
export interface SharedRecord {
  readonly original: OriginalFile;
  readonly hosts: Readonly<Record<string, ReplacedHost>>;
}

/** The file before the first of the runs that have entries in it now. */
export interface OriginalFile {
  readonly was: 'missing' | 'blank' | 'object';
  readonly mode: number;
  readonly had: Sections;
  readonly hadFolder: boolean;
}

export interface ReplacedHost {
  /** the credential store that the password went to; null = it is in the file */
  readonly store: string | null;
  /** Latest first: what to put back is the first whose run is still alive, or that no run wrote. */
  readonly former: readonly FormerLogin[];
}

export interface FormerLogin {
  readonly entry: HostEntry;
  readonly stored: StoredLogin | null;
  /** the folder of the run that wrote it; null = none of ours */
  readonly run: string | null;
}

const NAME = 'before.json';
const NAME_WHEN_OVER = 'over.json';

export const writeRecord = (runFolder: string, record: SharedRecord): Promise<void> =>
  writeFile(join(runFolder, NAME), JSON.stringify(record), { mode: 0o600 });

/** Undefined when the run is over. The path may come from a file that others can write, so it is checked first. */
export const readRecord = (runFolder: string): Promise<SharedRecord | undefined> => read(runFolder, NAME);

/** Ends the run for all others. Undefined when it has left no record; may be called again. */
export async function endRun(runFolder: string): Promise<SharedRecord | undefined> {
  if ((await readRecord(runFolder)) !== undefined) await rename(join(runFolder, NAME), join(runFolder, NAME_WHEN_OVER));
  return read(runFolder, NAME_WHEN_OVER);
}

async function read(runFolder: string, name: string): Promise<SharedRecord | undefined> {
  try {
    if (!hasRunFolderName(runFolder) || (await runFolderState(runFolder)) !== 'there') return undefined;
    const record: unknown = JSON.parse(await readPlainFile(join(runFolder, name)));
    return isRecord(record) ? record : undefined;
  } catch {
    return undefined; // unreadable is as good as gone: then nothing of it can be put back
  }
}

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isTextOrNull = (value: unknown): boolean => value === null || typeof value === 'string';

function isRecord(value: unknown): value is SharedRecord {
  if (!isFields(value) || !isFields(value.original) || !isFields(value.hosts)) return false;
  const { was, mode, had, hadFolder } = value.original;
  return (
    ['missing', 'blank', 'object'].includes(String(was)) &&
    Number.isInteger(mode) &&
    isFields(had) &&
    typeof had.auths === 'boolean' &&
    typeof had.credHelpers === 'boolean' &&
    typeof hadFolder === 'boolean' &&
    Object.values(value.hosts).every(isReplacedHost)
  );
}

const isReplacedHost = (value: unknown): boolean =>
  isFields(value) && isTextOrNull(value.store) && Array.isArray(value.former) && value.former.every(isFormerLogin);

const isFormerLogin = (value: unknown): boolean =>
  isFields(value) &&
  isFields(value.entry) &&
  isJsonOrNull(value.entry.auth) &&
  isJsonOrNull(value.entry.helper) &&
  isTextOrNull(value.run) &&
  (value.stored === null ||
    (isFields(value.stored) && typeof value.stored.username === 'string' && typeof value.stored.secret === 'string'));

function isJsonOrNull(value: unknown): boolean {
  if (typeof value !== 'string') return value === null;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

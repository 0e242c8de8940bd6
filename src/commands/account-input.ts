import { badFile } from '../pipeline.ts';
import type { AccountReader } from '../ports.ts';
import { type AccountFile, parseAccountFile } from '../state/account-file.ts';
import { accountFileReader } from '../state/account-file-reader.ts';
import type { Surroundings } from './surroundings.ts';

const MISSING = 'Name an account file: acr-access snapshot writes one.';

/** An account file, checked; its problems are an error of code `bad-file` (exit 65). */
export async function parseAccount(path: string, { readFile }: Pick<Surroundings, 'readFile'>): Promise<AccountFile> {
  const parsed = parseAccountFile({ file: path, bytes: await readFile(path, MISSING) });
  if (!parsed.ok) throw badFile(path, parsed.issues);
  return parsed.value;
}

/** An account file in place of the live account. */
export const readAccountFile = async (
  path: string,
  surroundings: Pick<Surroundings, 'readFile'>,
): Promise<AccountReader> => accountFileReader(await parseAccount(path, surroundings));

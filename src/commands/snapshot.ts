import { AcrAccessError } from '../errors.ts';
import { jsonText } from '../render/escape.ts';
import { formatAccountFile } from '../state/account-file.ts';
import { snapshotAccount } from '../state/snapshot.ts';
import type { Options } from './arguments.ts';
import { readConfig } from './config-input.ts';
import type { Surroundings } from './surroundings.ts';

/** Writes the account file, or nothing at all when any read failed. */
export async function snapshot(options: Options<'snapshot'>, surroundings: Surroundings): Promise<number> {
  const { account, regions } = await scopeOf(options, surroundings);
  const { reader } = await surroundings.connect(surroundings.signal);
  surroundings.reporter.progress('reading the account');
  const file = await snapshotAccount(reader, { account, regions });
  const text = options.json ? `${jsonText(file, 2)}\n` : formatAccountFile(file);
  if (options.output === undefined) surroundings.stdout(text);
  else {
    await surroundings.writeFile(options.output, text);
    surroundings.reporter.note(`wrote ${options.output}`);
  }
  return 0;
}

/** The file, when there is one, says which account it is and which regions hold registries. */
async function scopeOf(
  options: Options<'snapshot'>,
  surroundings: Surroundings,
): Promise<{ account: string | undefined; regions: readonly string[] }> {
  const named = options.region ?? [];
  try {
    const { config } = await readConfig(options.config, surroundings);
    const declared = config.registries.map(({ region }) => region).filter((region) => region !== '*');
    return { account: config.account, regions: [...new Set([...declared, ...named])].sort() };
  } catch (error) {
    const noFile =
      error instanceof AcrAccessError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
    if (!noFile) throw error;
    return { account: undefined, regions: [...new Set(named)].sort() };
  }
}

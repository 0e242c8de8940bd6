import { AcrAccessError } from '../errors.ts';
import { compareAccounts } from '../plan/access/compare-accounts.ts';
import { accessText } from '../render/access-text.ts';
import { jsonText } from '../render/escape.ts';
import { ANSI_PAINT, NO_PAINT } from '../render/paint.ts';
import { parseAccount } from './account-input.ts';
import { viewFile } from './account-view.ts';
import type { Options } from './arguments.ts';
import { readConfig } from './config-input.ts';
import type { Surroundings } from './surroundings.ts';

/** Who may do what in the second account file and not in the first, and the other way round. Exit 0 either way. */
export async function diff(
  options: Options<'diff'>,
  words: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const [before, after, ...more] = words;
  if (before === undefined || after === undefined || more.length > 0) {
    throw new AcrAccessError('usage', 'diff takes two account files: diff BEFORE AFTER');
  }
  const config = options.config === undefined ? undefined : (await readConfig(options.config, surroundings)).config;
  const earlier = await viewFile(await parseAccount(before, surroundings), config);
  const later = await viewFile(await parseAccount(after, surroundings), config);
  if (earlier.account.id !== later.account.id) {
    throw new AcrAccessError('usage', `the files are of two accounts, ${earlier.account.id} and ${later.account.id}`);
  }
  const report = compareAccounts(earlier, later, config);
  const { gains, losses, access } = report;
  if (options.json) {
    surroundings.stdout(
      `${jsonText({ formatVersion: 1, account: later.account.id, summary: { gains, losses }, access }, 2)}\n`,
    );
    return 0;
  }
  const lines = accessText(report, surroundings.useColour.stdout ? ANSI_PAINT : NO_PAINT);
  surroundings.stdout(`${lines.length === 0 ? 'Nobody gains or loses access' : lines.join('\n').trimStart()}\n`);
  return 0;
}

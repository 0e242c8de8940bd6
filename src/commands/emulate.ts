import { startEmulator } from '../emulator/emulator.ts';
import { AcrAccessError } from '../errors.ts';
import { parseAccount } from './account-input.ts';
import type { Options } from './arguments.ts';
import type { Surroundings } from './surroundings.ts';

/** Serves an account file until a signal comes. */
export async function emulate(options: Options<'emulate'>, surroundings: Surroundings): Promise<number> {
  if (options.account === undefined) throw new AcrAccessError('usage', 'emulate needs --account ACCOUNT_FILE');
  const port = Number(options.port);
  if (!/^\d+$/.test(options.port) || port > 65_535) {
    throw new AcrAccessError('usage', `--port takes a number from 0 to 65535, not "${options.port}"`);
  }
  const account = await parseAccount(options.account, surroundings);
  const emulator = await startEmulator({ account, port });
  surroundings.stdout(`ACR_ACCESS_EMULATOR=${emulator.url}\n`);
  surroundings.reporter.note(
    `account ${account.account} is served at ${emulator.url} (access key id LTAI-emulator, secret emulator-secret); stop it with Ctrl-C`,
  );
  await new Promise<void>((resolve) => {
    if (surroundings.signal.aborted) resolve();
    surroundings.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await emulator.close();
  return 0;
}

import { onTestFinished } from 'vitest';
import type { ConnectOptions } from '../../../../src/edges/alibaba/connect.ts';
import type { AccountData } from '../../../../src/emulator/account-data.ts';
import { type EmulatorOptions, startEmulator } from '../../../../src/emulator/emulator.ts';
import { connectTo } from './fake-service.ts';

export const ACCOUNT_ID = '1234567890123456';

/** A connection to an emulated account that lives as long as the test; the caller is the main account by default. */
export async function emulated(
  account: Partial<AccountData>,
  options: Partial<EmulatorOptions> = {},
  connect: Partial<ConnectOptions> = {},
) {
  const emulator = await startEmulator({ account: { account: ACCOUNT_ID, ...account }, ...options });
  onTestFinished(() => emulator.close());
  const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI-emulator', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'emulator-secret' };
  const connection = await connectTo({ address: emulator.url.slice('http://'.length) }, { env, ...connect });
  return { emulator, ...connection };
}

import { onTestFinished } from 'vitest';
import type { EmulatorOptions } from '../../../../src/emulator/emulator.ts';
import { type Cloud, openCloud } from './cloud.ts';

/** A cloud for the test that runs. */
export async function startCloud(options: Partial<EmulatorOptions> = {}): Promise<Cloud> {
  const cloud = await openCloud(options);
  onTestFinished(() => cloud.close());
  return cloud;
}

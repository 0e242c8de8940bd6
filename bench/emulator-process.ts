import { readFileSync } from 'node:fs';
import { startEmulator } from '../src/emulator/emulator.ts';
import type { EmulatorSetup } from './emulated.ts';

/** The emulator in a process of its own, so that its work is not counted as the tool's. Started by `emulated.ts`. */
const setup = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as EmulatorSetup;
const emulator = await startEmulator(setup);
process.on('message', () => {
  process.send!(emulator.journal.map(({ operation, code, status, at }) => ({ operation, code, status, at })));
  emulator.journal.length = 0;
});
process.on('disconnect', () => void emulator.close());
process.send!(emulator.url);

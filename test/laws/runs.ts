import type { ApplyPorts, PlanRequest } from '../../src/pipeline.ts';
import { readFile, type WrittenFile } from '../support/arbitraries.ts';
import { fakeClock, type MemoryAccount } from '../support/memory-account.ts';

const quiet = { progress() {}, note() {}, warn() {} };

export const requestOf = (file: WrittenFile, adopt: readonly string[] = []): PlanRequest => ({
  config: readFile(file),
  input: { repository: 'org/repo', repositoryPath: 'acr-access.yaml' },
  adopt,
});

/** Everything that a run needs, with a clock that does not wait and an approval of whatever is planned. */
export const portsOf = ({ reader, writer }: Pick<MemoryAccount, 'reader' | 'writer'>): ApplyPorts => ({
  reader,
  writer: () => writer,
  clock: fakeClock(),
  random: () => 0.5,
  reporter: quiet,
  signal: new AbortController().signal,
  approve: async () => {},
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccessConfig } from '../../src/config/types.ts';
import { loadConfig, runPlan } from '../../src/pipeline.ts';
import type { AssessedPlan } from '../../src/plan/assess.ts';
import { type AccountFile, parseAccountFile } from '../../src/state/account-file.ts';
import { accountFileReader } from '../../src/state/account-file-reader.ts';
import { recordingReporter, steppedClock } from '../edges/alibaba/support/fake-service.ts';

export const EXAMPLES = join(import.meta.dirname, '../../examples');
/** Plans depend on the time: grants end. */
export const NOW = Date.parse('2026-06-01T12:00:00Z');
/** The file as if it lay at the root of a repository that only `settings.owner` names. */
export const INPUT = { file: 'acr-access.yaml', repositoryPath: 'acr-access.yaml', repository: undefined };

export interface Example {
  readonly config: AccessConfig;
  readonly warnings: readonly string[];
  readonly account: AccountFile;
}

/** A folder of `examples/`, both of its files checked. */
export function readExample(name: string): Example {
  const read = (file: string): Uint8Array => readFileSync(join(EXAMPLES, name, file));
  const { config, warnings } = loadConfig({ ...INPUT, bytes: read('acr-access.yaml') });
  const parsed = parseAccountFile({ file: 'account.yaml', bytes: read('account.yaml') });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ line, message }) => `line ${line}: ${message}`).join('\n'));
  return { config, warnings: warnings.map(({ message }) => message), account: parsed.value };
}

/** The plan against the account file, as `plan --against account.yaml` makes it. */
export async function planOffline({ config, account }: Example, adopt: readonly string[]): Promise<AssessedPlan> {
  const ports = { reader: accountFileReader(account), clock: steppedClock(NOW), reporter: recordingReporter() };
  return (await runPlan({ config, input: INPUT, adopt }, ports)).plan;
}

import { formatIssue } from '../config/issues.ts';
import type { AccessConfig } from '../config/types.ts';
import { type ConfigInput, loadConfig } from '../pipeline.ts';
import { logText } from '../render/escape.ts';
import type { Surroundings } from './surroundings.ts';

/** Reads the file, finds its place in the repository, and checks it; its warnings go to the reporter. */
export async function readConfig(
  path: string,
  surroundings: Pick<Surroundings, 'readFile' | 'locate' | 'reporter'>,
): Promise<{ config: AccessConfig; input: ConfigInput }> {
  const input: ConfigInput = {
    file: path,
    bytes: await surroundings.readFile(path),
    ...(await surroundings.locate(path)),
  };
  const { config, warnings } = loadConfig(input);
  for (const warning of warnings) surroundings.reporter.warn(logText(formatIssue(warning, path)));
  return { config, input };
}

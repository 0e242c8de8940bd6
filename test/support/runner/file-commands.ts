import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILES = {
  GITHUB_ENV: 'set_env',
  GITHUB_PATH: 'add_path',
  GITHUB_OUTPUT: 'set_output',
  GITHUB_STATE: 'save_state',
  GITHUB_STEP_SUMMARY: 'step_summary',
} as const;
export type FileCommand = keyof typeof FILES;

/** Longest summary of a step in bytes; above it nothing of the file is shown. */
const MAX_SUMMARY = 1024 * 1024;

/** The files of one stage of a step: fresh, and empty at its start. */
export async function fileCommands(runnerTemp: string): Promise<Record<FileCommand, string>> {
  const folder = join(runnerTemp, '_runner_file_commands');
  await mkdir(folder, { recursive: true });
  const entries = Object.entries(FILES).map(([name, file]) => [name, join(folder, `${file}_${randomUUID()}`)] as const);
  for (const [, path] of entries) await writeFile(path, '');
  return Object.fromEntries(entries) as Record<FileCommand, string>;
}

/** `name=value` lines and `name<<DELIMITER` blocks; anything else fails the step, as in the runner. */
export async function readPairs(path: string): Promise<Record<string, string>> {
  const text = await readFile(path, 'utf8');
  const lines = text.split('\n');
  const pairs: Record<string, string> = {};
  while (lines.length > 0) {
    const line = lines.shift()!;
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      pairs[line.slice(0, equals)] = line.slice(equals + 1);
    } else if (heredoc > 0) {
      const end = lines.indexOf(line.slice(heredoc + 2));
      if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${line.slice(heredoc + 2)}'`);
      pairs[line.slice(0, heredoc)] = lines.splice(0, end).join('\n');
      lines.shift();
    } else throw new Error(`Invalid format '${line}'`);
  }
  return pairs;
}

export async function readSummary(path: string): Promise<string> {
  const bytes = await readFile(path);
  if (bytes.length > MAX_SUMMARY) throw new Error(`$GITHUB_STEP_SUMMARY upload aborted, ${bytes.length} bytes`);
  return bytes.toString('utf8');
}

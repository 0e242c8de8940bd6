import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/**
 * Milliseconds of a whole run of Node, from the start of the process to its end.
 *
 * @throws when the run did not end well: a time of a run that failed is worth nothing
 */
export async function timeOf(
  words: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, words, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(([code]) => ({
    code: code as number | null,
    ms: performance.now() - started,
  }));
  const [{ code, ms }, output] = await Promise.all([ended, text(child.stdout)]);
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}:\n${output.slice(-2000)}`);
  return ms;
}

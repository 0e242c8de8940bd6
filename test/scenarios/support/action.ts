import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Finished, start } from './program.ts';
import type { Scene } from './world.ts';

export interface ActionRun extends Finished {
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** workflow commands on stdout, e.g. `{ name: 'error', text: 'file=x,line=1::message' }` */
  readonly commands: readonly { readonly name: string; readonly text: string }[];
}

/** Runs the action as the runner does: inputs as variables, outputs and summary as files. */
export async function action(
  { cwd, env }: Pick<Scene, 'cwd' | 'env'>,
  inputs: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
): Promise<ActionRun> {
  const files = { GITHUB_OUTPUT: 'output', GITHUB_STEP_SUMMARY: 'summary', GITHUB_STATE: 'state', GITHUB_ENV: 'env' };
  const paths = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, join(cwd, `runner-${file}`)]));
  for (const path of Object.values(paths)) await writeFile(path, '');
  const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  const runner = { GITHUB_ACTIONS: 'true', GITHUB_REPOSITORY: 'org/repo', GITHUB_WORKSPACE: cwd, RUNNER_TEMP: cwd };
  const finished = await start('sync', [], {
    cwd,
    env: { ...runner, ...paths, ...env, ...Object.fromEntries(given), ...more },
  }).finished;
  const commands = [...finished.stdout.matchAll(/^::([\w-]+)(?:::| )(.*)$/gm)].map(([, name, text]) => ({
    name: name!,
    text: text!,
  }));
  const outputs = [...(await readFile(paths.GITHUB_OUTPUT!, 'utf8')).matchAll(/^(.+)<<(\S+)\n([\s\S]*?)\n\2$/gm)];
  return {
    ...finished,
    commands,
    outputs: Object.fromEntries(outputs.map(([, name, , value]) => [name!, value!])),
    summary: await readFile(paths.GITHUB_STEP_SUMMARY!, 'utf8'),
  };
}

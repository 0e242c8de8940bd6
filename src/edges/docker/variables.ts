import { join } from 'node:path';
import type { Restored, WriteOptions, WrittenVariable } from '../../login/credential-files.ts';

/** What the steps that follow need in their environment, and what they had there before. */
export function variablesFor(
  options: WriteOptions,
  folders: { readonly former: string; readonly now: string },
  env: NodeJS.ProcessEnv,
): readonly WrittenVariable[] {
  const variable = (name: WrittenVariable['name'], value: string): WrittenVariable => {
    return { name, value, before: env[name] ?? '' };
  };
  const isolated = options.mode === 'isolated';
  return [
    ...(isolated ? [variable('DOCKER_CONFIG', folders.now)] : []),
    // buildx keeps its builders there; by itself it would look for them below the new folder.
    ...(isolated && !env.BUILDX_CONFIG ? [variable('BUILDX_CONFIG', join(folders.former, 'buildx'))] : []),
    ...(options.exportRegistryAuthFile ? [variable('REGISTRY_AUTH_FILE', join(folders.now, 'config.json'))] : []),
  ];
}

export const exportsOf = (variables: readonly WrittenVariable[]): Readonly<Record<string, string>> =>
  Object.fromEntries(variables.map(({ name, value }) => [name, value]));

/** Former values of the variables that still have ours: a later step may have set its own. */
export const formerValues = (variables: readonly WrittenVariable[], env: NodeJS.ProcessEnv): Restored['exports'] =>
  Object.fromEntries(
    variables.filter(({ name, value }) => env[name] === value).map(({ name, before }) => [name, before]),
  );

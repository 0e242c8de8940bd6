import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { writeOciImage } from '../support/oci-image.ts';
import { startRegistry } from '../support/registry.ts';

/** A real registry for the example's instance, behind the emulated token service. */
export async function registryOf(emulator: Emulator): Promise<string> {
  const registry = await startRegistry(emulator, { instance: 'cri-prod000000000001' });
  onTestFinished(() => registry.close());
  return registry.host;
}

/**
 * A folder with a `docker` that builds nothing and pushes by skopeo, with no more than the environment that the job has; after
 * a push it tries another repository, too.
 */
export async function dockerBySkopeo(host: string): Promise<{ folder: string; told: () => Told }> {
  const folder = mkdtempSync(join(tmpdir(), 'acr-access-programs-'));
  mkdirSync(join(folder, 'image'));
  await writeOciImage(join(folder, 'image'), 'v1', 'release');
  const copy = `skopeo --insecure-policy copy --dest-tls-verify=false "oci:${folder}/image:v1"`;
  const script = [
    '#!/bin/sh',
    '[ "$1" = push ] || exit 0',
    `echo "$DOCKER_CONFIG" >"${folder}/config"`,
    `${copy} "docker://$2" || exit 1`,
    `echo "$2" >"${folder}/pushed"`,
    `${copy} "docker://${host}/elsewhere/api:v1" 2>"${folder}/denied" && exit 1`,
    'exit 0',
  ];
  writeFileSync(join(folder, 'docker'), `${script.join('\n')}\n`);
  chmodSync(join(folder, 'docker'), 0o755);
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8').trim();
  return {
    folder,
    told: () => ({ pushed: read('pushed'), denied: read('denied'), isConfigLeft: existsSync(read('config')) }),
  };
}

export interface Told {
  readonly pushed: string;
  readonly denied: string;
  readonly isConfigLeft: boolean;
}

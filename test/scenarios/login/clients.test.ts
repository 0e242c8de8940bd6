import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { writeOciImage } from '../../support/oci-image.ts';
import { startRegistry, whatIsMissing } from '../../support/registry.ts';
import { folderWith } from '../support/program.ts';
import { INSTANCE } from './support/cloud.ts';
import { loginJob, OIDC } from './support/job.ts';
import { laterStep, type Ran, storageIn } from './support/programs.ts';
import { startCloud } from './support/start-cloud.ts';

/** Programs that a release uses, with nothing but what the login exported, against a real registry server. */
const NARROWED = { ...OIDC, permissions: 'push', repositories: 'release/api' };
const done: Ran = { code: 0, text: expect.any(String) as string };
const denied: Ran = {
  code: expect.not.toSatisfy((code) => code === 0) as number,
  text: expect.stringMatching(/denied|unauthorized|authentication required/i) as string,
};

async function loggedIn(inputs: Record<string, string> = {}) {
  const cloud = await startCloud();
  const registry = await startRegistry(cloud.emulator, { instance: INSTANCE });
  onTestFinished(() => registry.close());
  const { runner, login } = await loginJob(cloud);
  const run = await login({ ...NARROWED, registry: registry.host, ...inputs });
  expect(run.code, run.log).toBe(0);
  const image = join(await folderWith({}), 'image');
  await writeOciImage(image, 'v1');
  const step = (program: string, ...words: string[]) => laterStep(runner, program, ...words);
  return { runner, step, host: registry.host, image: `oci:${image}:v1`, name: `${registry.host}/release/api:v1` };
}

type Here = Awaited<ReturnType<typeof loggedIn>>;
const copy = ({ step, image }: Here, to: string): Promise<Ran> =>
  step('skopeo', '--insecure-policy', 'copy', '--dest-tls-verify=false', image, `docker://${to}`);

function needs(...programs: string[]): void {
  beforeEach(({ skip }) => {
    const missing = whatIsMissing('docker-registry', 'skopeo', ...programs);
    skip(missing !== undefined, missing);
  });
}

describe('skopeo', () => {
  needs();

  test.each(['isolated', 'shared'])(
    'pushes and pulls what the session is narrowed to, and nothing after the job: %s',
    async (mode) => {
      const here = await loggedIn({ 'config-mode': mode });
      // A shared file is found in the home of the user, which is that of the runner.
      if (mode === 'shared') here.runner.env.DOCKER_CONFIG = join(here.runner.temp, '.docker');
      expect(await copy(here, here.name)).toEqual(done);
      expect(await here.step('skopeo', 'inspect', '--tls-verify=false', `docker://${here.name}`)).toEqual(done);
      expect(await copy(here, `${here.host}/release/web:v1`)).toEqual(denied);
      expect(await copy(here, `${here.host}/team/tool:v1`)).toEqual(denied);
      await here.runner.finish();
      expect(await copy(here, here.name)).toEqual(denied);
    },
  );

  test('pulls, and does not push, with a session for pulling', async () => {
    const here = await loggedIn({ permissions: 'pull' });
    expect(await copy(here, here.name)).toEqual(denied);
  });

  test('finds REGISTRY_AUTH_FILE, too', async () => {
    const here = await loggedIn({ 'export-registry-auth-file': 'true' });
    here.runner.env.DOCKER_CONFIG = '';
    expect(await copy(here, here.name)).toEqual(done);
  });
});

describe('buildah', () => {
  needs('buildah');

  test('builds, pushes and pulls', async () => {
    const here = await loggedIn();
    const buildah = (...words: string[]) => here.step('buildah', ...storageIn(here.runner), ...words);
    await writeFile(join(here.runner.workspace, 'Containerfile'), 'FROM scratch\nCOPY Containerfile /\n');
    expect(await buildah('build', '--isolation=chroot', '--tag', here.name, '.')).toEqual(done);
    expect(await buildah('push', '--tls-verify=false', here.name)).toEqual(done);
    expect(await buildah('push', '--tls-verify=false', here.name, `docker://${here.host}/release/web:v1`)).toEqual(
      denied,
    );
    expect(await buildah('rmi', here.name)).toEqual(done);
    expect(await buildah('pull', '--tls-verify=false', here.name)).toEqual(done);
  });
});

describe('podman', () => {
  needs('podman');

  test('pulls and pushes', async () => {
    const here = await loggedIn();
    expect(await copy(here, here.name)).toEqual(done);
    const podman = (...words: string[]) => here.step('podman', ...storageIn(here.runner), ...words);
    expect(await podman('pull', '--tls-verify=false', here.name)).toEqual(done);
    expect(await podman('push', '--tls-verify=false', here.name, `${here.host}/release/api:v2`)).toEqual(done);
    expect(await podman('push', '--tls-verify=false', here.name, `${here.host}/release/web:v1`)).toEqual(denied);
  });
});

describe('docker', () => {
  needs('docker');

  test('reads a manifest without a daemon', async () => {
    const here = await loggedIn();
    expect(await copy(here, here.name)).toEqual(done);
    expect(await here.step('docker', 'manifest', 'inspect', '--insecure', here.name)).toEqual(done);
    await rm(join(here.runner.env.DOCKER_CONFIG!, 'config.json'));
    expect(await here.step('docker', 'manifest', 'inspect', '--insecure', here.name)).toEqual(denied);
  });
});

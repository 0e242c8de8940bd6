import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeOciImage } from '../../support/oci-image.ts';
import { startRegistry, whatIsMissing } from '../../support/registry.ts';
import { cli, folderWith } from '../support/program.ts';
import { ACCOUNT, INSTANCE, REGION, WORLD } from './support/cloud.ts';
import { loginJob, OIDC } from './support/job.ts';
import { laterStep } from './support/programs.ts';
import { startCloud } from './support/start-cloud.ts';

const file = (grants: string): string => `version: 1
account: "${ACCOUNT}"
registries:
  prod: { instance: ${INSTANCE}, region: ${REGION} }
grants:${grants}
settings: { owner: org/repo, limits: { removals: 100, removalPercent: 100 } }
`;
const PUSH = `
  release-push: { can: push, on: "prod:release/*", to: role:ci-release, reason: releases }`;
const PULL = `
  release-pull: { can: pull, on: "prod:release/api", to: role:ci-release, reason: deploys }`;

test('what the file grants is what a release can push; what it takes away is denied, to a password in use too', async ({
  skip,
}) => {
  const missing = whatIsMissing('docker-registry', 'skopeo');
  skip(missing !== undefined, missing);
  const cloud = await startCloud({ account: { ...WORLD.account, policies: [], attachments: [] } });
  const registry = await startRegistry(cloud.emulator, { instance: INSTANCE });
  onTestFinished(() => registry.close());
  const cwd = await folderWith({});
  const apply = async (grants: string): Promise<void> => {
    await writeFile(join(cwd, 'acr-access.yaml'), file(grants));
    const run = await cli(['apply', '--yes'], { cwd, env: { ACR_ACCESS_EMULATOR: cloud.emulator.url } });
    expect(run.code, run.stdout + run.stderr).toBe(0);
  };
  const image = join(cwd, 'image');
  await writeOciImage(image, 'v1');
  const job = async () => {
    const { runner, login } = await loginJob(cloud);
    const copy = async (name: string): Promise<string> => {
      const words = ['--insecure-policy', 'copy', '--dest-tls-verify=false', `oci:${image}:v1`];
      const { code, text } = await laterStep(runner, 'skopeo', ...words, `docker://${registry.host}/${name}`);
      return code === 0 ? 'pushed' : (/denied|unauthorized|authentication required/i.exec(text)?.[0] ?? text);
    };
    return { runner, copy, login: () => login({ ...OIDC, registry: registry.host }) };
  };

  const before = await job();
  expect((await before.login()).log).toContain('Allow cr:GetAuthorizationToken');

  await apply(PUSH);
  const release = await job();
  expect((await release.login()).code).toBe(0);
  expect(await release.copy('release/api:v1')).toBe('pushed');
  expect(await release.copy('team/tool:v1')).toMatch(/denied|unauthorized|required/);

  await apply(PULL);
  expect(await release.copy('release/api:v2')).toMatch(/denied|unauthorized|required/);
  const deploy = await job();
  const run = await deploy.login();
  expect(run.code, run.log).toBe(0);
  expect(await deploy.copy('release/api:v2')).toMatch(/denied|unauthorized|required/);
  const source = `docker://${registry.host}/release/api:v1`;
  expect((await laterStep(deploy.runner, 'skopeo', 'inspect', '--tls-verify=false', source)).code).toBe(0);

  await apply(' {}');
  expect((await laterStep(deploy.runner, 'skopeo', 'inspect', '--tls-verify=false', source)).code).not.toBe(0);
  expect((await before.login()).code).toBe(1);
  for (const { runner } of [release, deploy]) {
    expect((await runner.finish()).map(({ code }) => code)).toEqual([0]);
    expect(runner.env.DOCKER_CONFIG).toBe('');
  }
});

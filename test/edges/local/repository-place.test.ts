import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { locateInRepository } from '../../../src/edges/local/repository.ts';

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'acr-access-test-')));
  await mkdir(join(root, 'work/infra'), { recursive: true });
  await mkdir(join(root, 'elsewhere'));
  return () => rm(root, { recursive: true });
});
const locate = (path: string, env: NodeJS.ProcessEnv = {}) =>
  locateInRepository(path, { env, cwd: join(root, 'work') });

test.each(['acr-access.yaml', 'infra/acr-access.yaml', './infra/../x.yaml'])(
  '%s is in the working folder',
  async (path) => {
    expect(await locate(path)).not.toHaveProperty('outside');
  },
);

test.each(['../elsewhere/x.yaml', '../x.yaml'])('%s is outside', async (path) => {
  expect(await locate(path)).toMatchObject({ outside: true });
});

test('a file that is not there yet is where its folder leads', async () => {
  await symlink(join(root, 'elsewhere'), join(root, 'work/link'));
  expect(await locate('link/new.yaml')).toMatchObject({ outside: true });
});

test('the workspace of a job counts', async () => {
  expect(await locate('../elsewhere/x.yaml', { GITHUB_WORKSPACE: root })).toEqual({
    repositoryPath: 'elsewhere/x.yaml',
    repository: undefined,
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { merged } from '../scenarios/support/merged.ts';
import { startGitHub } from '../support/github/server.ts';

const json = <T>(name: string): T => JSON.parse(readFileSync(join(import.meta.dirname, '../..', name), 'utf8')) as T;

test('threat 23: every dependency is one version, and what is installed is what was looked at', () => {
  const { dependencies, devDependencies } =
    json<Record<'dependencies' | 'devDependencies', Record<string, string>>>('package.json');
  for (const version of Object.values({ ...dependencies, ...devDependencies }))
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(Object.keys(dependencies).length).toBeLessThanOrEqual(10);
  const { packages } = json<{ packages: Record<string, { link?: true; integrity?: string; inBundle?: true }> }>(
    'package-lock.json',
  );
  const open = Object.entries(packages).filter(
    ([path, { integrity, link, inBundle }]) => path !== '' && !integrity && !link && !inBundle,
  );
  expect(open.map(([path]) => path)).toEqual([]);
});

test('threat 27: the token goes to the API of the runner, and nowhere that anything else names', async () => {
  const { repository, before } = await merged();
  const elsewhere = await startGitHub({ repository: 'org/repo' });
  const two = await repository.onPush(before, {}, { env: { GITHUB_GRAPHQL_URL: `${elsewhere.url}/graphql` } });
  expect(two.code).toBe(64);

  const named = { 'api-url': elsewhere.url, 'github-api-url': elsewhere.url, endpoint: elsewhere.url };
  repository.github.fail(
    'GET .*branches',
    { answer: { status: 302, headers: { location: `${elsewhere.url}/repos/org/repo/branches/main` } } },
    9,
  );
  const redirected = await repository.onPush(before, named);
  expect(redirected.code, redirected.log).toBe(1);
  expect(elsewhere.journal).toEqual([]);
  expect(repository.emulator.journal).toEqual([]);
  await elsewhere.close();
});

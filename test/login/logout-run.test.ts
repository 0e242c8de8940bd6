import { expect, it } from 'vitest';
import { logoutRun } from '../../src/login/logout-run.ts';
import { memoryHost } from './memory-host.ts';

const STATE = JSON.stringify({ version: 1, mode: 'isolated' });

function logout(state: { written: string; logout: string }, warnings: readonly string[] = []) {
  const memory = memoryHost();
  const seen: unknown[] = [];
  const files = {
    ...memory.host.files,
    restore: async (found: unknown) => {
      seen.push(found);
      return { exports: { DOCKER_CONFIG: '/before', BUILDX_CONFIG: '' }, warnings };
    },
  };
  return { ...memory, seen, done: logoutRun(state, { ...memory.host, files }) };
}

it('undoes what main kept, and gives variables their former values', async () => {
  const { done, seen, exported, log } = logout({ written: STATE, logout: 'true' });
  await done;
  expect(seen).toEqual([JSON.parse(STATE)]);
  expect([...exported]).toEqual([
    ['DOCKER_CONFIG', '/before'],
    ['BUILDX_CONFIG', ''],
  ]);
  expect(log).toEqual(['Logged out: what the login wrote is gone']);
});

it.each([
  ['logout is false', { written: STATE, logout: 'false' }],
  ['nothing was written', { written: '', logout: 'true' }],
])('does nothing when %s', async (_, state) => {
  const { done, seen, exported, log } = logout(state);
  await done;
  expect([seen, [...exported], log]).toEqual([[], [], []]);
});

it('warns of what could not be undone, and does not say that all is gone', async () => {
  const { done, warnings, log } = logout({ written: STATE, logout: 'true' }, ['the file is gone']);
  await done;
  expect(warnings).toEqual(['the file is gone']);
  expect(log).toEqual([]);
});

it.each(['{', 'null', '[]', '"x"'])('leaves it to the files to refuse the forged state %s', async (written) => {
  const { done, seen } = logout({ written, logout: 'true' });
  await done;
  expect(seen).toHaveLength(1);
});

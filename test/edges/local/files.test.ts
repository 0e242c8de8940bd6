import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readBytes, writeText } from '../../../src/edges/local/files.ts';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'acr-access-test-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

it('reads what was written, and leaves nothing else behind', async () => {
  const path = await folder();
  await writeText(join(path, 'file'), 'first');
  await writeText(join(path, 'file'), 'second');
  expect(new TextDecoder().decode(await readBytes(join(path, 'file')))).toBe('second');
  expect(await readdir(path)).toEqual(['file']);
});

it('names a missing file, and what to do about it', async () => {
  const path = join(await folder(), 'none');
  const error = { code: 'usage', message: `cannot read ${path}: there is no such file` };
  await expect(readBytes(path)).rejects.toMatchObject({ ...error, hint: expect.stringContaining('--config') });
  await expect(readBytes(path, 'another')).rejects.toMatchObject({ ...error, hint: 'another' });
});

it('names a file that cannot be written', async () => {
  const path = join(await folder(), 'none', 'file');
  await expect(writeText(path, '')).rejects.toMatchObject({
    message: expect.stringContaining(`cannot write ${path}`),
    hint: 'Create its folder first.',
  });
});

it('gives no hint where a name would not help', async () => {
  const path = await folder();
  await expect(readBytes(path)).rejects.toMatchObject({
    code: 'failed',
    message: `cannot read ${path}: it is a folder`,
    hint: undefined,
  });
});

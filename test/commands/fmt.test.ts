import { describe, expect, it } from 'vitest';
import { run } from './support/surroundings.ts';

const STYLED = 'version: 1\naccount: "1234567890123456"\n\nusers:\n  alice: { displayName: Alice }\n';
const OTHER = 'version: 1\naccount: "1234567890123456"\nusers: { alice: { displayName: Alice } }\n';

/** Runs over one file and tells what was written. */
async function fmt(text: string | Uint8Array, ...words: string[]) {
  const written: Record<string, string> = {};
  const ran = await run(['fmt', ...words], { 'acr-access.yaml': text }, undefined, written);
  return { ...ran, written: written['acr-access.yaml'] };
}

describe('fmt', () => {
  it('writes a file in the one style, and says where it began to differ', async () => {
    const stdout = 'acr-access.yaml:3: written in the one style\n';
    expect(await fmt(OTHER)).toEqual({ code: 0, stdout, stderr: '', written: STYLED });
  });

  it('writes nothing, and says nothing, where nothing differs', async () => {
    expect(await fmt(STYLED)).toEqual({ code: 0, stdout: '', stderr: '', written: undefined });
    expect(await fmt(STYLED, '--check')).toEqual({ code: 0, stdout: '', stderr: '', written: undefined });
  });

  it('only looks with --check, and exits 2', async () => {
    const stdout = 'acr-access.yaml:3: not in the one style; acr-access fmt writes it\n';
    expect(await fmt(OTHER, '--check')).toEqual({ code: 2, stdout, stderr: '', written: undefined });
  });

  it('says it to machines', async () => {
    expect(JSON.parse((await fmt(OTHER, '--check', '--json')).stdout)).toEqual({
      formatVersion: 1,
      config: 'acr-access.yaml',
      changed: true,
      line: 3,
    });
    expect(JSON.parse((await fmt(STYLED, '--json')).stdout)).toMatchObject({ changed: false, line: null });
  });

  it.each([
    ['a final line break', STYLED.trimEnd(), 5],
    ['Windows line ends', STYLED.replaceAll('\n', '\r\n'), 1],
    ['a byte order mark', `\ufeff${STYLED}`, 1],
  ])('minds %s', async (_title, text, line) => {
    const { stdout, written } = await fmt(text);
    expect([stdout, written]).toEqual([`acr-access.yaml:${line}: written in the one style\n`, STYLED]);
  });

  it.each([
    ['does not parse', 'version: [1\n'],
    ['breaks a rule', OTHER.replace('1234567890123456', 'x')],
    ['is no text', new Uint8Array([0xff, 0xfe, 0x00])],
    ['is empty', ''],
  ])('leaves a file that %s as it is (exit 65)', async (_title, text) => {
    expect(await fmt(text)).toMatchObject({ code: 65, stdout: '', written: undefined });
    expect(await fmt(text, '--check')).toMatchObject({ code: 65, stdout: '', written: undefined });
  });

  it('takes one file', async () => {
    expect(await fmt(OTHER, 'more')).toMatchObject({ code: 64, written: undefined });
  });
});

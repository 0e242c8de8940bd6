import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as core from '@actions/core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runnerToolkit, type Toolkit } from '../../../src/edges/runner/toolkit.ts';

const FILES = ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_STATE'] as const;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'acr-access-toolkit-'));
  for (const name of FILES) vi.stubEnv(name, join(folder, name));
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** Everything that was written by `work`: the log and the files, with the random end of values made equal. */
function written(work: () => void): string {
  for (const name of FILES) writeFileSync(join(folder, name), '');
  let log = '';
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    log += String(text);
    return true;
  });
  try {
    work();
  } finally {
    spy.mockRestore();
  }
  const files = FILES.map((name) => readFileSync(join(folder, name), 'utf8'));
  return [log, ...files].join('\0').replaceAll(/ghadelimiter_[0-9a-f-]{36}/g, 'END');
}

const ours = (): Toolkit => runnerToolkit(process.env, (text) => void process.stdout.write(text));

/** Texts with what the protocol gives a meaning to. */
const text = fc
  .array(
    fc.oneof(fc.constantFrom('%', '\r', '\n', ':', ',', '::', '%0A', '##[', '<<', '='), fc.string({ unit: 'binary' })),
  )
  .map((parts) => parts.join(''));
const name = fc.stringMatching(/^[A-Z][A-Z_]{5,12}$/);

describe('the same bytes as @actions/core', () => {
  test.each<[string, (tool: Toolkit, text: string) => void, (text: string) => void]>([
    ['a mask', (tool, it) => tool.mask(it), (it) => core.setSecret(it)],
    ['a line', (tool, it) => tool.info(it), (it) => core.info(it)],
    ['a debug line', (tool, it) => tool.debug(it), (it) => core.debug(it)],
    ['a warning', (tool, it) => tool.warning(it), (it) => core.warning(it)],
    ['an error', (tool, it) => tool.error(it), (it) => core.error(it)],
  ])('for %s', (_, mine, theirs) => {
    fc.assert(
      fc.property(text, (it) => {
        expect(written(() => mine(ours(), it))).toBe(written(() => theirs(it)));
      }),
    );
  });

  test.each<[string, (tool: Toolkit, key: string, text: string) => void, (key: string, text: string) => void]>([
    ['an output', (tool, key, it) => tool.setOutput(key, it), (key, it) => core.setOutput(key, it)],
    ['a variable', (tool, key, it) => tool.exportVariable(key, it), (key, it) => core.exportVariable(key, it)],
    ['a state', (tool, key, it) => tool.saveState(key, it), (key, it) => core.saveState(key, it)],
  ])('for %s', (_, mine, theirs) => {
    fc.assert(
      fc.property(
        name,
        text.filter((it) => !it.includes('\0')),
        (key, it) => {
          vi.stubEnv(`ACR_TEST_${key}`, '');
          expect(written(() => mine(ours(), `ACR_TEST_${key}`, it))).toBe(written(() => theirs(`ACR_TEST_${key}`, it)));
        },
      ),
    );
  });

  test('inputs and states are read alike', () => {
    vi.stubEnv('INPUT_ACCESS-KEY-ID', '  an id\n');
    vi.stubEnv('INPUT_TWO_WORDS', 'two');
    vi.stubEnv('STATE_isPost', 'true');
    for (const input of ['access-key-id', 'two words', 'missing']) {
      expect(ours().input(input)).toBe(core.getInput(input));
    }
    expect([ours().input('access-key-id'), ours().input('two words')]).toEqual(['an id', 'two']);
    for (const state of ['isPost', 'missing']) expect(ours().state(state)).toBe(core.getState(state));
  });
});

test('a variable is set for this process, too', () => {
  vi.stubEnv('ACR_TEST_VARIABLE', 'before');
  ours().exportVariable('ACR_TEST_VARIABLE', 'after');
  expect(process.env.ACR_TEST_VARIABLE).toBe('after');
});

test.each(FILES)('without %s nothing falls back to the log', (variable) => {
  vi.stubEnv(variable, undefined);
  const tool = ours();
  const log = written(() => {
    const calls = { GITHUB_OUTPUT: tool.setOutput, GITHUB_ENV: tool.exportVariable, GITHUB_STATE: tool.saveState };
    expect(() => calls[variable]('ACR_TEST_VARIABLE', 'a-password')).toThrow(`${variable} is not set`);
  });
  expect(log).not.toContain('a-password');
});

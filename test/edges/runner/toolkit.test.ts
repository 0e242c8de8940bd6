import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as core from '@actions/core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runnerToolkit, type Toolkit } from '../../../src/edges/runner/toolkit.ts';

const FILES = ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'] as const;
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
  const log = recorded();
  try {
    work();
  } finally {
    log.spy.mockRestore();
  }
  return log.andFiles();
}

function recorded() {
  for (const name of FILES) writeFileSync(join(folder, name), '');
  let log = '';
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    log += String(text);
    return true;
  });
  const andFiles = (): string => {
    const files = FILES.map((name) => readFileSync(join(folder, name), 'utf8'));
    return [log, ...files].join('\0').replaceAll(/ghadelimiter_[0-9a-f-]{36}/g, 'END');
  };
  return { spy, andFiles };
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
    ['a notice', (tool, it) => tool.notice(it), (it) => core.notice(it)],
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

  test.each([
    ['notice', core.notice],
    ['warning', core.warning],
    ['error', core.error],
  ] as const)('for a %s at a place in a file', (level, theirs) => {
    const place = fc.record({
      file: text.filter((it) => it !== ''),
      line: fc.integer({ min: 1 }),
      column: fc.integer({ min: 1 }),
    });
    fc.assert(
      fc.property(text, place, (it, { file, line, column }) => {
        expect(written(() => ours()[level](it, { file, line, column }))).toBe(
          written(() => theirs(it, { file, startLine: line, startColumn: column })),
        );
      }),
    );
  });

  test('for a summary of several parts', async () => {
    const parts = ['# Plan\r\n', '::error::<b>100%</b>', ''];
    const mine = written(() => {
      for (const part of parts) ours().summarize(part);
    });
    const theirs = recorded();
    for (const part of parts) await core.summary.addRaw(part, true).write();
    expect(mine).toBe(theirs.andFiles());
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
    const calls = {
      GITHUB_OUTPUT: tool.setOutput,
      GITHUB_ENV: tool.exportVariable,
      GITHUB_STATE: tool.saveState,
      GITHUB_STEP_SUMMARY: (_: string, value: string) => tool.summarize(value),
    };
    expect(() => calls[variable]('ACR_TEST_VARIABLE', 'a-password')).toThrow(`${variable} is not set`);
  });
  expect(log).not.toContain('a-password');
});

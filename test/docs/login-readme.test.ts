import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readLoginInputs } from '../../src/login/inputs.ts';
import { readAction, withTables } from './action-tables.ts';

const root = join(import.meta.dirname, '../..');
const file = join(root, 'login/README.md');
const action = readAction(join(root, 'login/action.yml'));
const page = readFileSync(file, 'utf8');
const inputsFile = readFileSync(join(root, 'src/login/inputs.ts'), 'utf8');
const entryFiles = ['report-login', 'inputs'].map((name) => readFileSync(join(root, `src/login/${name}.ts`), 'utf8'));

describe('the page of the login', () => {
  it('has the inputs and outputs of action.yml (UPDATE_TABLES=1 writes them)', () => {
    const wanted = withTables(page, action);
    if (process.env.UPDATE_TABLES === '1') writeFileSync(file, wanted);
    expect(readFileSync(file, 'utf8')).toBe(wanted);
    for (const name of [...Object.keys(action.inputs), ...Object.keys(action.outputs)]) {
      expect(wanted).toContain(`| \`${name}\` |`);
    }
  });

  it('links to files that exist', () => {
    const targets = [...page.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target);
    expect(targets.length).toBeGreaterThan(5);
    const local = targets.filter((target) => !target.startsWith('https:'));
    expect(local.filter((target) => !existsSync(join(dirname(file), target)))).toEqual([]);
  });

  const examples = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].flatMap(([, text = '']) => {
    const block = parse(text) as { with?: Record<string, string> } | { with?: Record<string, string> }[];
    return [block].flat().flatMap((step) => (step.with === undefined ? [] : [step.with]));
  });
  it.each(examples.filter((given) => 'registry' in given))('has an example that is accepted: %j', (given) => {
    for (const name of Object.keys(given)) expect(Object.keys(action.inputs)).toContain(name);
    expect(() => readLoginInputs((name) => given[name]?.trim() ?? '', { emulator: false })).not.toThrow();
  });

  it('shows a five-line example first', () => {
    expect(page.slice(page.indexOf('```yaml')).split('\n').slice(1, 7).at(-1)).toContain('oidc-provider-arn');
  });
});

describe('login/action.yml', () => {
  it('has every input that the program reads, and no other', () => {
    const read = [...inputsFile.matchAll(/input(?:\(|, )'([a-z-]+)'/g)].map(([, name]) => name!);
    expect(new Set(Object.keys(action.inputs))).toEqual(new Set(read));
  });

  it('has every output that the program sets, and no other', () => {
    const set = [...entryFiles.join('\n').matchAll(/setOutput\('([a-z-]+)'/g)].map(([, name]) => name!);
    expect(new Set(Object.keys(action.outputs))).toEqual(new Set(set));
  });

  it('says the defaults that the program has', () => {
    const written = readLoginInputs(
      (name) => (name === 'registry' ? 'registry.cn-hangzhou.aliyuncs.com' : (action.inputs[name]?.default ?? '')),
      { emulator: false },
    );
    const unset = readLoginInputs((name) => (name === 'registry' ? 'registry.cn-hangzhou.aliyuncs.com' : ''), {
      emulator: false,
    });
    expect(written).toEqual(unset);
  });

  it('runs one bundle for both stages', () => {
    expect(action.runs).toEqual({
      using: 'node24',
      main: '../dist/login/index.js',
      post: '../dist/login/index.js',
    });
  });
});

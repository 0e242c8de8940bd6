import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findings, ROOT } from './language-service.ts';

const workflows = readdirSync(join(ROOT, 'examples/workflows'))
  .filter((name) => name.endsWith('.yml'))
  .map((name) => ({ file: `examples/workflows/${name}`, as: `.github/workflows/${name}` }));
const actions = ['action.yml', 'login/action.yml']
  .filter((file) => existsSync(join(ROOT, file)))
  .map((file) => ({ file, as: file }));
const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

describe('the validator of GitHub', () => {
  it.each([...workflows, ...actions])('has nothing to say about $file', async ({ file, as }) => {
    expect(await findings(as, textOf(file))).toEqual([]);
  });

  it.each([
    { mistake: 'an input that the action does not have', from: 'command: plan', to: 'comand: plan', says: 'comand' },
    { mistake: 'a permission that does not exist', from: 'checks: write', to: 'check: write', says: 'check' },
    { mistake: 'a level that does not exist', from: 'contents: read', to: 'contents: admin', says: 'admin' },
    { mistake: 'an event that does not exist', from: 'merge_group:', to: 'merge_groups:', says: 'merge_groups' },
    { mistake: 'an unknown context', from: 'github.ref', to: 'git.ref', says: 'git' },
    { mistake: 'a job without a runner', from: '    runs-on: ubuntu-latest\n', to: '', says: 'runs-on' },
  ])('finds $mistake in a workflow', async ({ from, to, says }) => {
    const text = textOf('examples/workflows/plan.yml');
    expect(text).toContain(from);
    expect((await findings('.github/workflows/plan.yml', text.replace(from, to))).join('\n')).toContain(says);
  });

  it.each([
    { mistake: 'a runtime that does not exist', from: 'node24', to: 'node26', says: 'node26' },
    { mistake: 'a key that does not exist', from: '  main:', to: '  post-iff: always()\n  main:', says: 'post-iff' },
    { mistake: 'an icon that does not exist', from: 'icon: lock', to: 'icon: key', says: 'key' },
    { mistake: 'an unknown context', from: 'github.token', to: 'secrets.token', says: 'secrets' },
  ])('finds $mistake in an action', async ({ from, to, says }) => {
    const text = textOf('action.yml');
    expect(text).toContain(from);
    expect((await findings('action.yml', text.replace(from, to))).join('\n')).toContain(says);
  });
});

describe('the example workflows', () => {
  const texts = workflows.map(({ file }) => ({ file, text: textOf(file) }));
  const PINNED = /^(actions\/checkout|org\/acr-access(\/login)?)@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;

  it.each(texts)('$file pins every action to a commit, and names its version', ({ text }) => {
    const used = [...text.matchAll(/uses: (.+)$/gm)].map(([, action]) => action);
    expect(used.length).toBeGreaterThan(1);
    for (const action of used) expect(action).toMatch(PINNED);
  });

  it.each(texts)('$file gives no rights at the top, and a reason for each right of a job', ({ text }) => {
    expect(text).toMatch(/^permissions: \{\}$/m);
    const granted = [...text.matchAll(/^ {6}[a-z-]+: (?:read|write)\b(.*)$/gm)].map(([, rest]) => rest);
    expect(granted.length).toBeGreaterThan(0);
    for (const reason of granted) expect(reason).toMatch(/^ # \w/);
  });

  it.each(texts)('$file ends by itself, leaves no token behind and puts no expression into a script', ({ text }) => {
    const jobs = text.match(/^ {4}runs-on:/gm)?.length;
    expect(text.match(/^ {4}timeout-minutes: \d+$/gm)).toHaveLength(jobs!);
    expect(text.match(/persist-credentials: false/g)).toHaveLength(text.match(/actions\/checkout@/g)!.length);
    expect(text).toMatch(/^concurrency:$/m);
    expect(text).not.toMatch(/^\s*pull_request_target/m);
    for (const [, script] of text.matchAll(/run: \|\n((?: {10}.*\n?)+)/g)) expect(script).not.toContain('${{');
  });
});

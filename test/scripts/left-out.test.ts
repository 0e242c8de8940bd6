import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { leaveOut } from '../../scripts/bundle/left-out.ts';

const modules = join(import.meta.dirname, '../../node_modules');

/** The stand-ins, in a folder from which the SDK can be found. */
function standIns() {
  const folder = mkdtempSync(join(modules, '.left-out-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { compilerOptions } = JSON.parse(readFileSync(leaveOut(folder), 'utf8')) as {
    compilerOptions: { paths: Record<string, [string]> };
  };
  const require = createRequire(join(folder, 'x.cjs'));
  return Object.entries(compilerOptions.paths).map(([name, [path]]) => ({ name, load: () => require(path) as object }));
}

test('the core of the SDK asks its base for nothing that the bundles leave out, WebSockets aside', () => {
  const base = standIns()
    .find(({ name }) => name === '@darabonba/typescript')!
    .load();
  const core = join(modules, '@alicloud/openapi-core/dist');
  const files = readdirSync(core, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
  const asked = files.flatMap((file) =>
    [...readFileSync(join(core, file), 'utf8').matchAll(/\$dara\.(\w+)/g)].map(([, name]) => name!),
  );
  expect(asked.length).toBeGreaterThan(100);
  const missing = new Set(asked.filter((name) => !(name in base) && !/WebSocket/.test(name)));
  expect([...missing]).toEqual([]);
  expect(asked).not.toContain('merge');
});

test('who uses what is left out is told its name', () => {
  const others = standIns().filter(({ name }) => name !== '@darabonba/typescript');
  expect(others.length).toBeGreaterThan(0);
  for (const { name, load } of others) {
    const module = load() as (() => void) & (new () => object) & { default: unknown };
    const message = `${name} is used, and it is not in the bundle`;
    expect(() => module.default).toThrow(message);
    expect(() => module()).toThrow(message);
    expect(() => new module()).toThrow(message);
  }
});

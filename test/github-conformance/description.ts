import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { resolve } = createRequire(import.meta.url);

/**
 * GitHub's description as Prism can use it. Prism's validator does not compile a schema with `nullable` and without
 * `type`, and Prism takes every answer to such a schema as valid (branches and issues): there null is named as one more
 * alternative instead.
 */
export function usableDescription(): { path: string; remove: () => void } {
  const text = readFileSync(resolve('@octokit/openapi/generated/api.github.com.json'), 'utf8');
  const folder = mkdtempSync(join(tmpdir(), 'github-description-'));
  const path = join(folder, 'api.github.com.json');
  writeFileSync(path, JSON.stringify(JSON.parse(text, (_key, value: unknown) => withoutBareNullable(value))));
  return { path, remove: () => rmSync(folder, { recursive: true }) };
}

function withoutBareNullable(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('nullable' in value) || 'type' in value) return value;
  const { nullable, oneOf, anyOf, ...rest } = value as Record<string, unknown>;
  const alternatives = oneOf ?? anyOf;
  // A property of that name, and schemas that allow everything anyway.
  if (nullable !== true) return value;
  if (!Array.isArray(alternatives)) return 'allOf' in rest ? { anyOf: [rest, { enum: [null] }] } : rest;
  return { ...rest, [oneOf === undefined ? 'anyOf' : 'oneOf']: [...alternatives, { enum: [null] }] };
}

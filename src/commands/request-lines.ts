import { namesKeyTwice } from '../config/json-scan.ts';
import { AcrAccessError } from '../errors.ts';
import type { AccessRequest } from '../policy/evaluate.ts';
import type { Principal } from '../policy/principal.ts';
import { logLine } from '../render/escape.ts';

/** One line of a requests file. */
export interface RequestLine extends AccessRequest {
  readonly principal: Principal;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * Requests as JSON lines, `{ "principal", "action", "resource", "context" }`; blank lines are skipped.
 *
 * @throws AcrAccessError `bad-file` that names the first wrong line
 */
export function parseRequestLines(
  file: string,
  bytes: Uint8Array,
  principals: ReadonlySet<string>,
): readonly RequestLine[] {
  const lines = decode(file, bytes).split('\n');
  return lines.flatMap((text, index) => (text.trim() === '' ? [] : [parseLine(file, text, index + 1, principals)]));
}

function decode(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new AcrAccessError('bad-file', `${file} is not UTF-8 text`);
  }
}

function parseLine(file: string, text: string, line: number, principals: ReadonlySet<string>): RequestLine {
  const wrong = (message: string): AcrAccessError =>
    new AcrAccessError('bad-file', `${file}:${line}: ${message}`, {
      hint: 'Each line is {"principal": "user:alice", "action": "cr:PullRepository", "resource": "acs:cr:…", "context": {}}.',
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong('the line is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong('the line is not a JSON object');
  if (namesKeyTwice(text)) throw wrong('the line names a key twice');
  const { principal, action, resource, context = {}, ...rest } = value as Record<string, unknown>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw wrong(`unknown key "${logLine(unknown.slice(0, 60))}"`);
  for (const [key, field] of Object.entries({ principal, action, resource })) {
    if (typeof field !== 'string' || field === '') throw wrong(`"${key}" is missing or no text`);
  }
  if (!isContext(context)) throw wrong('"context" is no object of texts or lists of texts');
  if (!principals.has(principal as string)) {
    throw wrong(`the account has no user or role "${logLine(String(principal).slice(0, 80))}"`);
  }
  return { principal: principal as Principal, action: action as string, resource: resource as string, context };
}

function isContext(context: unknown): context is RequestLine['context'] {
  if (typeof context !== 'object' || context === null || Array.isArray(context)) return false;
  return Object.values(context).every(
    (value) => typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string')),
  );
}

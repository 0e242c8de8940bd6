import { isDeepStrictEqual } from 'node:util';
import { formatConfig } from '../config/format.ts';
import { parseConfig } from '../config/parse.ts';
import type { AccessConfig } from '../config/types.ts';
import { AcrAccessError } from '../errors.ts';
import { badFile } from '../pipeline.ts';
import { jsonText, logLine } from '../render/escape.ts';
import type { Options } from './arguments.ts';
import { EXIT_CHANGES } from './plan.ts';
import type { Surroundings } from './surroundings.ts';

/** Writes the file in the one style, or with `--check` says where it differs (exit 2). A file with problems stays as it is. */
export async function fmt(options: Options<'fmt'>, surroundings: Surroundings): Promise<number> {
  const file = options.config;
  const bytes = await surroundings.readFile(file);
  const before = meaningOf(file, bytes);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const formatted = formatConfig(text.replace(/^\ufeff/, ''));
  const line = firstDifference(text, formatted);
  if (line !== undefined && !isDeepStrictEqual(before, meaningOf(file, new TextEncoder().encode(formatted)))) {
    throw new AcrAccessError('failed', `${file} would not mean the same in the one style, so it was left as it is`, {
      hint: 'Please report this, with the file if you can show it.',
    });
  }
  const isWritten = line !== undefined && !options.check;
  if (isWritten) await surroundings.writeFile(file, formatted);
  if (options.json) {
    const result = { formatVersion: 1, config: file, changed: line !== undefined, line: line ?? null };
    surroundings.stdout(`${jsonText(result, 2)}\n`);
  } else if (line !== undefined) {
    const verdict = options.check ? 'not in the one style; acr-access fmt writes it' : 'written in the one style';
    surroundings.stdout(`${logLine(`${file}:${line}: ${verdict}`)}\n`);
  }
  return line !== undefined && options.check ? EXIT_CHANGES : 0;
}

/** What the file says, without where it says it. */
function meaningOf(file: string, bytes: Uint8Array): unknown {
  const parsed = parseConfig({ file, bytes });
  if (!parsed.ok) throw badFile(file, parsed.issues);
  return withoutPlaces(parsed.value);
}

const withoutPlaces = (config: AccessConfig): unknown =>
  JSON.parse(JSON.stringify(config, (key, value) => (key === 'source' ? undefined : value)));

/** The first line, from 1, that is not the same in both. */
function firstDifference(text: string, formatted: string): number | undefined {
  if (text === formatted) return undefined;
  const [lines, wanted] = [text.split('\n'), formatted.split('\n')];
  return lines.findIndex((line, position) => line !== wanted[position]) + 1 || lines.length;
}

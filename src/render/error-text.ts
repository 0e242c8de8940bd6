import { AcrAccessError } from '../errors.ts';
import { logText } from './escape.ts';

/** What happened and what to do about it; an error that nobody foresaw says so, without its stack. */
export function errorText(error: unknown): string {
  if (!(error instanceof AcrAccessError)) {
    const text = error instanceof Error ? error.message : String(error);
    return `acr-access: an unexpected error, please report it: ${logText(text)}\n`;
  }
  const hint = error.hint === undefined ? '' : `\n${logText(error.hint)}`;
  return `acr-access: ${logText(error.message)}${hint}\n`;
}

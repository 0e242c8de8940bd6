import { decode } from './decode.ts';
import { excerptAt } from './source-text.ts';
import type { ConfigIssue } from './types.ts';

/** Issues that were found after the file was parsed get the lines that they are about. */
export function withExcerpts(
  input: { readonly file: string; readonly bytes: Uint8Array },
  issues: readonly Omit<ConfigIssue, 'excerpt'>[],
): readonly ConfigIssue[] {
  const decoded = decode(input, { maxBytes: Number.POSITIVE_INFINITY, refuseBidi: false });
  return issues.map((issue) => ({ ...issue, excerpt: decoded.ok ? excerptAt(decoded.source, issue) : '' }));
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const DOCS = join(import.meta.dirname, '../../docs');

export interface CodeBlock {
  readonly language: string;
  readonly text: string;
}

export interface Section {
  readonly title: string;
  /** everything below the heading, code blocks included */
  readonly text: string;
  readonly blocks: readonly CodeBlock[];
}

/** A page of `docs/`, cut at its headings of any level. */
export function sectionsOf(page: string): readonly Section[] {
  const parts = readFileSync(join(DOCS, page), 'utf8').split(/^#{1,6} /m);
  return parts.slice(1).map((part) => {
    const end = part.indexOf('\n');
    const text = part.slice(end + 1);
    const blocks = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', block = '']) => ({
      language,
      text: block,
    }));
    return { title: part.slice(0, end), text, blocks };
  });
}

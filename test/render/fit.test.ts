import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Block,
  characters,
  type Fit,
  fitToSize,
  type List,
  type Part,
  UNLIMITED,
  utf8Bytes,
} from '../../src/render/fit.ts';

const list = (name: string, texts: readonly string[], counts = 1): List => {
  return { name, one: name, many: `${name}s`, rows: texts.map((text) => ({ counts, text: () => text })) };
};
const table = (...lists: List[]): Block => ({ open: '<table>\n', lists, close: '\n</table>' });
const rows = (text: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${text}${index}`);
const within = (most: number, ...names: string[]): Fit => {
  return { size: characters(most), order: names.map((name) => [name, 0.5]), whole: 'whole elsewhere' };
};

describe('a document that fits', () => {
  it('is whole, with blank lines between its parts and none for what is empty', () => {
    const parts: Part[] = [
      'head',
      table(list('gain', ['a', 'b'])),
      table(list('loss', [])),
      '',
      { summary: 'more', inside: [table(list('note', []))] },
      'foot',
    ];
    const text = 'head\n\n<table>\na\nb\n</table>\n\nfoot\n';
    expect(fitToSize(parts, { ...within(1000, 'gain', 'loss', 'note') })).toBe(text);
    expect(fitToSize(parts, { ...within(0, 'gain', 'loss', 'note'), size: UNLIMITED })).toBe(text);
  });
});

describe('what does not fit', () => {
  it('is counted in its place, from the data', () => {
    const text = fitToSize(
      [table(list('gain', rows('x'.repeat(50), 100)), list('loss', rows('y'.repeat(50), 5000), 2))],
      within(600, 'loss', 'gain'),
    );
    const gains = text.match(/^x/gm)?.length ?? 0;
    const losses = text.match(/^y/gm)?.length ?? 0;
    expect(text).toContain('</table>\n\nand ');
    expect(text).toContain(
      `and ${100 - gains} more gains, ${(10_000 - losses * 2).toLocaleString('en-US')} more losss: whole elsewhere`,
    );
  });

  it('leaves no empty construct', () => {
    expect(fitToSize([table(list('gain', ['x'.repeat(500)]))], within(100, 'gain'))).toBe('1 gain: whole elsewhere\n');
  });

  it('shares the room: who comes first takes no more than its share while others need it', () => {
    const text = fitToSize(
      [table(list('gain', rows('x'.repeat(50), 100)), list('loss', rows('y'.repeat(50), 100)))],
      within(4000, 'loss', 'gain'),
    );
    const [gains, losses] = [text.match(/^x/gm)!.length, text.match(/^y/gm)!.length];
    expect(losses).toBeGreaterThanOrEqual(gains);
    expect(gains).toBeGreaterThan(10);
    expect(text.length).toBeGreaterThan(3900);
  });

  it('is given room that others leave', () => {
    const parts = [table(list('gain', rows('x'.repeat(50), 60)), list('loss', ['y']))];
    expect(fitToSize(parts, within(4000, 'loss', 'gain'))).not.toContain('more');
  });

  it('does not hide the rows behind one that is too large', () => {
    const text = fitToSize([table(list('gain', ['z'.repeat(5000), 'small']))], within(1000, 'gain'));
    expect(text).toBe('<table>\nsmall\n</table>\n\nand 1 more gain: whole elsewhere\n');
  });
});

describe('any document', () => {
  const texts = fc.array(
    fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => `r${text.replaceAll('\n', '')}`),
    { maxLength: 60 },
  );

  it('is not larger than its size, in units or bytes, and shows or counts every row', () => {
    fc.assert(
      fc.property(texts, texts, texts, fc.integer({ min: 400, max: 3000 }), fc.boolean(), (a, b, c, most, inBytes) => {
        const parts: Part[] = [
          'head',
          table(list('a', a), list('b', b)),
          { summary: 'more', inside: [table(list('c', c))] },
          'foot',
        ];
        const size = inBytes ? utf8Bytes(most) : characters(most);
        const text = fitToSize(parts, { ...within(most, 'b', 'a', 'c'), size });
        expect(size.measure(text)).toBeLessThanOrEqual(most);
        const shown = text.split('\n').filter((line) => line.startsWith('r')).length;
        const counted = [...text.matchAll(/([\d,]+) (?:more )?[abc]s?(?=[,:])/g)].reduce(
          (sum, [, count]) => sum + Number(count),
          0,
        );
        expect(shown + counted).toBe(a.length + b.length + c.length);
        expect(text.endsWith('foot\n')).toBe(true);
      }),
    );
  });
});

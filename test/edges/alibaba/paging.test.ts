import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { markerPage, readByMarker, readByNumber } from '../../../src/edges/alibaba/paging.ts';

const itself = (item: string): string => item;

describe('a list that is paged by marker', () => {
  const reading = (pages: Record<string, { items: string[]; next?: string }>) =>
    readByMarker('RAM ListUsers', async (marker = '') => ({ next: undefined, ...pages[marker]! }), itself);

  test('is read to its end', async () => {
    const list = await reading({
      '': { items: ['a', 'b'], next: 'm1' },
      m1: { items: [], next: 'm2' },
      m2: { items: ['c'] },
    });
    expect(list).toEqual(['a', 'b', 'c']);
  });

  test('is refused when a marker comes again', async () => {
    const pages = {
      '': { items: ['a'], next: 'm1' },
      m1: { items: ['b'], next: 'm2' },
      m2: { items: ['c'], next: 'm1' },
    };
    await expect(reading(pages)).rejects.toMatchObject({
      kind: 'bad-answer',
      message: expect.stringContaining('Marker'),
    });
  });

  test('is refused when an item comes again', async () => {
    const pages = { '': { items: ['a', 'b'], next: 'm1' }, m1: { items: ['b'] } };
    await expect(reading(pages)).rejects.toMatchObject({
      kind: 'bad-answer',
      message: expect.stringContaining('"b" is listed twice'),
    });
  });

  test.each([undefined, null, ''])('is refused when it goes on and the marker is %j', (Marker) => {
    expect(() => markerPage(['a'], { IsTruncated: true, Marker })).toThrow('IsTruncated without a Marker');
  });
});

describe('a list that is paged by number', () => {
  const pagesOf = (items: readonly string[], size: number) => async (page: number) => ({
    items: items.slice((page - 1) * size, page * size),
    total: items.length,
  });

  test('is whole and in order, whatever its length', async () => {
    const list = fc.uniqueArray(fc.string(), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(list, fc.integer({ min: 1, max: 10 }), async (items, size) => {
        expect(await readByNumber('L', size, pagesOf(items, size), itself)).toEqual(items);
      }),
    );
  });

  test('is refused when one item is left out or repeated on any page', async () => {
    const items = Array.from({ length: 25 }, (_, index) => `i${index}`);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 24 }), fc.boolean(), async (victim, repeat) => {
        const fetch = async (page: number) => {
          const { items: there, total } = await pagesOf(items, 10)(page);
          const broken = repeat
            ? there.map((item) => (item === `i${victim}` ? `i${(victim + 1) % 25}` : item))
            : there.filter((item) => item !== `i${victim}`);
          return { items: broken, total };
        };
        await expect(readByNumber('L', 10, fetch, itself)).rejects.toMatchObject({ kind: 'bad-answer' });
      }),
    );
  });

  test('is refused when the count changes from page to page', async () => {
    const fetch = async (page: number) => ({ items: [`i${page}`], total: page === 3 ? 4 : 3 });
    await expect(readByNumber('L', 1, fetch, itself)).rejects.toMatchObject({
      message: expect.stringContaining('TotalCount changed from 3 to 4'),
    });
  });

  test('is read side by side after the first page', async () => {
    const asked: number[] = [];
    let release = (): void => {};
    const all = new Promise<void>((resolve) => {
      release = resolve;
    });
    const fetch = async (page: number) => {
      asked.push(page);
      if (asked.length === 5) release();
      if (page > 1) await all;
      return { items: [`i${page}`], total: 5 };
    };
    expect(await readByNumber('L', 1, fetch, itself)).toHaveLength(5);
  });
});

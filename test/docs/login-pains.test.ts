import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DOCS } from './page.ts';

const rows = readFileSync(join(DOCS, 'login-pains.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, number, complaint = '', answer = '', tests = ''] =
      /^\| (\d+) \| (.*) \| (.*) \| (.*) \|$/.exec(line) ?? [];
    return number === undefined ? [] : [{ number: Number(number), complaint, answer, tests: tests.split('<br>') }];
  });

describe('the page about complaints', () => {
  it('has all twenty, in order, each with its source and an answer', () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    for (const { complaint, answer } of rows) {
      expect(complaint).toMatch(/\]\(https:\/\/github\.com\/[^)]+\)/);
      expect(answer.length).toBeGreaterThan(20);
    }
  });

  it.each(rows.flatMap(({ number, tests }) => tests.map((test) => ({ number, test }))))(
    '$number names a test that is there: $test',
    ({ test }) => {
      const [, file = '', title = ''] = /^`([^`]+)`: (.+)$/.exec(test) ?? [];
      expect(readFileSync(join(DOCS, '../test', file), 'utf8')).toContain(title);
    },
  );
});

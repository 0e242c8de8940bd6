import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Redactor } from '../../../src/edges/alibaba/redact.ts';

test('a secret is gone in each form, also where the text would be cut', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 8, maxLength: 40, unit: 'binary-ascii' }), fc.nat(700), (secret, offset) => {
      const redactor = new Redactor();
      redactor.add(secret);
      const base64 = Buffer.from(secret).toString('base64');
      for (const form of [secret, encodeURIComponent(secret), base64]) {
        expect(redactor.clean(`${' '.repeat(offset)}${form}`).trim()).toMatch(/^[* …]{1,4}$|^$/);
      }
    }),
  );
});

test.each([
  ['key LTAI5tAbcdefgh12 used', 'key *** used'],
  ['key STS.NTabc123XYZ used', 'key *** used'],
  ['token eyJhbGciOi.eyJzdWIi.c2ln here', 'token *** here'],
  ['POST https://ram.aliyuncs.com/?Marker=a&b=c failed', 'POST https://ram.aliyuncs.com/ failed'],
  ['via http://user:pw@proxy:3128/', 'via http://proxy:3128/'],
  ['two\nlines\u001b[31m \u202e', 'two\\u{a}lines\\u{1b}[31m \\u{202e}'],
])('%j becomes %j', (text, clean) => {
  expect(new Redactor().clean(text)).toBe(clean);
});

test('a short word is not taken for a secret', () => {
  const redactor = new Redactor();
  redactor.add('the', undefined, '');
  expect(redactor.clean('the user')).toBe('the user');
});

test('a secret inside of a longer text in base64 is not shown, wherever it stands', () => {
  const redactor = new Redactor();
  redactor.add('caller-secret/0001+x');
  for (const before of ['', ':', 'id:', 'user:']) {
    for (const encoding of ['base64', 'base64url'] as const) {
      const text = Buffer.from(`${before}caller-secret/0001+x and more`).toString(encoding);
      const shown = redactor.clean(text);
      expect(shown).toContain('***');
      expect(shown).not.toContain(text.slice(8, 20));
    }
  }
});

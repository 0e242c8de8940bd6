import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeSpan, jsonText, logLine, logText, prose, tableRow, visible } from '../../src/render/escape.ts';
import { HOSTILE } from './plans.ts';

/** Text that is made of what the media give a meaning to. */
const hostile = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom('`', '|', '\\', ' ', ':', '#', '[', '@', '<', 'a', '\n', '\r', '\u2028', '\u202e'),
  }),
);
/** Everything that a terminal or a reader does not see as a sign of its own. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/u;

describe('visible', () => {
  it.each([
    ['a\u202eb', 'a\\u{202E}b'],
    ['a\u00adb', 'a\\u{AD}b'],
    ['\u{e0041}', '\\u{E0041}'],
    ['x\ufe0f', 'x\\u{FE0F}'],
    ['\u3164', '\\u{3164}'],
    ['\ud800', '\\u{D800}'],
    ['\n\t\u001b', '\\u{A}\\u{9}\\u{1B}'],
    ['grün, 容器, 😀', 'grün, 容器, 😀'],
  ])('shows %j as %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });
});

describe('logLine', () => {
  it.each([
    ['::error::x', ':\\u{3A}error::x'],
    ['  ::warning::x', '  :\\u{3A}warning::x'],
    ['\t::warning::x', '\\u{9}::warning::x'],
    ['a ::b::', 'a ::b::'],
    ['x ##[group]', 'x #\\u{23}[group]'],
    ['###[x', '##\\u{23}[x'],
    ['a\nb', 'a\\u{A}b'],
  ])('writes %j as %j', (text, line) => {
    expect(logLine(text)).toBe(line);
  });

  it('gives one line without a command, whatever the text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const line = logLine(text);
        expect(line).not.toMatch(UNSEEN);
        expect(line).not.toMatch(/^\s*::/);
        expect(line).not.toContain('##[');
      }),
    );
  });

  it('keeps the line breaks of a text of several lines, and nothing else', () => {
    expect(logText('a\n::b::\n\u001bc')).toBe('a\n:\\u{3A}b::\n\\u{1B}c');
  });
});

describe('jsonText', () => {
  it('means the same and holds no command', () => {
    fc.assert(
      fc.property(fc.dictionary(hostile, hostile), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = jsonText(value, indent);
        expect(JSON.parse(text)).toEqual(value);
        expect(text).not.toContain('##[');
        expect(text).not.toMatch(/^\s*::/m);
        expect(text.replaceAll('\n', '')).not.toMatch(UNSEEN);
      }),
    );
  });

  it('escapes by halves what is not in one unit', () => {
    expect(jsonText(['\u{e0041}\u202e', '😀'])).toBe('["\\udb40\\udc41\\u202e","😀"]');
  });
});

/** The first code span of a text as CommonMark reads it: its content, and what follows. */
function readCodeSpan(text: string): { content: string; rest: string } {
  const fence = /^`+/.exec(text)?.[0];
  if (fence === undefined) throw new Error(`no code span: ${text}`);
  const close = [...text.slice(fence.length).matchAll(/`+/g)].find(([run]) => run === fence);
  if (close === undefined) throw new Error(`not closed: ${text}`);
  const content = text.slice(fence.length, fence.length + close.index);
  const stripped = /^ .*[^ ].* $/.test(content) ? content.slice(1, -1) : content;
  return { content: stripped, rest: text.slice(2 * fence.length + close.index) };
}

describe('codeSpan', () => {
  it('is nothing for an empty text', () => {
    expect(codeSpan('')).toBe('');
  });

  it('holds exactly the text, visibly', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        fc.pre(text !== '');
        expect(readCodeSpan(codeSpan(text))).toEqual({ content: visible(text), rest: '' });
      }),
    );
  });
});

describe('tableRow', () => {
  it('has the cells that it was given, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 4 }), (texts) => {
        const row = tableRow(texts.map(codeSpan));
        const cells = row.split(/(?<!\\)\|/).slice(1, -1);
        expect(cells.map((cell) => cell.replaceAll('\\|', '|').trim())).toEqual(
          texts.map((text) => {
            return codeSpan(text)
              .trim()
              .replaceAll(/\\+(?=\|)/g, (slashes) => '\\u{5C}'.repeat(slashes.length));
          }),
        );
      }),
    );
  });
});

describe('prose', () => {
  it.each([
    ['the limit is 3', 'the limit is 3'],
    ['give it a later `until`.', 'give it a later `until`.'],
    ['user:alice is (really) protected, isn’t it?', '`user:alice` is (really) protected, isn’t it?'],
    ['see https://evil.example/x.', 'see `https://evil.example/x`.'],
    ['@octocat, #12 and GH-4', '`@octocat`, `#12` and `GH-4`'],
    ['deadbee a-DeadBee 1234567 _x_ **y**', '`deadbee` `a-DeadBee` `1234567` `_x_` `**y**`'],
    ['90 % – or "more"', '90 % – or "more"'],
    ['<b> &amp; `', '`<b>` `&amp`; `` ` ``'],
  ])('writes %j as %j', (text, markdown) => {
    expect(prose(text)).toBe(markdown);
  });

  it('leaves nothing outside of code spans that Markdown or GitHub could read', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        let rest = prose(text);
        let outside = '';
        while (rest !== '') {
          const next = rest.indexOf('`');
          outside += next < 0 ? rest : rest.slice(0, next);
          rest = next < 0 ? '' : readCodeSpan(rest.slice(next)).rest;
        }
        expect(outside).not.toMatch(/[@#<>[\]*_~\\&|/\p{Cc}]|[a-f]{7}|\d{7}/iu);
      }),
    );
  });
});

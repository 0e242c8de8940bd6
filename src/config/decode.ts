import { type IssueList, issueList, type Problem } from './issue-list.ts';
import { type SourceText, sourceText } from './source-text.ts';
import type { ConfigIssue } from './types.ts';
import { codePointName } from './visible-text.ts';

export interface DecodeLimits {
  readonly maxBytes: number;
  /**
   * True for files that people review: characters that reorder the line on screen are refused everywhere, comments
   * included. False for account files, whose names are live data.
   */
  readonly refuseBidi: boolean;
}

export type Decoded =
  | { readonly ok: true; readonly source: SourceText }
  | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

/** Bytes of a file to text: UTF-8 with or without a byte order mark, not empty, no control characters. */
export function decode(input: { file: string; bytes: Uint8Array }, limits: DecodeLimits): Decoded {
  const { file, bytes } = input;
  const whole = wholeFileProblem(bytes, limits.maxBytes);
  if (whole !== undefined) return refuse(sourceText(file, ''), 0, whole);

  // A byte order mark is dropped by the decoder, so the first character is column 1 with and without it.
  const source = sourceText(file, new TextDecoder('utf-8').decode(bytes));
  const invalid = firstInvalidByte(source.text, bytes);
  if (invalid !== undefined) return refuse(source, invalid.offset, notUtf8(invalid.byte));

  const list = issueList(source);
  findForbidden(source.text, limits.refuseBidi, list);
  return list.count() > 0 ? { ok: false, issues: list.issues() } : { ok: true, source };
}

const refuse = (source: SourceText, offset: number, problem: Problem): Decoded => {
  const list = issueList(source);
  list.reportAt(offset, [], problem);
  return { ok: false, issues: list.issues() };
};

export const EMPTY_FILE: Problem = {
  code: 'empty-file',
  message: 'the file is empty',
  hint: 'an empty file never means "remove everything"; check that this is the right file',
};

function wholeFileProblem(bytes: Uint8Array, maxBytes: number): Problem | undefined {
  if (bytes.length === 0) return EMPTY_FILE;
  if (bytes.length > maxBytes) {
    return {
      code: 'too-large',
      message: `the file has ${bytes.length} bytes, more than the limit of ${maxBytes}`,
      hint: 'check that this is the right file',
    };
  }
  const [first, second] = bytes;
  const utf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  // Without a mark, one of the first two bytes of ASCII text in UTF-16 is zero.
  if (utf16 || (bytes.length > 1 && (first === 0) !== (second === 0))) {
    return {
      code: 'not-utf8',
      message: 'the file is UTF-16 text, not UTF-8',
      hint: 'save it as UTF-8 (on Windows: "Save as", encoding UTF-8)',
    };
  }
  return undefined;
}

const notUtf8 = (byte: number): Problem => ({
  code: 'not-utf8',
  message: `the file is not valid UTF-8: byte 0x${byte.toString(16).padStart(2, '0').toUpperCase()} cannot stand here`,
  hint: 'save the file as UTF-8',
});

/** The decoder writes U+FFFD for what it cannot read; one that the file really holds is the three bytes EF BF BD. */
function firstInvalidByte(text: string, bytes: Uint8Array): { offset: number; byte: number } | undefined {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  let byteAt = hasMark ? 3 : 0;
  let from = 0;
  for (let offset = text.indexOf('\ufffd'); offset >= 0; offset = text.indexOf('\ufffd', from)) {
    byteAt += new TextEncoder().encode(text.slice(from, offset)).length;
    const genuine = bytes[byteAt] === 0xef && bytes[byteAt + 1] === 0xbf && bytes[byteAt + 2] === 0xbd;
    if (!genuine) return { offset, byte: bytes[byteAt] ?? 0 };
    byteAt += 3;
    from = offset + 1;
  }
  return undefined;
}

/** Not allowed in YAML 1.2 (c-printable), save tab, line feed and carriage return. */
const CONTROL = /[[\p{Cc}--[\t\n\r\x85]]\ufffe\uffff]/gv;
/** Characters that reorder text on screen, so that a review shows something else than what is parsed (CVE-2021-42574). */
const CONTROL_OR_BIDI = /[[\p{Cc}--[\t\n\r\x85]]\ufffe\uffff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gv;

function findForbidden(text: string, refuseBidi: boolean, list: IssueList): void {
  for (const { 0: char, index } of text.matchAll(refuseBidi ? CONTROL_OR_BIDI : CONTROL)) {
    const bidi = char > '\u0600' && char < '\ufff0';
    list.reportAt(index, [], {
      code: bidi ? 'bidi-character' : 'control-character',
      message: bidi
        ? `${codePointName(char)} changes the order in which text is shown, so a reviewer would not see what is in the file`
        : `control character ${codePointName(char)} is not allowed in the file`,
      hint: 'remove the character',
    });
  }
}

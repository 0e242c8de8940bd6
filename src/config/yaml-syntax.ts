import { Composer, type Document, isScalar, Lexer, Parser } from 'yaml';
import { EMPTY_FILE } from './decode.ts';
import type { IssueList, Problem } from './issue-list.ts';
import type { SourceText } from './source-text.ts';
import type { TreeLimits, TreeNode } from './tree.ts';
import { TreeBuilder } from './tree-builder.ts';
import { tooDeep } from './tree-problems.ts';
import { visibleText } from './visible-text.ts';

/**
 * YAML 1.2, core schema only: `yes` and `on` are text, there are no merge keys, no dates and no custom tags. Problems go
 * to `list`; the tree is `undefined` when the text cannot be read at all. Time and memory are bounded by the limits.
 */
export function readYamlTree(source: SourceText, limits: TreeLimits, list: IssueList): TreeNode | undefined {
  const tokens = syntaxTokens(source, limits.depth, list);
  if (tokens === undefined) return undefined;
  // Duplicate keys are found by TreeBuilder: the composer compares every key with every other.
  const options = { version: '1.2', schema: 'core', uniqueKeys: false, prettyErrors: false } as const;
  const composer = new Composer(options);
  let document: Document.Parsed | undefined;
  for (const next of composer.compose(tokens, true, source.text.length)) {
    if (document !== undefined) {
      list.reportAt(next.contents?.range[0] ?? next.range[0], [], SECOND_DOCUMENT);
      return undefined;
    }
    document = next;
  }
  if (document === undefined) return undefined;
  const before = list.count();
  reportSyntax(document, list);
  if (list.count() > before) return undefined;
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) {
    list.reportAt(0, [], EMPTY_FILE);
    return undefined;
  }
  return new TreeBuilder(limits, list).build(contents, []);
}

const SECOND_DOCUMENT: Problem = {
  code: 'several-documents',
  message: 'the file holds more than one YAML document',
  hint: 'remove the line "---" and what follows it, or merge the documents',
};

/** The concrete syntax, read with a look at the nesting: the composer is recursive, so depth must be bounded first. */
function syntaxTokens(source: SourceText, depth: number, list: IssueList) {
  const parser = new Parser();
  const tokens = [];
  let offset = 0;
  for (const lexeme of new Lexer().lex(source.text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > depth) {
      list.reportAt(offset, [], tooDeep(depth));
      return undefined;
    }
    // The lexer also sends one-character marks that are not in the text (document start, scalar, flow error).
    if (lexeme !== '\x02' && lexeme !== '\x1f' && lexeme !== '\x18') offset += lexeme.length;
  }
  tokens.push(...parser.end());
  return tokens;
}

/** Later syntax errors are mostly echoes of the first ones. */
const MAX_SYNTAX_ERRORS = 10;

function reportSyntax(document: Document.Parsed, list: IssueList): void {
  const version = document.directives?.yaml;
  if (version?.explicit && version.version !== '1.2') {
    list.reportAt(0, [], {
      code: 'yaml-version',
      message: `the file asks for YAML ${visibleText(version.version)}, but is read as YAML 1.2`,
      hint: 'remove the line that starts with %YAML',
    });
  }
  const places = new Set<number>();
  for (const error of [...document.errors, ...document.warnings]) {
    if (places.size === MAX_SYNTAX_ERRORS) return;
    if (!places.has(error.pos[0])) list.reportAt(error.pos[0], [], syntaxProblem(error.code, error.message));
    places.add(error.pos[0]);
  }
}

/** The library's codes in plain words; what is not listed is said in the library's own. */
const SYNTAX_WORDS: ReadonlyMap<string, Omit<Problem, 'code'>> = new Map([
  ['TAB_AS_INDENT', { message: 'a tab stands where the line is indented', hint: 'indent with blanks' }],
  [
    'BAD_INDENT',
    {
      message: 'the indentation does not fit the lines before',
      hint: 'entries of one list or mapping start in the same column',
    },
  ],
  [
    'BLOCK_AS_IMPLICIT_KEY',
    {
      message: 'the value looks like a key of its own',
      hint: 'put text that holds ": " in quotes, or start a new line',
    },
  ],
  ['MULTILINE_IMPLICIT_KEY', { message: 'a ":" is missing after the key', hint: 'write KEY: VALUE' }],
]);
const UNCLOSED = { message: 'a "[" or "{" is not closed', hint: 'add the missing "]" or "}"' };

function syntaxProblem(code: string, message: string): Problem {
  const sentence = visibleText(message.slice(0, 200)).replace(/[.:]$/, '');
  if (code === 'TAG_RESOLVE_FAILED') {
    const hint = 'remove the word that starts with "!"';
    return { code: 'yaml-tag', message: `tags are not allowed: ${sentence}`, hint };
  }
  const words = /^Flow (?:map|sequence)/.test(message) ? UNCLOSED : SYNTAX_WORDS.get(code);
  const hint = words?.hint ?? 'check quotes, brackets and commas here and in the line before';
  return { code: 'yaml-syntax', message: `the YAML cannot be read: ${words?.message ?? sentence}`, hint };
}

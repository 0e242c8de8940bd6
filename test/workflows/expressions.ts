import { data, Evaluator, Lexer, Parser } from '@actions/expressions';

export type Contexts = Readonly<Record<string, unknown>>;

/** Value of an expression without its `${{ }}`, by GitHub's own parser and evaluator. */
export function evaluate(expression: string, contexts: Contexts): unknown {
  const dictionary = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  const { tokens } = new Lexer(expression).lex();
  const tree = new Parser(tokens, Object.keys(contexts), []).parse();
  return JSON.parse(JSON.stringify(new Evaluator(tree, dictionary).evaluate(), data.replacer));
}

/** A text with its expressions filled in; null is the empty text, as in GitHub. */
export const filled = (template: string, contexts: Contexts): string =>
  template.replaceAll(/\$\{\{(.*?)\}\}/g, (_, expression: string) => {
    const value = evaluate(expression.trim(), contexts) ?? '';
    if (typeof value === 'object') throw new Error(`${expression} is no text`);
    return `${value as string | number | boolean}`;
  });

/** What GitHub takes for true: everything but false, 0, null and the empty text. */
export const isTrue = (condition: string, contexts: Contexts): boolean => Boolean(evaluate(condition, contexts));

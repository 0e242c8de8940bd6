import { Redactor } from '../alibaba/redact.ts';

const MAX_LENGTH = 300;

/** The prefixes of GitHub's own tokens. */
const TOKEN = /\b(?:gh[pousr]_|github_pat_)\w{8,}/g;

/** Makes text that came over the network, or names from a file, fit for one of our messages. */
export type CleanText = (text: string) => string;

/**
 * One printable line of at most 300 characters, without the token in any form and without what the runner would take for
 * a command (`::`, `##[`).
 */
export function textCleaner(token: string): CleanText {
  const redactor = new Redactor();
  redactor.add(token);
  return (text) => {
    const clean = redactor
      .clean(text)
      .replace(TOKEN, '***')
      .replace(/:(?=:)/g, ': ')
      .replaceAll('##[', '## [');
    return clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH)}…` : clean;
  };
}

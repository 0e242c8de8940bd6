import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMAND_NAMES, type CommandName } from '../../src/commands/arguments.ts';
import { HELP, OVERVIEW } from '../../src/commands/help.ts';

const root = join(import.meta.dirname, '../..');
const inFolder = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
const pages = [...readdirSync(root), ...['docs', 'examples', 'src'].flatMap(inFolder)].filter((name) =>
  name.endsWith('.md'),
);
const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

const optionsIn = (text: string): string[] => [...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([option]) => option);
const everyOption = new Set(optionsIn(OVERVIEW + Object.values(HELP).join('')));
/** `--help` itself is explained in the overview. */
const optionsOf = (command: CommandName): readonly string[] => [...optionsIn(HELP[command]), '--help'];

/** Command lines and options as pages write them: in code spans and fences. */
function codeOf(text: string): readonly string[] {
  const fences = [...text.matchAll(/^ *```.*\n([\s\S]*?)^ *```$/gm)].flatMap(([, block = '']) => block.split('\n'));
  const spans = text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '').matchAll(/`([^`\n]+)`/g);
  return [...fences, ...[...spans].map(([, span = '']) => span)];
}

it('finds the pages', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/file.md', 'examples/teams/README.md']));
});

describe.each(pages)('%s', (page) => {
  it('links to files that exist', () => {
    const targets = [...textOf(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target);
    const missing = targets.filter(
      (target) => !/^https?:/.test(target) && !existsSync(join(root, dirname(page), target)),
    );
    expect(missing).toEqual([]);
  });

  it('names only commands and options that exist', () => {
    for (const code of codeOf(textOf(page))) {
      const [, command, rest = ''] = /(?:^|\s)acr-access ([a-z]+(?:-[a-z]+)*)(.*)$/.exec(code) ?? [];
      if (command !== undefined) {
        expect(COMMAND_NAMES, code).toContain(command);
        for (const option of optionsIn(rest)) expect(optionsOf(command as CommandName), code).toContain(option);
      } else if (code.startsWith('--')) {
        for (const option of optionsIn(code)) expect(everyOption, code).toContain(option);
      }
    }
  });
});

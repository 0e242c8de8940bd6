import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface Action {
  readonly inputs: Readonly<Record<string, Input>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: Readonly<Record<string, string>>;
}

interface Input {
  readonly description: string;
  readonly required?: boolean;
  readonly default?: string;
}

export const readAction = (path: string): Action => parse(readFileSync(path, 'utf8')) as Action;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('*', '\\*');
const code = (text: string): string => `\`${text}\``;
const table = (rows: readonly (readonly string[])[]): string => rows.map((row) => `| ${row.join(' | ')} |\n`).join('');

const standard = ({ required, default: text }: Input): string =>
  required === true ? 'required' : text === undefined ? '' : code(text);

/** The inputs of an action as a Markdown table. */
export const inputTable = ({ inputs }: Action): string =>
  table([
    ['input', 'default', 'what'],
    ['---', '---', '---'],
    ...Object.entries(inputs).map(([name, input]) => [code(name), standard(input), cell(input.description)]),
  ]);

/** The outputs of an action as a Markdown table. */
export const outputTable = ({ outputs }: Action): string =>
  table([
    ['output', 'what'],
    ['---', '---'],
    ...Object.entries(outputs).map(([name, output]) => [code(name), cell(output.description)]),
  ]);

/** The page with the tables of the action between its markers. */
export const withTables = (page: string, action: Action): string =>
  Object.entries({ inputs: inputTable(action), outputs: outputTable(action) }).reduce(
    (text, [name, rows]) =>
      text.replace(
        new RegExp(`(<!-- ${name}:start -->\n)[\\s\\S]*?(<!-- ${name}:end -->)`),
        (_, start: string, end: string) => `${start}${rows}${end}`,
      ),
    page,
  );

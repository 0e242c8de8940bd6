/** A command that the runner would carry out. */
export interface RunnerCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
  /** the line that it stood in */
  readonly line: string;
}

/** Names that the runner knows (actions/runner, ActionCommandManager); any other name is printed as it is. */
const KNOWN = new Set([
  'add-mask',
  'debug',
  'notice',
  'warning',
  'error',
  'group',
  'endgroup',
  'echo',
  'add-matcher',
  'remove-matcher',
  'set-output',
  'save-state',
  'set-env',
  'add-path',
]);

/**
 * Reads lines as the runner does: `::name key=value::data` at the start of a line, blanks before it aside, and
 * `##[name key=value]data` anywhere in one; between `::stop-commands::TOKEN` and `::TOKEN::` nothing.
 */
export class CommandReader {
  readonly commands: RunnerCommand[] = [];
  #resume: string | undefined;

  read(line: string): void {
    if (this.#resume !== undefined) {
      if (line.trim() === `::${this.#resume}::`) this.#resume = undefined;
      return;
    }
    const command = modern(line) ?? legacy(line);
    if (command === undefined) return;
    if (command.name === 'stop-commands') this.#resume = command.data;
    else if (KNOWN.has(command.name)) this.commands.push(command);
  }
}

function modern(line: string): RunnerCommand | undefined {
  const match = /^\s*::([^\s:]+)(?: (.*?))?::(.*)$/s.exec(line);
  if (match === null) return undefined;
  const [, name = '', list = '', data = ''] = match;
  return { name: name.toLowerCase(), properties: pairs(list, ',', unescapeProperty), data: unescapeData(data), line };
}

function legacy(line: string): RunnerCommand | undefined {
  const match = /##\[([^\s\]]+)(?: ([^\]]*))?\](.*)$/s.exec(line);
  if (match === null) return undefined;
  const [, name = '', list = '', data = ''] = match;
  return { name: name.toLowerCase(), properties: pairs(list, ';', (text) => text), data, line };
}

function pairs(list: string, separator: string, decode: (text: string) => string): Record<string, string> {
  const all = list.split(separator).filter((pair) => pair.includes('='));
  return Object.fromEntries(
    all.map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), decode(pair.slice(pair.indexOf('=') + 1))]),
  );
}

const unescapeData = (text: string): string =>
  text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
const unescapeProperty = (text: string): string => unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));

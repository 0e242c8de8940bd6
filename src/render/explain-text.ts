import type { AccessWay } from '../plan/access/ways.ts';
import type { Principal } from '../policy/principal.ts';
import { ACCOUNT_SCOPE } from '../policy/principal.ts';
import { type AccessLine, accessLines } from './access-lines.ts';
import { areaText } from './access-text.ts';
import { stepText } from './access-words.ts';
import { logLine } from './escape.ts';
import type { Paint } from './paint.ts';

interface Explained {
  readonly account: string;
  readonly principal: Principal;
  readonly groups: readonly string[];
  readonly members: readonly string[] | null;
  readonly ways: readonly AccessWay[];
}

const HEADER = ['can', 'where', 'when', 'by'];
const WHEN = HEADER.indexOf('when');

/** All that somebody can do, as a table: a line for each way and place. */
export function explainText(explained: Explained, paint: Paint): string {
  const { ways } = explained;
  const rows = ways.flatMap((way) => accessLines(asGains(explained, way)).map((line) => rowOf(line, way)));
  const idle = ways.filter(({ access }) => access.length === 0).map(fromText);
  return [
    paint.bold(logLine(whoText(explained))),
    ...(rows.length === 0 ? ['  no access to images'] : ['', ...table(rows, paint)]),
    ...(idle.length === 0 ? [] : ['', logLine(`  nothing about images: ${idle.join('; ')}`)]),
  ].join('\n');
}

/** The lines of a plan for somebody who had nothing before. */
const asGains = ({ principal }: Explained, { access }: AccessWay): Parameters<typeof accessLines>[0] => ({
  access: [{ principal, relation: 'more', certainty: 'certain', gained: access, lost: [] }],
});

function whoText({ account, principal, groups, members }: Explained): string {
  const inGroups = groups.length === 0 ? '' : `, in ${groups.map((name) => `group:${name}`).join(', ')}`;
  const has = members === null ? '' : `, members: ${members.length === 0 ? 'none' : members.join(', ')}`;
  return `${principal} of account ${account}${inGroups}${has}`;
}

function rowOf({ can, areas, condition }: AccessLine, way: AccessWay): readonly string[] {
  const where = areas
    .map(areaText)
    .join('; ')
    .replaceAll(/(^|[;,] )on /g, '$1');
  return [can, where, [condition, endText(way, condition)].filter(Boolean).join('; '), fromText(way)];
}

/** RAM enforces the end of a level by a condition, which is told already; other grants end at the next run. */
const endText = ({ until }: AccessWay, condition: string): string =>
  until === null || condition.includes(`until ${until}`) ? '' : `until the first run after ${until}`;

/** `group:frontend → grant juzhong-read (acr-access.yaml:12)`. */
function fromText({ via, policy, type, scope, origin, grant }: AccessWay): string {
  const name = stepText(type === 'System' ? `policy/System/${policy}` : policy, (step) => step);
  const last = grant === null ? name : `grant ${grant.name} (${grant.source.file}:${grant.source.line})`;
  const where = scope === ACCOUNT_SCOPE ? '' : ` in ${scope}`;
  const notes = [
    grant !== null && type === 'System' ? `: ${name}` : '',
    grant?.differs === true ? `, but ${name} holds another text` : '',
    origin === 'shadow' ? ', not from the file' : '',
  ];
  return `${[...via.slice(0, -1), last].join(' → ')}${where}${notes.join('')}`;
}

/** Columns as wide as their longest entry; one that says nothing is left out. */
function table(rows: readonly (readonly string[])[], paint: Paint): readonly string[] {
  const told = HEADER.map((_name, column) => column !== WHEN || rows.some((row) => row[column] !== ''));
  const shown = [HEADER, ...rows].map((row) => row.filter((_cell, column) => told[column]).map(logLine));
  const widths = shown[0]!.map((_name, column) => Math.max(...shown.map((row) => row[column]!.length)));
  const lines = shown.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd());
  return lines.map((line, position) => (position === 0 ? paint.dim(line) : line));
}

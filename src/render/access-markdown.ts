import type { AccessReport } from '../plan/access/types.ts';
import type { Change } from '../plan/types.ts';
import { type AccessLine, accessLines, type LineArea } from './access-lines.ts';
import { type SideWords, stepText } from './access-words.ts';
import { codeSpan, prose, tableRow } from './escape.ts';
import type { Block, Fold, List, Row } from './fit.ts';
import { chunks, lineOfFile, names, tableHead } from './markdown-parts.ts';
import { shadowLines } from './shadow-lines.ts';
import { silentLines } from './silent-lines.ts';

/** Who can what now, and who no longer: the table that a reviewer approves. No parts when nobody gains or loses. */
export function accessParts(report: AccessReport, config: string): readonly (string | Block)[] {
  const lines = accessLines(report);
  const gains = lines.filter(({ side }) => side !== 'lost');
  const losses = lines.filter(({ side }) => side === 'lost');
  const table: Block = {
    open: tableHead(['who', 'can', 'where', 'why']),
    lists: [gainsList(gains, rowOf(config)), lossesList(losses, rowOf(config))],
    close: '',
  };
  return [table, losses.length > 0 ? REVOKED_LATER : ''];
}

/** GetAuthorizationToken: a temporary password lives for an hour, or as long as the session that asked for it. */
const REVOKED_LATER =
  'A registry password issued before may work until it expires: up to an hour, or as long as the session that asked for it.';

/** One side of a difference that nobody has decided on yet: access that is there, or that is missing. */
export function driftTable(report: AccessReport, config: string, side: 'extra' | 'missing', words: SideWords): Block {
  const lines = accessLines(report, words).filter((line) => (line.side === 'lost') === (side === 'extra'));
  const list = side === 'extra' ? lossesList : gainsList;
  return { open: tableHead(['who', 'can', 'where', 'by']), lists: [list(lines, unmarkedRow(config))], close: '' };
}

type RowText = (line: AccessLine) => string;
const gainsList = (lines: readonly AccessLine[], text: RowText): List => {
  return { name: 'gains', one: 'gain', many: 'gains', rows: lines.flatMap(rowsOf(text)) };
};
const lossesList = (lines: readonly AccessLine[], text: RowText): List => {
  return { name: 'losses', one: 'loss', many: 'losses', rows: lines.flatMap(rowsOf(text)) };
};

const rowOf =
  (config: string): RowText =>
  (line) =>
    tableRow(cells(line, config, `**${line.mark}**\u00a0`));
const unmarkedRow =
  (config: string): RowText =>
  (line) =>
    tableRow(cells(line, config));

/** A row that names hundreds is several: they are easier to read, and one that is too large cannot hide the rest. */
const MOST_WHO = 20;
const MOST_AREAS = 10;

const rowsOf =
  (text: RowText) =>
  (line: AccessLine): readonly Row[] =>
    chunks(line.who, MOST_WHO).flatMap((who) =>
      chunks(line.areas, MOST_AREAS).map((areas): Row => {
        return { counts: who.length, text: () => text({ ...line, who, areas }) };
      }),
    );

/** The mark stands in front of the names, held there by a blank that does not break: a phone has no room for a column of marks. */
const cells = (line: AccessLine, config: string, mark = ''): readonly string[] => [
  `${mark}${names(line.who)}`,
  prose(line.can),
  line.areas.map(areaText).join('<br>'),
  whyCell(line, config),
];

function areaText({ include, exclude, existing, sample, whole }: LineArea): string {
  const area = include.length === 1 && include[0] === '*' ? 'everywhere' : names(include);
  const except = exclude.length === 0 ? '' : ` except ${names(exclude)}`;
  return [`${area}${except}`, existingNow({ existing, sample, whole })].filter(Boolean).join('<br>');
}

/** `now: a, b`, `14 repositories now, e.g. a, b`, `no repository yet`: a short list needs no count. */
function existingNow({ existing, sample, whole }: Pick<LineArea, 'existing' | 'sample' | 'whole'>): string {
  if (sample.length === 0) return existing;
  return whole ? `now: ${names(sample)}` : `${existing}, e.g. ${names(sample)}`;
}

function whyCell({ cause, via, condition, source }: AccessLine, config: string): string {
  const way = via.map((step) => stepText(step, codeSpan)).join(' → ');
  const why = [cause, way].filter(Boolean).join(' ') + lineOfFile(source, config);
  return [why.trim(), prose(condition)].filter(Boolean).join('<br>');
}

/** Changes that look like a gain or a loss and are none. */
export function silentBlock(report: AccessReport, changes: readonly Change[]): Block {
  const rows = silentLines(report, changes).map(({ verb, about, says, from, because, still }): Row => {
    const text = (): string => {
      const whose = from.length === 0 ? '' : ` ${names(from)}`;
      const why = [because, names(still)].filter(Boolean).join(' ');
      return `- ${verb} ${codeSpan(about)}: ${says}${whose}${why === '' ? '' : `, ${why}`}`;
    };
    return { counts: 1, text };
  });
  const list = { name: 'silent', one: 'change that takes nothing', many: 'changes that take nothing', rows };
  return { open: '', lists: [list], close: '' };
}

/** Access that does not come from the file: everybody should know, nobody has to decide. */
export function shadowFold({ shadow }: AccessReport, config: string): Fold {
  const who = new Set(shadow.map(({ principal }) => principal)).size;
  const rows = shadowLines(shadow).flatMap(rowsOf(unmarkedRow(config)));
  const list = { name: 'shadow', one: 'row', many: 'rows', rows };
  return {
    summary: `${who} ${who === 1 ? 'has' : 'have'} access that does not come from this file`,
    inside: [{ open: tableHead(['who', 'can', 'where', 'by']), lists: [list], close: '' }],
  };
}

import type { AccessReport } from '../plan/access/types.ts';
import type { Change } from '../plan/types.ts';
import { type AccessLine, accessLines, type LineArea } from './access-lines.ts';
import { stepText } from './access-words.ts';
import { codeSpan, prose, tableRow } from './escape.ts';
import { at, folded } from './markdown-parts.ts';
import { shadowLines } from './shadow-lines.ts';
import { silentLines } from './silent-lines.ts';

/** Who can what now, and who no longer: the table that a reviewer approves. '' when nobody gains or loses. */
export function accessTable(report: AccessReport): string {
  const lines = accessLines(report);
  if (lines.length === 0) return '';
  const rows = lines.map((line) =>
    tableRow([line.mark, names(line.who), prose(line.can), whereCell(line.areas), whyCell(line)]),
  );
  const revokes = report.losses > 0 ? `\n\n${REVOKED_LATER}` : '';
  return [tableRow([' ', 'who', 'can', 'where', 'why']), '|---|---|---|---|---|', ...rows].join('\n') + revokes;
}

/** GetAuthorizationToken: a temporary password lives for an hour, or as long as the session that asked for it. */
const REVOKED_LATER =
  'A registry password that was issued before may go on working until it expires: up to an hour, or as long as the session that asked for it.';

const names = (list: readonly string[]): string => list.map(codeSpan).join(', ');

const whereCell = (areas: readonly LineArea[]): string => areas.map(areaText).join('<br>');

function areaText({ include, exclude, existing, sample, whole }: LineArea): string {
  const area = include.map((pattern) => (pattern === '*' ? 'everywhere' : codeSpan(pattern))).join(', ');
  const except = exclude.length === 0 ? '' : ` except ${names(exclude)}`;
  const examples = sample.length === 0 ? '' : `${whole ? ': ' : ', e.g. '}${names(sample)}`;
  return `${area}${except}${existing === '' ? '' : ` (${existing}${examples})`}`;
}

function whyCell({ cause, via, condition, source }: AccessLine): string {
  const way = via.map((step) => stepText(step, codeSpan)).join(' → ');
  const why = [cause, way].filter(Boolean).join(' ') + at(source);
  return [why.trim(), prose(condition)].filter(Boolean).join('<br>');
}

/** Changes that look like a gain or a loss and are none. */
export function silentNotes(report: AccessReport, changes: readonly Change[]): string {
  return silentLines(report, changes)
    .map(({ verb, about, says, from, because, still }) => {
      const whose = from.length === 0 ? '' : ` ${names(from)}`;
      const why = [because, names(still)].filter(Boolean).join(' ');
      return `- = ${verb} ${codeSpan(about)}: ${says}${whose}${why === '' ? '' : `, ${why}`}`;
    })
    .join('\n');
}

/** Access that does not come from the file: everybody should know, nobody has to decide. */
export function shadowBlock({ shadow }: AccessReport): string {
  if (shadow.length === 0) return '';
  const who = new Set(shadow.map(({ principal }) => principal)).size;
  const rows = shadowLines(shadow).map((line) =>
    tableRow([names(line.who), prose(line.can), whereCell(line.areas), whyCell(line)]),
  );
  const table = [tableRow(['who', 'can', 'where', 'by']), '|---|---|---|---|', ...rows].join('\n');
  return folded(`${who} with access that does not come from this file`, table);
}

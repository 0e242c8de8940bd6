import type { AccessReport } from '../plan/access/types.ts';
import type { Change } from '../plan/types.ts';
import { type AccessLine, accessLines, type LineArea } from './access-lines.ts';
import { gainsSentence, stepText } from './access-words.ts';
import { logLine } from './escape.ts';
import type { Paint } from './paint.ts';
import { shadowLines } from './shadow-lines.ts';
import { silentLines } from './silent-lines.ts';

/**
 * Who gains and who loses access, for a terminal; no lines when nobody does.
 *
 * @param changes of the plan that the report is about, if it is about one
 */
export function accessText(report: AccessReport, paint: Paint, changes: readonly Change[] = []): readonly string[] {
  const lines = accessLines(report);
  const silent = silentLines(report, changes).map(({ verb, about, says, from, because, still }) => {
    const whose = from.length === 0 ? '' : ` ${from.join(', ')}`;
    const why = [because, still.join(', ')].filter(Boolean).join(' ');
    return logLine(`  = ${verb} ${about}: ${says}${whose}${why === '' ? '' : `, ${why}`}`);
  });
  if (lines.length === 0) return silent.length === 0 ? [] : ['', paint.bold('Nobody gains or loses access'), ...silent];
  return ['', paint.bold(gainsSentence(report)), ...lines.flatMap((line) => accessLine(line, paint)), ...silent];
}

function accessLine(line: AccessLine, paint: Paint): readonly string[] {
  const colour = line.mark === '+' ? paint.green : line.mark === '−' ? paint.red : paint.yellow;
  const where = line.areas.map((area) => `${areaText(area)}${existingText(area)}`).join('; ');
  const why = whyText(line);
  const first = `  ${colour(logLine(`${line.mark} ${line.who.join(', ')}: ${line.can}`))} ${logLine(where)}`;
  return why === '' ? [first] : [first, `      ${paint.dim(logLine(why))}`];
}

function whyText({ cause, via, source, condition }: AccessLine): string {
  const way = via.map((step) => stepText(step, (name) => name)).join(' → ');
  const line = source === null ? '' : `(${source.file}:${source.line})`;
  return [[cause, way, line].filter(Boolean).join(' '), condition].filter(Boolean).join('; ');
}

const existingText = ({ existing, sample, whole }: LineArea): string => {
  if (existing === '') return '';
  return ` (${existing}${sample.length === 0 ? '' : `${whole ? ': ' : ', e.g. '}${sample.join(', ')}`})`;
};

export const areaText = ({ include, exclude }: Pick<LineArea, 'include' | 'exclude'>): string => {
  const area = include.map((pattern) => (pattern === '*' ? 'everywhere' : `on ${pattern}`)).join(', ');
  return exclude.length === 0 ? area : `${area} except ${exclude.join(', ')}`;
};

/** Access that does not come from the file. */
export function shadowText({ shadow }: AccessReport, paint: Paint): readonly string[] {
  if (shadow.length === 0) return [];
  const lines = shadowLines(shadow).map((line) => {
    const where = line.areas.map(areaText).join('; ');
    return logLine(`  ${line.who.join(', ')}: ${line.can} ${where}, by ${whyText(line)}`);
  });
  return ['', paint.bold('Access that does not come from this file'), ...lines];
}

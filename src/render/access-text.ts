import type { AccessReport } from '../plan/access/types.ts';
import { type AccessLine, accessLines, gainsSentence, type LineArea, shadowLines } from './access-lines.ts';
import { logLine } from './escape.ts';
import type { Paint } from './paint.ts';

/** Who gains and who loses access, for a terminal; no lines when nobody does. */
export function accessText(report: AccessReport, paint: Paint): readonly string[] {
  const lines = accessLines(report);
  const silent = report.silent.map(({ key, kind, principal, still }) => {
    if (kind === 'access-identical') return logLine(`  = ${key}: the text changes, access stays identical`);
    const reason = still.length === 0 ? 'it gives no access to images' : `still granted by ${still.join(', ')}`;
    return logLine(`  = ${key} revokes nothing of ${principal}: ${reason}`);
  });
  if (lines.length === 0) return silent.length === 0 ? [] : ['', paint.bold('Nobody gains or loses access'), ...silent];
  const sentence = gainsSentence(report);
  return ['', paint.bold(sentence), ...lines.flatMap((line) => accessLine(line, paint)), ...silent];
}

function accessLine(line: AccessLine, paint: Paint): readonly string[] {
  const colour = line.mark === '+' ? paint.green : line.mark === '−' ? paint.red : paint.yellow;
  const where = line.areas.map((area) => `${areaText(area)}${existingText(area)}`).join('; ');
  const source = line.source === null ? '' : ` (${line.source.file}:${line.source.line})`;
  const why = `${line.via.map((step) => step.replace(/^policy\//, '')).join(' → ')}${source}`;
  return [
    `  ${colour(logLine(`${line.mark} ${line.who.join(', ')}: ${line.can}`))} ${logLine(where)}`,
    `      ${paint.dim(logLine(line.condition === '' ? why : `${why}; ${line.condition}`))}`,
  ];
}

const existingText = ({ existing, sample }: LineArea): string => {
  if (existing === '') return '';
  return ` (${existing}${sample.length === 0 ? '' : `, e.g. ${sample.join(', ')}`})`;
};

const areaText = ({ include, exclude }: Pick<LineArea, 'include' | 'exclude'>): string => {
  const area = include.map((pattern) => (pattern === '*' ? 'everywhere' : `on ${pattern}`)).join(', ');
  return exclude.length === 0 ? area : `${area} except ${exclude.join(', ')}`;
};

/** Access that does not come from the file. */
export function shadowText({ shadow }: AccessReport, paint: Paint): readonly string[] {
  if (shadow.length === 0) return [];
  const lines = shadowLines(shadow).map(({ principal, can, via, ...area }) =>
    logLine(
      `  ${principal}: ${can} ${areaText(area)}, by ${via.map((step) => step.replace(/^policy\//, '')).join(' → ')}`,
    ),
  );
  return ['', paint.bold('Access that does not come from this file'), ...lines];
}

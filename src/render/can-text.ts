import type { AccessRequest, Reason } from '../policy/evaluate.ts';
import { logLine } from './escape.ts';

interface Answer {
  readonly decision: string;
  readonly reasons: readonly Reason[];
  readonly request: AccessRequest | null;
  readonly denied: AccessRequest | null;
}

const SENTENCES: Record<string, string> = {
  allow: 'yes',
  partly: 'partly',
  'explicit-deny': 'no: a policy denies it',
  'implicit-deny': 'no: nothing allows it',
  conditional: 'it depends on the request',
  unknown: 'not certain',
};

/** The answer to `can`, and why. */
export function canText({
  principal,
  can,
  on,
  ...answer
}: Answer & { principal: string; can: string; on: string }): string {
  return [
    logLine(`${principal} ${can} ${on}: ${SENTENCES[answer.decision] ?? answer.decision}`),
    ...because(answer),
  ].join('\n');
}

/** The answer to `who-can`, a line for each. */
export function whoCanText({
  can,
  on,
  who,
}: {
  can: string;
  on: string;
  who: readonly (Answer & { principal: string })[];
}): string {
  if (who.length === 0) return logLine(`nobody can ${can} ${on}`);
  return who
    .map(({ principal, decision, reasons }) => {
      const ways = [...new Set(reasons.filter(({ effect }) => effect === 'Allow').map(wayOf))].join(', ');
      return logLine(`${principal.padEnd(32)} ${SENTENCES[decision] ?? decision}${ways === '' ? '' : `  by ${ways}`}`);
    })
    .join('\n');
}

function because({ reasons, request, denied }: Answer): string[] {
  const lines = reasons.map((reason) => {
    const open = reason.match === 'maybe' ? ` (perhaps: ${reason.why ?? 'not documented'})` : '';
    return logLine(
      `  ${reason.effect === 'Deny' ? 'denied' : 'allowed'} by ${wayOf(reason)}, statement ${reason.statement}${open}`,
    );
  });
  if (request !== null) lines.push(logLine(`  asked: ${request.action} on ${request.resource}`));
  if (denied !== null) lines.push(logLine(`  not allowed: ${denied.action} on ${denied.resource}`));
  return lines;
}

const wayOf = ({ via, policy, scope }: Reason): string =>
  `${[...via, policy].join(' → ')}${scope === 'account' ? '' : ` in ${scope}`}`;

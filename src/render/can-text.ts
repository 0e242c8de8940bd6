import type { AccessRequest, Reason } from '../policy/evaluate.ts';
import { logLine } from './escape.ts';

interface Answer {
  readonly decision: string;
  readonly reasons: readonly Reason[];
  readonly request: AccessRequest | null;
  readonly denied: AccessRequest | null;
}

const WORDS: Record<string, string> = {
  allow: 'yes',
  partly: 'partly',
  'explicit-deny': 'no, a policy denies it',
  'implicit-deny': 'no, nothing allows it',
  conditional: 'only under conditions',
  unknown: 'not certain',
};

/** The answer to `can`, and why. */
export function canText({
  principal,
  can,
  on,
  decision,
  reasons,
  request,
  denied,
}: Answer & { principal: string; can: string; on: string }): string {
  const lines = [
    `${principal} can ${whatText(can, on)}: ${WORDS[decision] ?? decision}`,
    ...reasons.map((reason) => `  ${reasonText(reason)}`),
    ...(request === null ? [] : [`  ${denied === null ? 'shown by' : 'allowed'}: ${requestText(request)}`]),
    ...(denied === null ? [] : [`  not allowed: ${requestText(denied)}`]),
  ];
  return lines.map(logLine).join('\n');
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
  if (who.length === 0) return logLine(`nobody can ${whatText(can, on)}`);
  const width = Math.max(...who.map(({ principal }) => principal.length));
  const lines = who.map(({ principal, decision, reasons }) => {
    const ways = [...new Set(reasons.filter(({ effect }) => effect !== 'Deny').map(wayOf))].join(', ');
    return `  ${principal.padEnd(width)}  ${WORDS[decision] ?? decision}${ways === '' ? '' : `, by ${ways}`}`;
  });
  return [`who can ${whatText(can, on)}`, ...lines].map(logLine).join('\n');
}

const whatText = (can: string, on: string): string => (on === '*' ? `${can} on *` : `${can} ${on}`);

function reasonText(reason: Reason): string {
  const verb = reason.effect === 'Allow' ? 'allowed' : reason.effect === 'Deny' ? 'denied' : 'decided';
  const perhaps = reason.match === 'maybe' ? 'perhaps ' : '';
  const why = reason.match === 'maybe' ? `: ${reason.why ?? 'not documented'}` : '';
  return `${perhaps}${verb} by ${wayOf(reason)}, statement ${reason.statement}${why}`;
}

function requestText({ action, resource, context }: AccessRequest): string {
  const given = Object.entries(context ?? {}).map(([key, value]) => `${key} ${String(value)}`);
  return `${action} on ${resource}${given.length === 0 ? '' : ` with ${given.join(', ')}`}`;
}

const wayOf = ({ via, policy, scope }: Reason): string =>
  `${[...via, policy].join(' → ')}${scope === 'account' ? '' : ` in ${scope}`}`;

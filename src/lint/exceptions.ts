import type { Exception } from '../config/types.ts';
import type { Finding } from '../plan/types.ts';

/**
 * Takes out the findings that the file accepts, and says which exceptions have ended (EXC01) or accept nothing (EXC02).
 *
 * @param judgesAll false when rules had nothing to judge by (no account): then nobody can say that an exception is unused
 */
export function applyExceptions(
  findings: readonly Finding[],
  exceptions: readonly Exception[],
  { now, judgesAll }: { readonly now: Date; readonly judgesAll: boolean },
): readonly Finding[] {
  const notes: Finding[] = [];
  const accepted = new Set<string>();
  const found = new Set(findings.map(({ id, key }) => `${id} ${key}`));
  for (const exception of exceptions) {
    const name = `${exception.id} ${exception.on}`;
    const ended = Date.parse(exception.until) <= now.getTime();
    if (!ended) accepted.add(name);
    if (ended) notes.push(note('EXC01', exception, `the exception from ${exception.id} ended at ${exception.until}`));
    else if (judgesAll && isLint(exception.id) && !found.has(name)) {
      notes.push(note('EXC02', exception, `there is no finding ${exception.id} on ${exception.on} to accept`));
    }
  }
  return [...findings.filter(({ id, key }) => !accepted.has(`${id} ${key}`)), ...notes];
}

/** Guardrails are exceptions' business too, but they are judged elsewhere. */
const isLint = (id: string): boolean => !id.startsWith('GRD');

const REMEDIES = {
  EXC01: 'Solve the finding, or give the exception a later `until`.',
  EXC02: 'Remove the exception, or correct its id or key.',
} as const;

const note = (id: keyof typeof REMEDIES, { on, source }: Exception, message: string): Finding => ({
  id,
  severity: 'info',
  message,
  remedy: REMEDIES[id],
  key: on,
  source,
  introduced: false,
  blocking: false,
});

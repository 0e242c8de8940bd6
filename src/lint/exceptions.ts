import type { Exception } from '../config/types.ts';
import type { Finding } from '../plan/types.ts';

/**
 * Takes out the findings that the file accepts, and says which exceptions have ended (EXC01), accept nothing (EXC02), or accept
 * something that this plan brings in (EXC03): what was there before was told when it came.
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
  const found = Map.groupBy(findings, nameOf);
  for (const exception of exceptions) {
    const { id, on, until, reason } = exception;
    const name = nameOf({ id, key: on });
    const matches = found.get(name) ?? [];
    const ended = Date.parse(until) <= now.getTime();
    if (!ended) accepted.add(name);
    if (ended) notes.push(note('EXC01', exception, `the exception from ${id} ended at ${until}`));
    else if (judgesAll && isLint(id) && matches.length === 0) {
      notes.push(note('EXC02', exception, `there is no finding ${id} on ${on} to accept`));
    } else if (judgesAll && matches.some(({ introduced }) => introduced)) {
      const messages = matches.filter(({ introduced }) => introduced).map(({ message }) => message);
      const message = `${id} on ${on} is accepted until ${until} (${reason}): ${messages.join('; ')}`;
      notes.push({ ...note('EXC03', exception, message), introduced: true });
    }
  }
  return [...findings.filter((finding) => !accepted.has(nameOf(finding))), ...notes];
}

const nameOf = ({ id, key }: Pick<Finding, 'id' | 'key'>): string => `${id} ${key}`;

/** Guardrails are exceptions' business too, but they are judged elsewhere. */
const isLint = (id: string): boolean => !id.startsWith('GRD');

const REMEDIES = {
  EXC01: 'Solve the finding, or give the exception a later `until`.',
  EXC02: 'Remove the exception, or correct its id or key.',
  EXC03: 'Nothing, if the reason still holds; else remove the exception.',
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

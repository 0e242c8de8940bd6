import type { Assignment } from '../conditions/assignments.ts';
import { literalOf } from '../conditions/assignments.ts';
import type { Clause } from '../conditions/clause.ts';

type Cube = ReadonlyMap<string, boolean>;

/**
 * Says in words which contexts are meant: alternatives, each of conditions that hold together.
 *
 * @param meant positions in `contexts`, neither none nor all
 */
export function describeContexts(
  contexts: readonly Assignment[],
  meant: ReadonlySet<number>,
  clauses: readonly Clause[],
): readonly string[] {
  const names = new Map(clauses.map((clause) => [literalOf(clause).claim, claimText(clause)]));
  const inside = (cube: Cube) =>
    contexts.flatMap(({ holds }, position) =>
      [...cube].every(([claim, value]) => holds.get(claim) === value) ? [position] : [],
    );
  const isMeant = (cube: Cube) => inside(cube).every((position) => meant.has(position));
  const covered = new Set<number>();
  const texts: string[] = [];
  for (const position of meant) {
    if (covered.has(position)) continue;
    let cube: Cube = contexts[position]!.holds;
    for (const claim of cube.keys()) {
      const wider = new Map([...cube].filter(([other]) => other !== claim));
      if (isMeant(wider)) cube = wider;
    }
    for (const one of inside(cube)) covered.add(one);
    texts.push([...cube].map(([claim, value]) => (value ? '' : 'not ') + names.get(claim)!).join(' and '));
  }
  return texts;
}

/** `acs:SourceIp IpAddress 10.0.0.0/8 or 192.0.2.0/24` */
function claimText(clause: Clause): string {
  const [operator] = JSON.parse(literalOf(clause).claim) as [string];
  return `${clause.name} ${operator} ${clause.values.join(' or ')}`;
}

import type { AccessConfig, Guardrail } from '../../config/types.ts';
import type { Witness } from '../../policy/access/rows.ts';
import type { Area } from '../../policy/area.ts';
import type { Principal } from '../../policy/principal.ts';
import type { Verb } from '../../policy/verbs.ts';
import type { Account } from '../../state/types.ts';
import type { Sides } from '../access/sides.ts';
import type { AccessJudge } from '../assess.ts';
import { blocking } from '../guards/guard.ts';
import type { Finding } from '../types.ts';
import { gainedIn } from './gained-in.ts';
import { areaText, type VerbQuestions, verbQuestions } from './verb-questions.ts';

/**
 * GRD01-GRD04: rules about the account as it would be, counting every user and role of it, in the file or not. What is
 * unknown counts as allowed where nobody may, and as denied where somebody must (rule S16).
 */
export const guardrails: AccessJudge = ({ config }, sides) => {
  const ask = verbQuestions(config, sides.world);
  return config.guardrails.flatMap((guardrail) => judge(guardrail, ask, sides, config));
};

function judge(guardrail: Guardrail, ask: VerbQuestions, sides: Sides, config: AccessConfig): readonly Finding[] {
  switch (guardrail.kind) {
    case 'only':
      return only(guardrail, ask, sides);
    case 'keep':
      return keep(guardrail, ask, sides);
    case 'no-new':
      return noNew(guardrail, sides, config);
    case 'separate':
      return separate(guardrail, ask, sides);
  }
}

type Of<Kind extends Guardrail['kind']> = Extract<Guardrail, { kind: Kind }>;

function only(guardrail: Of<'only'>, ask: VerbQuestions, { after, accountAfter }: Sides): readonly Finding[] {
  const allowed = withMembers(guardrail.only, accountAfter);
  return after.principals
    .filter((principal) => !allowed.has(principal))
    .flatMap((principal) => {
      const attached = after.of(principal);
      return pairs(guardrail.can, guardrail.on).flatMap(([can, on]) => {
        const { answer, witness } = ask.some(attached, can, on);
        if (answer === 'no') return [];
        const how = witness === undefined ? '' : because(witness, ask.ways(attached, witness));
        const could = answer === 'yes' ? 'could' : 'might be able to';
        return [violation('GRD02', guardrail, `${principal} ${could} ${can} on ${areaText(on)}${how}`, REMEDY.only)];
      });
    });
}

function keep(guardrail: Of<'keep'>, ask: VerbQuestions, { after, accountAfter }: Sides): readonly Finding[] {
  const wanted = [...withMembers(guardrail.keep, accountAfter)].filter((principal) => !principal.startsWith('group:'));
  return wanted.flatMap((principal) => {
    const attached = after.of(principal);
    return pairs(guardrail.can, guardrail.on).flatMap(([can, on]) => {
      const { answer, witness } = ask.every(attached, can, on);
      if (answer === 'yes') return [];
      const how = witness === undefined ? '' : `: ${witness.action} on ${witness.resource} is not allowed`;
      const could = answer === 'no' ? 'could not' : 'might not be able to';
      return [violation('GRD03', guardrail, `${principal} ${could} ${can} on ${areaText(on)}${how}`, REMEDY.keep)];
    });
  });
}

function noNew(guardrail: Of<'no-new'>, sides: Sides, config: AccessConfig): readonly Finding[] {
  return gainedIn(guardrail, sides, config).map(({ principal, can, on, witness, via }) =>
    violation(
      'GRD01',
      guardrail,
      `${principal} would gain ${can} on ${areaText(on)}${because(witness, via)}`,
      REMEDY['no-new'],
    ),
  );
}

function separate(guardrail: Of<'separate'>, ask: VerbQuestions, { after }: Sides): readonly Finding[] {
  return after.principals.flatMap((principal) => {
    const attached = after.of(principal);
    return guardrail.on.flatMap((on) => {
      const answers = guardrail.can.map((can) => ask.some(attached, can, on).answer);
      if (answers.includes('no')) return [];
      const could = answers.includes('unknown') ? 'might hold' : 'would hold';
      return [
        violation(
          'GRD04',
          guardrail,
          `${principal} ${could} ${guardrail.can.join(' and ')} on ${areaText(on)}`,
          REMEDY.separate,
        ),
      ];
    });
  });
}

const REMEDY: Record<Guardrail['kind'], string> = {
  only: 'Take the access away, or add the principal to `only` in a change of its own.',
  keep: 'Keep or add the grant that gives it, or take the principal out of `keep` in a change of its own.',
  'no-new': 'Leave the grant out, or change the guardrail first.',
  separate: 'Give one of the two to somebody else.',
};

const violation = (id: string, guardrail: Guardrail, message: string, remedy: string): Finding =>
  blocking(id, 'error', {
    key: `guardrail/${guardrail.id}`,
    source: guardrail.source,
    message: `guardrail ${guardrail.id}: ${message}`,
    remedy,
  });

const because = (witness: Witness | undefined, ways: readonly string[]): string =>
  witness === undefined
    ? ' (the policies are too much work to be sure)'
    : `, e.g. ${witness.action} on ${witness.resource}${ways.length === 0 ? '' : `, by ${ways.join(', ')}`}`;

const pairs = (can: readonly (Verb | 'full')[], on: readonly Area[]): readonly (readonly [Verb | 'full', Area])[] =>
  can.flatMap((verb) => on.map((area) => [verb, area] as const));

/** A group stands for its members, as they will be. */
function withMembers(principals: readonly Principal[], { members }: Account): ReadonlySet<Principal> {
  const all = new Set<Principal>(principals);
  for (const principal of principals) {
    if (!principal.startsWith('group:')) continue;
    for (const user of members.get(principal.slice('group:'.length)) ?? []) all.add(`user:${user}`);
  }
  return all;
}

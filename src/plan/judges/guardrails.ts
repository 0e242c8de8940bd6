import type { Guardrail } from '../../config/types.ts';
import type { Witness } from '../../policy/access/rows.ts';
import type { Area } from '../../policy/area.ts';
import type { AttachedDocument } from '../../policy/evaluate.ts';
import type { Principal } from '../../policy/principal.ts';
import type { Verb } from '../../policy/verbs.ts';
import type { Account } from '../../state/types.ts';
import type { Sides } from '../access/sides.ts';
import type { AccessJudge } from '../assess.ts';
import { blocking } from '../guards/guard.ts';
import { invisible } from './invisible.ts';
import { areaText, meaningless, type VerbQuestions, verbQuestions, witnessText } from './verb-questions.ts';

/**
 * GRD01-GRD04: rules about the account as it would be, counting every user and role of it, in the file or not. What is
 * unknown counts as allowed where nobody may, and as denied where somebody must (rule S16). A guardrail that cannot be judged
 * is not satisfied.
 */
export const guardrails: AccessJudge = ({ config }, sides) => {
  const ask = verbQuestions(config, sides.world);
  const unseen = invisible(sides.accountAfter);
  return config.guardrails.flatMap((guardrail) =>
    [...unseen, ...emptyWords(guardrail, ask), ...violations(guardrail, ask, sides)].map((message) =>
      blocking(IDS[guardrail.kind], 'error', {
        key: `guardrail/${guardrail.id}`,
        source: guardrail.source,
        message: `guardrail ${guardrail.id}: ${message}`,
        remedy: REMEDIES[guardrail.kind],
      }),
    ),
  );
};

const IDS: Record<Guardrail['kind'], string> = { 'no-new': 'GRD01', only: 'GRD02', keep: 'GRD03', separate: 'GRD04' };

const REMEDIES: Record<Guardrail['kind'], string> = {
  only: 'Take the access away, or add the principal to `only` in a change of its own.',
  keep: 'Keep or add the grant that gives it, or take the principal out of `keep` in a change of its own.',
  'no-new': 'Leave the grant out, or change the guardrail first.',
  separate: 'Give one of them to somebody else.',
};

/** Verbs that mean nothing in any of the areas, and areas in which none of the verbs means anything: a slip of the pen. */
function emptyWords({ can, on }: Guardrail, { means }: VerbQuestions): readonly string[] {
  const pairs = pairsOf(can, on).filter((pair) => !means(...pair));
  const empty = pairs.filter(
    ([verb, area]) => on.every((other) => !means(verb, other)) || can.every((other) => !means(other, area)),
  );
  return empty.map(([verb, area]) => meaningless(verb, area));
}

type Of<Kind extends Guardrail['kind']> = Extract<Guardrail, { kind: Kind }>;

function violations(guardrail: Guardrail, ask: VerbQuestions, sides: Sides): readonly string[] {
  switch (guardrail.kind) {
    case 'only':
      return only(guardrail, ask, sides);
    case 'keep':
      return keep(guardrail, ask, sides);
    case 'no-new':
      return noNew(guardrail, ask, sides);
    case 'separate':
      return separate(guardrail, ask, sides);
  }
}

function only(guardrail: Of<'only'>, ask: VerbQuestions, { after, accountAfter }: Sides): readonly string[] {
  const allowed = withMembers(guardrail.only, accountAfter);
  return after.principals
    .filter((principal) => !allowed.has(principal))
    .flatMap((principal) => {
      const attached = after.of(principal);
      return pairsOf(guardrail.can, guardrail.on).flatMap(([can, on]) => {
        const { answer, witness } = ask.some(attached, can, on);
        if (answer === 'no') return [];
        const could = answer === 'yes' ? 'could' : 'might be able to';
        return [`${principal} ${could} ${can} on ${areaText(on)}${because(witness, attached, ask)}`];
      });
    });
}

function keep(guardrail: Of<'keep'>, ask: VerbQuestions, { after, accountAfter }: Sides): readonly string[] {
  return [...withMembers(guardrail.keep, accountAfter)].flatMap((principal) => {
    const attached = after.of(principal);
    return pairsOf(guardrail.can, guardrail.on).flatMap(([can, on]) => {
      const { answer, witness } = ask.every(attached, can, on);
      if (answer === 'yes') return [];
      const could = answer === 'no' ? 'could not' : 'might not be able to';
      const missing = answer === 'no' ? 'not allowed' : 'not certain';
      const how = witness === undefined ? '' : `: ${witnessText(witness)} is ${missing}`;
      return [`${principal} ${could} ${can} on ${areaText(on)}${how}`];
    });
  });
}

function noNew(guardrail: Of<'no-new'>, ask: VerbQuestions, { before, after }: Sides): readonly string[] {
  return after.principals.flatMap((principal) => {
    const attached = after.of(principal);
    return pairsOf(guardrail.can, guardrail.on).flatMap(([can, on]) => {
      const { answer, witness } = ask.gains(before.of(principal), attached, can, on);
      if (answer === 'no') return [];
      const would = answer === 'yes' ? 'would gain' : 'might gain';
      return [`${principal} ${would} ${can} on ${areaText(on)}${because(witness, attached, ask)}`];
    });
  });
}

function separate(guardrail: Of<'separate'>, ask: VerbQuestions, { after }: Sides): readonly string[] {
  return after.principals.flatMap((principal) => {
    const attached = after.of(principal);
    return guardrail.on.flatMap((on) => {
      const answers = guardrail.can.map((can) => ask.some(attached, can, on));
      if (answers.some(({ answer }) => answer === 'no')) return [];
      const would = answers.some(({ answer }) => answer === 'unknown') ? 'might hold' : 'would hold';
      const how = answers.map(({ witness }) => because(witness, attached, ask)).join('');
      return [`${principal} ${would} ${guardrail.can.join(' and ')} on ${areaText(on)}${how}`];
    });
  });
}

function because(witness: Witness | undefined, attached: readonly AttachedDocument[], ask: VerbQuestions): string {
  if (witness === undefined) return ' (the policies are too much work to be sure)';
  const ways = ask.ways(attached, witness);
  return `, e.g. ${witnessText(witness)}${ways.length === 0 ? '' : `, by ${ways.join(', ')}`}`;
}

const pairsOf = (can: readonly (Verb | 'full')[], on: readonly Area[]): readonly (readonly [Verb | 'full', Area])[] =>
  can.flatMap((verb) => on.map((area) => [verb, area] as const));

/** A group stands for its members, as they will be; one that has none, or does not exist, for what it gives. */
function withMembers(principals: readonly Principal[], { members }: Account): ReadonlySet<Principal> {
  return new Set(
    principals.flatMap((principal): readonly Principal[] => {
      const names = principal.startsWith('group:') ? members.get(principal.slice('group:'.length)) : undefined;
      return names === undefined || names.size === 0
        ? [principal]
        : [...names].map((name): Principal => `user:${name}`);
    }),
  );
}

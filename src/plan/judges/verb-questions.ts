import type { AccessConfig } from '../../config/types.ts';
import type { World } from '../../policy/access/places.ts';
import { resourceGroupIn } from '../../policy/access/places.ts';
import type { Witness } from '../../policy/access/rows.ts';
import type { Area, RegistryArea } from '../../policy/area.ts';
import { type AttachedDocument, evaluate } from '../../policy/evaluate.ts';
import { type Answer, holdsVerb, type VerbHeld } from '../../policy/holds-verb.ts';
import { VERBS, type Verb } from '../../policy/verbs.ts';
import { signatures } from '../access/shared-diff.ts';

/** What a guardrail or an expectation asks of one principal. */
export interface VerbQuestions {
  /** is anything of it allowed? an unknown counts as allowed by who asks */
  readonly some: (attached: readonly AttachedDocument[], can: Verb | 'full', on: Area) => Answer;
  /** is all of it allowed? */
  readonly every: (attached: readonly AttachedDocument[], can: Verb | 'full', on: Area) => Answer;
  /** the policies that decide about a witness, as ways to the principal */
  readonly ways: (attached: readonly AttachedDocument[], witness: Witness) => readonly string[];
}

/** `full` is every verb: some of it is some of any verb, all of it is all of each. */
export function verbQuestions(config: Pick<AccessConfig, 'registries'>, world: World): VerbQuestions {
  const signatureOf = signatures();
  const known = new Map<string, VerbHeld>();
  const held = (attached: readonly AttachedDocument[], verb: Verb, on: Area): VerbHeld => {
    const key = `${signatureOf(attached)} ${verb} ${on.registry}:${on.pattern}`;
    const answer = known.get(key) ?? holdsVerb(attached, verb, lookUp(on, config), world);
    known.set(key, answer);
    return answer;
  };
  const verbsOf = (can: Verb | 'full'): readonly Verb[] => (can === 'full' ? VERBS : [can]);
  const pick = (answers: readonly Answer[], order: readonly Answer['answer'][]): Answer =>
    order.flatMap((wanted) => answers.filter(({ answer }) => answer === wanted))[0]!;
  return {
    some: (attached, can, on) =>
      pick(
        verbsOf(can).map((verb) => held(attached, verb, on).some),
        ['yes', 'unknown', 'no'],
      ),
    every: (attached, can, on) =>
      pick(
        verbsOf(can).map((verb) => held(attached, verb, on).every),
        ['no', 'unknown', 'yes'],
      ),
    ways: (attached, witness) => {
      const { reasons } = evaluate(attached, witness, {
        resourceGroupOf: (resource) => resourceGroupIn(world, resource),
      });
      return [...new Set(reasons.map(({ via, policy }) => [...via, policy].join(' → ')))];
    },
  };
}

function lookUp({ registry, pattern }: Area, config: Pick<AccessConfig, 'registries'>): RegistryArea {
  const found = config.registries.find(({ name }) => name === registry);
  if (found === undefined) throw new Error(`registry ${registry} passed the rules and is not declared`);
  return { registry: found, pattern };
}

export const areaText = ({ registry, pattern }: Area): string => `${registry}:${pattern}`;

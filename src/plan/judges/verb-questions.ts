import type { AccessConfig } from '../../config/types.ts';
import type { World } from '../../policy/access/places.ts';
import { resourceGroupIn } from '../../policy/access/places.ts';
import type { Witness } from '../../policy/access/rows.ts';
import type { Area, RegistryArea } from '../../policy/area.ts';
import { type AttachedDocument, evaluate } from '../../policy/evaluate.ts';
import { type Answer, gainsVerb, holdsEverything, holdsVerb, type VerbHeld } from '../../policy/holds-verb.ts';
import { ACCOUNT_SCOPE } from '../../policy/principal.ts';
import { VERBS, type Verb } from '../../policy/verbs.ts';
import { signatures } from '../access/shared-diff.ts';

type Attached = readonly AttachedDocument[];

/**
 * What guardrails, expectations and `can` ask of one principal. `full` is any verb at all where somebody must not, and every
 * action on the repositories where somebody must.
 */
export interface VerbQuestions {
  /** is anything of it allowed? an unknown counts as allowed by who asks */
  readonly some: (attached: Attached, can: Verb | 'full', on: Area) => Answer;
  /** is all of it allowed? */
  readonly every: (attached: Attached, can: Verb | 'full', on: Area) => Answer;
  /** is anything of it allowed after and not before? */
  readonly gains: (before: Attached, after: Attached, can: Verb | 'full', on: Area) => Answer;
  /** is there any request at all that the verb stands for there? Else every answer would be empty words */
  readonly means: (can: Verb | 'full', on: Area) => boolean;
  /** the policies that decide about a witness, as ways to the principal */
  readonly ways: (attached: Attached, witness: Witness) => readonly string[];
}

/** Many principals hold the same policies: equal questions are asked once. */
export function verbQuestions({ registries }: Pick<AccessConfig, 'registries'>, world: World): VerbQuestions {
  const signatureOf = signatures();
  const known = new Map<string, unknown>();
  const once = <T>(key: string, work: () => T): T => {
    if (!known.has(key)) known.set(key, work());
    return known.get(key) as T;
  };
  const areaOf = ({ registry, pattern }: Area): RegistryArea => {
    const found = registries.find(({ name }) => name === registry);
    if (found === undefined) throw new Error(`registry ${registry} passed the rules and is not declared`);
    return { registry: found, pattern };
  };
  const held = (attached: Attached, verb: Verb, on: Area): VerbHeld =>
    once(`${signatureOf(attached)} ${verb} ${areaText(on)}`, () => holdsVerb(attached, verb, areaOf(on), world));
  const some = (attached: Attached, can: Verb | 'full', on: Area): Answer =>
    anyOf(verbsOf(can).map((verb) => held(attached, verb, on).some));
  return {
    some,
    every: (attached, can, on) =>
      can === 'full'
        ? once(`${signatureOf(attached)} full ${areaText(on)}`, () => holdsEverything(attached, areaOf(on), world))
        : held(attached, can, on).every,
    gains: (before, after, can, on) =>
      once(`${signatureOf(before)} ${signatureOf(after)} ${can} ${areaText(on)}`, () =>
        anyOf(verbsOf(can).map((verb) => gainsVerb({ before, after }, verb, areaOf(on), world))),
      ),
    means: (can, on) => some(EVERYTHING, can, on).answer !== 'no',
    ways: (attached, witness) => {
      const { reasons } = evaluate(attached, witness, {
        resourceGroupOf: (resource) => resourceGroupIn(world, resource),
      });
      return [...new Set(reasons.map(({ via, policy }) => [...via, policy].join(' → ')))];
    },
  };
}

const EVERYTHING: Attached = [
  {
    policy: 'everything',
    type: 'Custom',
    scope: ACCOUNT_SCOPE,
    via: [],
    document: { Version: '1', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  },
];

const verbsOf = (can: Verb | 'full'): readonly Verb[] => (can === 'full' ? VERBS : [can]);

const anyOf = (answers: readonly Answer[]): Answer =>
  (['yes', 'unknown', 'no'] as const).flatMap((wanted) => answers.filter(({ answer }) => answer === wanted))[0]!;

export const areaText = ({ registry, pattern }: Area): string => `${registry}:${pattern}`;

/** Why a verb means nothing in an area, and where it does. */
export function meaningless(can: Verb | 'full', on: Area): string {
  const where = /[/*]/.test(on.pattern)
    ? `there is nothing of that kind; network is about a whole Enterprise Edition instance, ${on.registry}:*`
    : `that is the namespace alone, its repositories are ${areaText(on)}/*`;
  return `${can} means nothing on ${areaText(on)}: ${where}`;
}

/** A witness in words, with the conditions under which it is one. */
export function witnessText({ action, resource, context }: Witness): string {
  const given = Object.entries(context ?? {}).map(([key, value]) => `${key} ${value}`);
  return `${action} on ${resource}${given.length === 0 ? '' : ` with ${given.join(', ')}`}`;
}

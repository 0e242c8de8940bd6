import { type Budget, DEFAULT_BUDGET } from './access/budget.ts';
import { matches } from './access/classes.ts';
import { comparisonOf } from './access/comparison.ts';
import { type Changes, contrast } from './access/contrast.ts';
import { type HeldStatement, heldStatements, type Line, linesOf } from './access/lines.ts';
import type { Place, World } from './access/places.ts';
import type { Witness } from './access/rows.ts';
import { NOTHING } from './access/universe.ts';
import { readWildcard } from './access/wildcard.ts';
import type { RegistryArea } from './area.ts';
import { kindsOf, UNLISTED_ACTION } from './catalogue.ts';
import type { AttachedDocument } from './evaluate.ts';
import { ACCOUNT_SCOPE } from './principal.ts';
import { VERB_ACTIONS, type Verb } from './verbs.ts';

/** `unknown`: the documents leave it open, or the work limit was reached. */
export interface Answer {
  readonly answer: 'yes' | 'no' | 'unknown';
  /** of a yes: a request that is allowed; of a no to `every`: one that is not; of `unknown`: one that is not certain */
  readonly witness?: Witness;
}

export interface VerbHeld {
  /** whether anything in the area is allowed, under some condition at least */
  readonly some: Answer;
  /** whether everything in the area is allowed, under all conditions */
  readonly every: Answer;
}

/**
 * Whether what reaches a principal lets it do what a verb stands for in an area. Requests on `*` belong to every area, those on
 * a namespace to the areas inside it, those on an instance, and on charts, to the area that is the whole instance. Charts are
 * not asked of `every`.
 */
export function holdsVerb(
  attached: readonly AttachedDocument[],
  verb: Verb,
  area: RegistryArea,
  world: World,
  budget: Budget = { left: DEFAULT_BUDGET },
): VerbHeld {
  const held = heldStatements(attached, 'after');
  const places = comparisonOf(world, world).places.filter((place) => isIn(place, area));
  const ask: Ask = { held, earlier: [], places, area, budget };
  const images = { ...ask, places: places.filter(({ kind }) => !kind.startsWith('chart')) };
  return {
    some: anyOf(
      waysOf(verb).map((steps) => allOf(steps.map((actions) => anyOf(perPlace(actions, ask, isSomeAllowed))))),
    ),
    every: anyOf(
      VERB_ACTIONS[verb].map((actions) => allOf(actions.map((one) => allOf(perPlace([one], images, isEveryAllowed))))),
    ),
  };
}

/** Behind every verb on repositories, and the action that stands for all others. */
const EVERY_ACTION = ['cr:PullRepository', 'cr:PushRepository', 'cr:DeleteRepositoryTag', UNLISTED_ACTION];

/**
 * Whether every action on every repository of an area is allowed, under all conditions: what a `full` grant gives. Of an area
 * that is a namespace it is every action on the namespace.
 */
export function holdsEverything(
  attached: readonly AttachedDocument[],
  area: RegistryArea,
  world: World,
  budget: Budget = { left: DEFAULT_BUDGET },
): Answer {
  const kind = /[/*]/.test(area.pattern) ? 'repo' : 'ns';
  const places = comparisonOf(world, world).places.filter((place) => place.kind === kind && isIn(place, area));
  const ask: Ask = { held: heldStatements(attached, 'after'), earlier: [], places, area, budget };
  const actions = kind === 'repo' ? EVERY_ACTION : [UNLISTED_ACTION];
  return allOf(actions.flatMap((action) => places.map((place) => isEveryAllowed([action], place, ask))));
}

/**
 * Whether anything that a verb stands for in an area is allowed after and not before. A verb of several steps is gained when
 * one of them is new and all of them are allowed. A document that was not read is the same one on both sides.
 */
export function gainsVerb(
  { before, after }: Readonly<Record<'before' | 'after', readonly AttachedDocument[]>>,
  verb: Verb,
  area: RegistryArea,
  world: World,
  budget: Budget = { left: DEFAULT_BUDGET },
): Answer {
  const [earlier, held] = [heldStatements(before, 'after'), heldStatements(after, 'after')];
  const places = comparisonOf(world, world).places.filter((place) => isIn(place, area));
  const ask: Ask = { held, earlier, places, area, budget };
  const over = (steps: readonly (readonly string[])[], decide: Decide): readonly Answer[] =>
    steps.map((actions) => anyOf(perPlace(actions, ask, decide)));
  return anyOf(waysOf(verb).map((steps) => allOf([anyOf(over(steps, isSomeNew)), ...over(steps, isSomeAllowed)])));
}

/** Any one of the ways is enough; each is a list of steps, actions that are authorised on the same kinds of resource. */
const waysOf = (verb: Verb): readonly (readonly (readonly string[])[])[] =>
  VERB_ACTIONS[verb].map((actions) => [...Map.groupBy(actions, (action) => kindsOf(action)).values()]);

interface Ask {
  readonly held: readonly HeldStatement[];
  /** what was held before, where that is the question */
  readonly earlier: readonly HeldStatement[];
  readonly places: readonly Place[];
  readonly area: RegistryArea;
  readonly budget: Budget;
}
/** Actions that are authorised on the same kinds of resource and needed together. */
type Decide = (actions: readonly string[], place: Place, ask: Ask) => Answer;

function perPlace(actions: readonly string[], ask: Ask, decide: Decide): Answer[] {
  const kinds = kindsOf(actions[0]!);
  return ask.places.filter((place) => kinds.includes(place.kind)).map((place) => decide(actions, place, ask));
}

function isSomeAllowed(actions: readonly string[], place: Place, ask: Ask): Answer {
  const compare = contrast(
    [...linesPerAction(actions, place, ask), [areaLine(place, ask)]],
    [[]],
    place.elsewhere,
    ask.budget,
  );
  return answerOf(compare(place), 'yes', 'no', actions[0]!, place);
}

function isSomeNew(actions: readonly string[], place: Place, ask: Ask): Answer {
  const earlier = linesPerAction(actions, place, { held: ask.earlier });
  const compare = contrast(
    [...linesPerAction(actions, place, ask), [areaLine(place, ask)]],
    earlier,
    place.elsewhere,
    ask.budget,
  );
  return answerOf(compare(place), 'yes', 'no', actions[0]!, place);
}

function isEveryAllowed(actions: readonly string[], place: Place, ask: Ask): Answer {
  const compare = contrast([[areaLine(place, ask)]], linesPerAction(actions, place, ask), place.elsewhere, ask.budget);
  return answerOf(compare(place), 'no', 'yes', actions[0]!, place);
}

function linesPerAction(actions: readonly string[], place: Place, { held }: Pick<Ask, 'held'>): (readonly Line[])[] {
  return actions.map((action) =>
    linesOf(
      held.filter(({ parsed }) => matches(parsed, action)),
      place,
      place.groupAfter,
    ),
  );
}

function answerOf(
  { changes, exhausted }: Changes,
  found: 'yes' | 'no',
  none: 'yes' | 'no',
  action: string,
  place: Place,
): Answer {
  const change = changes.find(({ certainty }) => certainty !== 'unknown') ?? changes[0];
  if (change === undefined) return { answer: exhausted ? 'unknown' : none };
  const { certainty, witness, context } = change;
  const request = { action, resource: place.prefix + witness };
  return {
    answer: certainty === 'unknown' ? 'unknown' : found,
    witness: context === undefined ? request : { ...request, context },
  };
}

/** The area as if it were a statement, so that it can be put against statements. */
function areaLine({ kind, universe }: Place, { area }: Ask): Line {
  const pattern = universe === NOTHING ? '' : kind === 'ns' ? namespacesOf(area.pattern) : area.pattern;
  const patterns = [readWildcard(pattern)];
  return { held: AREA, effect: 'Allow', atAccount: true, patterns, clauses: [], literals: [], open: [] };
}

const ALLOW_ALL = { Version: '1', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const AREA = heldStatements(
  [{ policy: 'area', type: 'Custom', scope: ACCOUNT_SCOPE, via: [], document: ALLOW_ALL }],
  'after',
)[0]!;

/** The namespaces that a pattern of repositories reaches into; a star before the first slash may reach past it. */
function namespacesOf(pattern: string): string {
  return /^[^/*]*\*?/.exec(pattern)![0];
}

function isIn({ registry, kind, universe }: Place, { registry: wanted, pattern }: RegistryArea): boolean {
  if (registry === undefined) return true;
  if ((universe === NOTHING || kind.startsWith('chart')) && pattern !== '*') return false;
  if (registry.edition === 'personal') {
    return wanted.edition === 'personal' && (wanted.region === '*' || wanted.region === registry.region);
  }
  return wanted.edition === 'enterprise' && wanted.instance === registry.instance && wanted.region === registry.region;
}

function anyOf(answers: readonly Answer[]): Answer {
  return firstOf(answers, ['yes', 'unknown', 'no']);
}

function allOf(answers: readonly Answer[]): Answer {
  return firstOf(answers, ['no', 'unknown', 'yes']);
}

/** No where there is nothing to ask: the verb means nothing there. */
function firstOf(answers: readonly Answer[], order: readonly Answer['answer'][]): Answer {
  const ranked = answers.toSorted((a, b) => order.indexOf(a.answer) - order.indexOf(b.answer));
  return ranked[0] ?? { answer: 'no' };
}

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
import { kindsOf } from './catalogue.ts';
import type { AttachedDocument } from './evaluate.ts';
import { ACCOUNT_SCOPE } from './principal.ts';
import { VERB_ACTIONS, type Verb } from './verbs.ts';

/** `unknown`: the documents leave it open, or the work limit was reached. */
export interface Answer {
  readonly answer: 'yes' | 'no' | 'unknown';
  /** of a yes to `some`: a request that is allowed; of a no to `every`: one that is not */
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
  const ask: Ask = { held, places, area, budget };
  const images = { ...ask, places: places.filter(({ kind }) => !kind.startsWith('chart')) };
  const ways = VERB_ACTIONS[verb].map((actions) => [...Map.groupBy(actions, (action) => kindsOf(action)).values()]);
  return {
    some: anyOf(ways.map((groups) => allOf(groups.map((actions) => anyOf(perPlace(actions, ask, isSomeAllowed)))))),
    every: anyOf(
      ways.map((groups) => allOf(groups.map((actions) => allOf(perPlace(actions, images, isEveryAllowed))))),
    ),
  };
}

interface Ask {
  readonly held: readonly HeldStatement[];
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

function isEveryAllowed(actions: readonly string[], place: Place, ask: Ask): Answer {
  const compare = contrast([[areaLine(place, ask)]], linesPerAction(actions, place, ask), place.elsewhere, ask.budget);
  return answerOf(compare(place), 'no', 'yes', actions[0]!, place);
}

function linesPerAction(actions: readonly string[], place: Place, { held }: Ask): (readonly Line[])[] {
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
  const sure = changes.find(({ certainty }) => certainty !== 'unknown');
  if (sure !== undefined) {
    const { witness, context } = sure;
    const request = { action, resource: place.prefix + witness };
    return { answer: found, witness: context === undefined ? request : { ...request, context } };
  }
  return { answer: changes.length > 0 || exhausted ? 'unknown' : none };
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

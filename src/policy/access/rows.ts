import type { ResourceKind } from '../catalogue.ts';
import type { PolicyType, Scope } from '../principal.ts';
import { VERB_ACTIONS, VERBS, type Verb } from '../verbs.ts';
import type { Certainty, Change } from './contrast.ts';
import type { Line } from './lines.ts';
import type { Place, PlaceRegistry } from './places.ts';
import { NOTHING } from './universe.ts';

/** The statement that makes the difference: an Allow of the side that allows, or a Deny of the other side. */
export interface Cause {
  readonly policy: string;
  readonly type: PolicyType;
  readonly scope: Scope;
  readonly via: readonly string[];
  /** position in the document, from 1 */
  readonly statement: number;
  readonly effect: 'Allow' | 'Deny' | 'opaque';
}

/** One request that the one side answers with allow and the other does not. */
export interface Witness {
  readonly action: string;
  readonly resource: string;
  /** where conditions decide */
  readonly context?: Readonly<Record<string, string>>;
}

/** Requests of one kind in one registry that were gained or lost together. */
export interface AccessRow {
  readonly verbs: readonly Verb[];
  readonly actions: readonly string[];
  readonly kind: ResourceKind;
  /** `undefined` = requests on `*` */
  readonly registry: PlaceRegistry | undefined;
  /** RAM patterns behind the registry, e.g. `prod/*`; '' for kinds that name nothing below the registry */
  readonly area: { readonly include: readonly string[]; readonly exclude: readonly string[] };
  readonly certainty: Certainty;
  /** under which conditions, as alternatives; `null` = in every context */
  readonly when: readonly string[] | null;
  /** why it is unknown */
  readonly why: readonly string[];
  /** how it reaches the principal: groups, then the policy, e.g. `['group:devs', 'policy/acr-access-read']` */
  readonly via: readonly string[];
  readonly causes: readonly Cause[];
  /** `undefined` = the work limit was reached before one was found */
  readonly witness: Witness | undefined;
}

export function rowOf(change: Change, actions: readonly string[], place: Place): AccessRow {
  const causes = change.causes.map(causeOf);
  const telling = causes.at(-1)!;
  const action = tellingAction(actions);
  const request = { action, resource: place.prefix + change.witness };
  return {
    verbs: VERBS.filter((verb) =>
      VERB_ACTIONS[verb].some((needed) => needed.length === 1 && actions.includes(needed[0]!)),
    ),
    actions,
    kind: place.kind,
    registry: place.registry,
    area: { include: change.include, exclude: change.exclude },
    certainty: change.certainty,
    when: change.when.length === 0 ? null : change.when,
    why: change.why,
    via: [...telling.via, `policy/${telling.policy}`],
    causes,
    witness: change.context === undefined ? request : { ...request, context: change.context },
  };
}

function causeOf({ held: { attachment, parsed } }: Line): Cause {
  const { policy, type, scope, via } = attachment;
  return { policy, type, scope, via, statement: parsed.index, effect: parsed.effect };
}

/** For a search that ran into its limit: everything there may have changed. */
export function unfinishedRow(place: Place, actions: readonly string[]): AccessRow {
  return {
    verbs: [],
    actions,
    kind: place.kind,
    registry: place.registry,
    area: { include: [place.universe === NOTHING ? '' : '*'], exclude: [] },
    certainty: 'unknown',
    when: null,
    why: ['the work limit was reached'],
    via: [],
    causes: [],
    witness: undefined,
  };
}

/** What a person understands first: an action behind a verb, and the made-up one only when there is no other. */
function tellingAction(actions: readonly string[]): string {
  return TELLING.find((action) => actions.includes(action)) ?? actions[0]!;
}

/** Those of `admin` come last. */
const TELLING = VERBS.toSorted((a, b) => Number(a === 'admin') - Number(b === 'admin')).flatMap((verb) =>
  VERB_ACTIONS[verb].map(([first]) => first!),
);

/** Puts the actions of rows together that differ in nothing else. */
export function mergeRows(rows: readonly AccessRow[]): AccessRow[] {
  const merged = new Map<string, AccessRow>();
  for (const row of rows) {
    const key = keyOf(row);
    const known = merged.get(key);
    if (known === undefined) {
      merged.set(key, row);
      continue;
    }
    const actions = [...new Set([...known.actions, ...row.actions])];
    const telling = tellingAction(actions);
    const witness = [known, row].find((one) => one.witness?.action === telling)?.witness;
    merged.set(key, {
      ...known,
      actions,
      verbs: VERBS.filter((verb) => [...known.verbs, ...row.verbs].includes(verb)),
      witness,
    });
  }
  return [...merged.values()];
}

function keyOf({ kind, registry, area, certainty, when, why, causes }: AccessRow): string {
  const place =
    registry === undefined ? '' : `${registry.region} ${registry.edition === 'enterprise' ? registry.instance : ''}`;
  const held = causes.map(({ policy, type, scope, via, statement }) =>
    [policy, type, scope, statement, ...via].join(' '),
  );
  return [kind, place, certainty, ...held, ...area.include, '', ...area.exclude, '', ...(when ?? []), '', ...why].join(
    '\n',
  );
}

import { parseArea } from '../config/parse-area.ts';
import type { AccessLevel, Registry } from '../policy/area.ts';
import { buildArn } from '../policy/arn.ts';
import type { Statement } from '../policy/document.ts';
import { globMatch } from '../policy/glob.ts';
import { type LevelAccess, levelStatements } from '../policy/level-statements.ts';
import { ACCESS_LEVELS, CONSOLE_ACTIONS, CREATE_ACTIONS, LOGIN_ACTIONS } from '../policy/levels.ts';
import { compareText } from '../policy/merge.ts';
import { allows, holdsActions, listOf } from './coverage.ts';
import { placesOf, type ResourcePlace } from './places-of.ts';

/** A place of a registry, with the actions that statements give there. */
interface Named extends ResourcePlace {
  readonly actions: readonly string[];
}

interface Reading {
  readonly named: readonly Named[];
  /** on the resource `*` */
  readonly everywhere: readonly string[];
}

type LevelArea = Pick<LevelAccess, 'can' | 'create'> & { readonly registry: Registry; readonly pattern: string };

/** The strongest first. */
const LEVELS: readonly AccessLevel[] = ['full', 'push', 'pull'];

/**
 * The access levels that the statements seem to be made of. A guess from their text: whether the levels give exactly what
 * the statements give is for the caller to find out.
 */
export function recogniseLevels(
  statements: readonly Statement[],
  registries: readonly Registry[],
  account: string,
): readonly LevelAccess[] {
  const reading = read(statements, registries, account);
  const repositories = reading.named.filter(({ type, path }) => type === 'repository' && path !== '');
  const isNamespace = ({ path }: Named): boolean => path !== '*' && !path.includes('/');
  const areas = repositories.filter((place) => !isNamespace(place)).flatMap((place) => areaOf(place, reading));
  // `full` on repositories comes with something on their namespace, which is no area of its own.
  const given = areas.flatMap((area) => statementsOf([area], { login: false, console: false }));
  const unexplained = repositories.filter(
    (place) =>
      isNamespace(place) &&
      !place.actions.every((action) => allows(given, action, buildArn(place.registry, 'repository', place.path))),
  );
  return levelsOf([...areas, ...unexplained.flatMap((place) => areaOf(place, reading))], reading);
}

function read(statements: readonly Statement[], registries: readonly Registry[], account: string): Reading {
  const everywhere: string[] = [];
  const named = new Map<string, Named & { readonly actions: string[] }>();
  for (const { Action, Resource } of statements) {
    for (const resource of listOf(Resource)) {
      if (resource === '*') everywhere.push(...listOf(Action));
      for (const place of placesOf(resource, registries, account)) {
        const key = JSON.stringify([place.registry.name, place.type, place.path]);
        const known = named.get(key) ?? { ...place, actions: [] };
        known.actions.push(...listOf(Action));
        named.set(key, known);
      }
    }
  }
  return { named: [...named.values()], everywhere };
}

function areaOf(place: Named, reading: Reading): readonly LevelArea[] {
  const { registry, path, actions } = place;
  const held = [...actions, ...reading.everywhere];
  const can = LEVELS.find((level) => holdsActions(held, ACCESS_LEVELS[level].area));
  // What is given everywhere makes no level of a place that is named for something else.
  if (can === undefined || !holdsActions(actions, ['cr:PullRepository'])) return [];
  const pattern = path === '*' && can === 'full' && !isWholeInstance(registry, reading) ? '*/*' : path;
  if ('problem' in parseArea(`${registry.name}:${pattern}`, new Map([[registry.name, registry.edition]]))) return [];
  return [{ registry, pattern, can, create: can === 'push' && mayCreate(place, reading) }];
}

/** `full` on `REGISTRY:*` is also about endpoints and charts; the repositories alone are `REGISTRY:*` + `/*`. */
const isWholeInstance = (registry: Registry, reading: Reading): boolean =>
  registry.edition === 'personal' || holdsActions(actionsOn(registry, 'instance', '', reading), ['cr:*']);

function mayCreate({ registry, path, actions }: Named, reading: Reading): boolean {
  const [namespace = ''] = path.split('/', 1);
  const onNamespace = holdsActions(actionsOn(registry, 'repository', namespace, reading), CREATE_ACTIONS);
  return onNamespace && (registry.edition === 'enterprise' || holdsActions(actions, CREATE_ACTIONS));
}

function actionsOn(
  registry: Registry,
  type: ResourcePlace['type'],
  path: string,
  { named, everywhere }: Reading,
): readonly string[] {
  const places = named.filter(
    (place) => place.registry === registry && place.type === type && globMatch(place.path, path),
  );
  return [...everywhere, ...places.flatMap(({ actions }) => actions)];
}

/** One level for all areas that have it; those in which repositories may be created apart. */
function levelsOf(areas: readonly LevelArea[], reading: Reading): readonly LevelAccess[] {
  const mayLogin = holdsActions(reading.everywhere, LOGIN_ACTIONS);
  const inOrder = areas.toSorted(
    (a, b) => LEVELS.indexOf(a.can) - LEVELS.indexOf(b.can) || compareText(textOf(a), textOf(b)),
  );
  const groups = [...Map.groupBy(inOrder, ({ can, create }) => `${can} ${create}`).values()];
  const isEnterprise = (group: readonly LevelArea[]): boolean =>
    group.some(({ registry }) => registry.edition === 'enterprise');
  const noneBrings = mayLogin && !groups.some(isEnterprise);
  return groups.map((group, index): LevelAccess => {
    const { can, create } = group[0]!;
    const registries = new Set(group.map(({ registry }) => registry));
    return {
      kind: 'level',
      can,
      create,
      on: group.map(({ registry, pattern }) => ({ registry, pattern })),
      console: [...registries].every((registry) => seesConsole(registry, reading)),
      login: isEnterprise(group) && !mayLogin ? false : noneBrings && index === 0 ? true : undefined,
    };
  });
}

const textOf = ({ registry, pattern }: LevelArea): string => `${registry.name}:${pattern}`;

function seesConsole(registry: Registry, reading: Reading): boolean {
  const heldOn = {
    everything: reading.everywhere,
    instance: actionsOn(registry, 'instance', '', reading),
    repositories: actionsOn(registry, 'repository', '*', reading),
  };
  return CONSOLE_ACTIONS[registry.edition].every(({ target, actions }) => holdsActions(heldOn[target], actions));
}

function statementsOf(
  areas: readonly LevelArea[],
  extras: Pick<LevelAccess, 'login' | 'console'>,
): readonly Statement[] {
  return areas.flatMap(({ registry, pattern, can, create }) => {
    const compiled = levelStatements({ kind: 'level', can, create, on: [{ registry, pattern }], ...extras });
    return compiled.ok ? compiled.statements : [];
  });
}

import type { AccessLevel, Registry, RegistryArea } from './area.ts';
import { buildArn, registryProblem } from './arn.ts';
import type { Statement } from './document.ts';
import { ACCESS_LEVELS, CONSOLE_ACTIONS, type ConsoleTarget, CREATE_ACTIONS, LOGIN_ACTIONS } from './levels.ts';

const ALL_ACTIONS = 'cr:*';

/** Path segments of name characters and RAM wildcards. */
const PATTERN = /^[A-Za-z0-9._*?-]+(\/[A-Za-z0-9._*?-]+)*$/;

/**
 * Names and wildcards of a namespace for which the pattern, in RAM's sense, reaches namespaces and what is in them and
 * nothing else. `team-*` does. `*-team` and `te?m` do not: wildcards cross `/`, so they also match a repository `x-team`
 * of some other namespace, and `te/m`.
 */
const CLOSED_NAMESPACE = /^[^*?]*\**$/;

export interface LevelAccess {
  readonly kind: 'level';
  readonly can: AccessLevel;
  readonly on: readonly RegistryArea[];
  /** may create repositories by pushing to them */
  readonly create: boolean;
  /** may list namespaces and repositories in the console */
  readonly console: boolean;
  /** `undefined`: on when an area is of Enterprise Edition, off for Personal Edition alone */
  readonly login: boolean | undefined;
}

export type LevelStatements =
  | { readonly ok: true; readonly statements: readonly Statement[] }
  | { readonly ok: false; readonly problem: string };

/**
 * What a level on areas means, as Allow statements, one for each resource.
 *
 * - The level's area actions on the area's ARN; `*` and `?` mean what they mean in RAM.
 * - `full` on `ns/*` also covers the namespace `ns` itself; on another part of a namespace it adds reading that namespace.
 *   Where the namespace holds wildcards this is left out if the pattern would reach other repositories too: `full` on
 *   the repository `app` of every `team-*` must not read what else is in `team-a`, which `team-*` matches as well.
 * - `full` on the whole instance: every resource type that an instance has, `instance/<id>` (endpoints, network access lists),
 *   `repository/<id>` (synchronisation, creating namespaces), `repository/<id>/*`, `chart/<id>` and `chart/<id>/*`. Not
 *   `acs:cr:<region>:*:*`, which is every instance of the region. Actions that are authorised on `*` only (such as
 *   UpdateRepository) stay out, since they would hold for every instance. `pull` and `push` are about images:
 *   `repository/<id>/*`.
 * - `create`: CreateRepository on the namespace, which is where Enterprise Edition checks it. The vendor's Personal Edition
 *   sample has it on the repositories, so there it is granted on both.
 * - login and console as in `levels.ts`.
 */
export function levelStatements(access: LevelAccess): LevelStatements {
  const problem = accessProblem(access);
  if (problem !== undefined) return { ok: false, problem };
  const actionsOn = new Map<string, Set<string>>();
  const allow = (actions: readonly string[], resource: string): void => {
    const held = actionsOn.get(resource) ?? new Set();
    for (const action of actions) held.add(action);
    actionsOn.set(resource, held);
  };

  for (const { registry, pattern } of access.on) {
    const area = pattern.replace(/\*+/g, '*');
    allowLevel(access.can, registry, area, allow);
    if (access.create) allowCreate(registry, area, allow);
    if (access.console) allowConsole(registry, allow);
  }
  if (access.login ?? access.on.some(({ registry }) => registry.edition === 'enterprise')) allow(LOGIN_ACTIONS, '*');

  return { ok: true, statements: [...actionsOn].map(([resource, actions]) => allowStatement(actions, resource)) };
}

type Allow = (actions: readonly string[], resource: string) => void;

function allowLevel(can: AccessLevel, registry: Registry, area: string, allow: Allow): void {
  const level = ACCESS_LEVELS[can];
  allow(level.area, buildArn(registry, 'repository', area));
  if (can !== 'full') return;
  if (area === '*') {
    for (const resource of instanceResources(registry)) allow(level.area, resource);
    return;
  }
  const namespace = namespaceOf(area);
  const isLiteral = !/[*?]/.test(namespace);
  const resource = buildArn(registry, 'repository', namespace);
  if (area === `${namespace}/*`) {
    if (CLOSED_NAMESPACE.test(namespace)) allow(level.area, resource);
  } else if (isLiteral) {
    allow(level.namespace, resource);
  }
}

/** Personal Edition has repositories only, and those the area itself covers. */
function instanceResources(registry: Registry): string[] {
  if (registry.edition === 'personal') return [];
  return [
    buildArn(registry, 'instance', ''),
    buildArn(registry, 'repository', ''),
    buildArn(registry, 'chart', ''),
    buildArn(registry, 'chart', '*'),
  ];
}

function allowCreate(registry: Registry, area: string, allow: Allow): void {
  allow(CREATE_ACTIONS, buildArn(registry, 'repository', namespaceOf(area)));
  if (registry.edition === 'personal') allow(CREATE_ACTIONS, buildArn(registry, 'repository', area));
}

function allowConsole(registry: Registry, allow: Allow): void {
  const resourceOf: Record<ConsoleTarget, string> = {
    everything: '*',
    instance: buildArn(registry, 'instance', ''),
    repositories: buildArn(registry, 'repository', '*'),
  };
  for (const { target, actions } of CONSOLE_ACTIONS[registry.edition]) allow(actions, resourceOf[target]);
}

function allowStatement(actions: ReadonlySet<string>, resource: string): Statement {
  return { Effect: 'Allow', Action: actions.has(ALL_ACTIONS) ? [ALL_ACTIONS] : [...actions], Resource: [resource] };
}

/** The text before the first `/`; an area without one is a namespace. */
function namespaceOf(area: string): string {
  return area.split('/', 1)[0]!;
}

function accessProblem({ can, on, create }: LevelAccess): string | undefined {
  if (on.length === 0) return 'the list of areas is empty';
  if (create && !ACCESS_LEVELS[can].mayCreate) return `create needs can: push or full, not ${can}`;
  for (const { registry, pattern } of on) {
    const area = JSON.stringify(`${registry.name}:${pattern}`);
    const problem = registryProblem(registry);
    if (problem !== undefined) return `registry ${JSON.stringify(registry.name)}: ${problem}`;
    if (!PATTERN.test(pattern)) return `${area} is not REGISTRY:NAMESPACE[/REPOSITORY] or REGISTRY:*`;
    if (create && !CLOSED_NAMESPACE.test(namespaceOf(pattern))) {
      return `create needs a namespace that is named or ends in *, because the wildcards of ${area} also match repositories`;
    }
  }
  return undefined;
}

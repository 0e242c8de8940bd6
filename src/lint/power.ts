import type { Registry } from '../policy/area.ts';
import { globMatch } from '../policy/glob.ts';
import type { Principal } from '../policy/principal.ts';
import { endOf } from './end-of.ts';
import { resourcesOverlap } from './overlap.ts';
import { instanceResource } from './resources.ts';
import type { LintContext, LintedDocument } from './rule.ts';
import { allowsOf, DELETIONS, gives, givesEveryAction, PULL, PUSH } from './statements.ts';

/** What a document lets people do with images, from the most to the least. */
export type Power = 'administer' | 'delete' | 'push' | 'pull';
export const POWERS: readonly Power[] = ['administer', 'delete', 'push', 'pull'];

const known = new WeakMap<object, ReadonlySet<Power>>();

/** Everything that any Allow of the document gives anywhere; conditions and Denies are not looked at. */
export function powersOf({ document }: Pick<LintedDocument, 'document'>): ReadonlySet<Power> {
  if (typeof document !== 'object' || document === null) return new Set();
  const cached = known.get(document);
  if (cached !== undefined) return cached;
  const powers = new Set(allowsOf({ document }).flatMap(powersOfStatement));
  known.set(document, powers);
  return powers;
}

const powersOfStatement = (statement: ReturnType<typeof allowsOf>[number]): readonly Power[] => [
  ...(givesEveryAction(statement) ? (['administer'] as const) : []),
  ...(gives(statement, ...DELETIONS) ? (['delete'] as const) : []),
  ...(gives(statement, PUSH) ? (['push'] as const) : []),
  ...(gives(statement, PULL) ? (['pull'] as const) : []),
];

/** What a document gives on one registry of the file, now. */
export function powersOn(registry: Registry, document: LintedDocument, { config, now }: LintContext): readonly Power[] {
  const powers = new Set(
    allowsOf(document)
      .filter((statement) => (endOf(statement) ?? Number.POSITIVE_INFINITY) > now.getTime())
      .filter(({ resources }) => resources.some((resource) => reaches(resource, registry, config.account)))
      .flatMap(powersOfStatement),
  );
  return POWERS.filter((power) => powers.has(power));
}

function reaches(resource: string, registry: Registry, account: string): boolean {
  const { region } = registry;
  if (registry.edition === 'enterprise') {
    return resourcesOverlap(resource, `acs:cr:${region}:${account}:repository/${registry.instance}/*`);
  }
  return (
    instanceResource(resource) === undefined && resourcesOverlap(resource, `acs:cr:${region}:${account}:repository/*`)
  );
}

/** Principals that the file reads and shows, and leaves alone. */
export const isIgnored = (principal: Principal, { config }: LintContext): boolean =>
  config.settings.ignore.some((pattern) => globMatch(pattern, principal));

import { nearest } from '../config/nearest.ts';
import { parseArea } from '../config/parse-area.ts';
import type { AccessConfig } from '../config/types.ts';
import { AcrAccessError } from '../errors.ts';
import type { Area, Registry } from '../policy/area.ts';
import { CATALOGUE, kindsOf } from '../policy/catalogue.ts';
import type { AccessRequest } from '../policy/evaluate.ts';
import { VERB_ACTIONS, VERBS, type Verb } from '../policy/verbs.ts';
import type { AccountView } from './account-view.ts';

/** What is asked: a verb of the file on an area of it, or one raw request. */
export type Question =
  | { readonly kind: 'verb'; readonly can: Verb | 'full'; readonly on: Area }
  | { readonly kind: 'request'; readonly request: AccessRequest };

const WORDS: readonly string[] = [...VERBS, 'full'];

/**
 * `push prod:release/api`, `cr:PullRepository prod:release/api`, `cr:PullRepository acs:cr:…`, `login`.
 *
 * @throws AcrAccessError `usage` with a suggestion for an unknown verb, action, registry or area
 */
export function parseQuestion(what: string, where: string | undefined, view: AccountView): Question {
  const isVerb = WORDS.includes(what);
  if (!isVerb) checkAction(what);
  if (where === undefined || where === '*') {
    if (!isVerb) return { kind: 'request', request: { action: what, resource: '*' } };
    if (what === 'login') return { kind: 'request', request: { action: VERB_ACTIONS.login[0]![0]!, resource: '*' } };
    throw new AcrAccessError('usage', `where? "${what}" needs an area such as prod:release/api`);
  }
  if (where.startsWith('acs:')) {
    if (!isVerb) return { kind: 'request', request: { action: what, resource: where } };
    const [only, ...more] = VERB_ACTIONS[what as Verb] ?? [];
    if (only?.length !== 1 || more.length > 0) {
      throw new AcrAccessError(
        'usage',
        `"${what}" is several actions: with an ARN name one, such as cr:PushRepository`,
      );
    }
    return { kind: 'request', request: { action: only[0]!, resource: where } };
  }
  const on = areaOf(where, view.config, view);
  if (isVerb) return { kind: 'verb', can: what as Verb | 'full', on };
  return { kind: 'request', request: { action: what, resource: resourceOf(what, on, view) } };
}

function checkAction(what: string): void {
  if (/^[a-z]+:/i.test(what) && (CATALOGUE.has(what) || !/^cr:/i.test(what))) return;
  const close = nearest(what, [...WORDS, ...CATALOGUE.keys()]);
  throw new AcrAccessError(
    'usage',
    `"${what}" is no verb and no action of Container Registry${close === undefined ? '' : `; did you mean "${close}"?`}`,
    {
      hint: `Verbs: ${WORDS.join(', ')}. Actions that no list knows can be asked with --requests.`,
    },
  );
}

function areaOf(where: string, config: AccessConfig | undefined, view: AccountView): Area {
  const registries = registriesOf(config, view);
  const parsed = parseArea(where, new Map(registries.map(({ name, edition }) => [name, edition])));
  if ('area' in parsed) return parsed.area;
  const { message, hint } = parsed.problem;
  const text = typeof hint === 'function' ? hint() : hint;
  throw new AcrAccessError('usage', message, text === undefined ? {} : { hint: text });
}

/** The registries of the file; without one every instance goes by its id. */
export function registriesOf(
  config: AccessConfig | undefined,
  { world }: Pick<AccountView, 'world'>,
): readonly Registry[] {
  if (config !== undefined) return config.registries;
  return [
    ...world.instances.map(({ id, region }): Registry => ({ name: id, edition: 'enterprise', instance: id, region })),
    ...world.personal.map(({ region }): Registry => ({ name: `personal-${region}`, edition: 'personal', region })),
  ];
}

/** The resource that a raw action on an area is authorised on: the first kind that the catalogue names for it. */
function resourceOf(action: string, { registry, pattern }: Area, view: AccountView): string {
  const found = registriesOf(view.config, view).find(({ name }) => name === registry)!;
  const region = found.region;
  const prefix = (type: string): string =>
    `acs:cr:${region}:${view.account.id}:${type}${found.edition === 'enterprise' ? `/${found.instance}` : ''}`;
  const [namespace = ''] = pattern.split('/');
  switch (kindsOf(action)[0]) {
    case 'star':
      return '*';
    case 'instance':
      return prefix('instance');
    case 'repo-inst':
      return prefix('repository');
    case 'ns':
      return `${prefix('repository')}/${namespace}`;
    case 'ns-list':
      return `${prefix('repository')}/${namespace}/*`;
    case 'chart-inst':
      return prefix('chart');
    case 'chart-ns':
    case 'chart-ns-list':
    case 'chart-repo':
      return `${prefix('chart')}/${pattern}`;
    default:
      return `${prefix('repository')}/${pattern}`;
  }
}

import { nearest } from '../config/nearest.ts';
import { parseArea } from '../config/parse-area.ts';
import { AcrAccessError } from '../errors.ts';
import { meaningless, type VerbQuestions, verbQuestions } from '../plan/judges/verb-questions.ts';
import type { Area, Registry } from '../policy/area.ts';
import { CATALOGUE } from '../policy/catalogue.ts';
import type { AccessRequest } from '../policy/evaluate.ts';
import { VERB_ACTIONS, VERBS, type Verb } from '../policy/verbs.ts';
import type { AccountView } from './account-view.ts';
import { resourceOf } from './resource-of.ts';

/** What is asked: a verb of the file on an area of it, or one raw request. */
export type Question =
  | { readonly kind: 'verb'; readonly can: Verb | 'full'; readonly on: Area; readonly ask: VerbQuestions }
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
    throw usage(`where? "${what}" needs an area such as prod:release/api`);
  }
  if (where.startsWith('acs:')) {
    return { kind: 'request', request: { action: isVerb ? onlyAction(what) : what, resource: where } };
  }
  const registries = registriesOf(view);
  const on = areaOf(where, registries, view);
  if (!isVerb) {
    const registry = registries.find(({ name }) => name === on.registry)!;
    return {
      kind: 'request',
      request: { action: what, resource: resourceOf(what, { registry, pattern: on.pattern }, view.account.id) },
    };
  }
  const can = what as Verb | 'full';
  const ask = verbQuestions({ registries }, view.world);
  if (!ask.means(can, on)) throw usage(meaningless(can, on));
  return { kind: 'verb', can, on, ask };
}

const usage = (message: string, hint?: string): AcrAccessError =>
  new AcrAccessError('usage', message, hint === undefined ? {} : { hint });

function checkAction(what: string): void {
  if (/^[a-z]+:./i.test(what) && (CATALOGUE.has(what) || !/^cr:/i.test(what))) return;
  const close = nearest(what, [...WORDS, ...CATALOGUE.keys()]);
  throw usage(
    `"${what}" is no verb and no action of Container Registry${close === undefined ? '' : `; did you mean "${close}"?`}`,
    `Verbs: ${WORDS.join(', ')}. Actions that no list knows can be asked with --requests.`,
  );
}

/** An ARN is one resource, so the verb has to be one action. */
function onlyAction(verb: string): string {
  const [only, ...more] = VERB_ACTIONS[verb as Verb] ?? [];
  if (only?.length === 1 && more.length === 0 && verb !== 'admin') return only[0]!;
  throw usage(`"${verb}" is several actions: with an ARN name one, such as cr:PushRepository`);
}

function areaOf(where: string, registries: readonly Registry[], { world, config }: AccountView): Area {
  const parsed = parseArea(where, new Map(registries.map(({ name, edition }) => [name, edition])));
  if ('problem' in parsed) {
    const { message, hint } = parsed.problem;
    const text = typeof hint === 'function' ? hint() : hint;
    const unnamed = 'Without --config, registries go by their ids, such as cri-xxxxxxxxxxxxxxxx:release/api.';
    throw usage(message, config === undefined ? [text, unnamed].filter(Boolean).join('\n') : text);
  }
  const registry = registries.find(({ name }) => name === parsed.area.registry)!;
  const isThere =
    registry.edition === 'enterprise'
      ? world.instances.some(({ id, region }) => id === registry.instance && region === registry.region)
      : world.personal.some(({ region }) => registry.region === '*' || region === registry.region);
  if (isThere) return parsed.area;
  throw usage(`the account has no registry "${registry.name}" as ${config?.file} describes it`);
}

/** The registries of the file; without one every instance goes by its id. */
function registriesOf({ config, world }: AccountView): readonly Registry[] {
  if (config !== undefined) return config.registries;
  return [
    ...world.instances.map(({ id, region }): Registry => ({ name: id, edition: 'enterprise', instance: id, region })),
    ...world.personal.map(({ region }): Registry => ({ name: `personal-${region}`, edition: 'personal', region })),
  ];
}

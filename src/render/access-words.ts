import type { AccessReport, AccessRow, Cause } from '../plan/access/types.ts';
import { plural } from '../plan/plural.ts';
import type { ResourceKind } from '../policy/catalogue.ts';
import type { Verb } from '../policy/verbs.ts';

export type Side = 'gained' | 'lost';

const WORDS: Record<Verb, string> = {
  admin: 'administer',
  delete: 'delete',
  push: 'push',
  network: 'open the network',
  create: 'create repositories',
  pull: 'pull',
  list: 'list in the console',
  login: 'log in',
};

/** With these on a resource nothing is left out there. */
const ON_REPOSITORIES: readonly Verb[] = ['admin', 'delete', 'push', 'pull'];
const EVERYTHING: Partial<Record<ResourceKind, readonly Verb[]>> = {
  repo: ON_REPOSITORIES,
  ns: ['admin', 'delete', 'create'],
  instance: ['admin', 'network'],
};

/** `push, pull, log in`; `everything`; or the calls by name where no verb stands for them. */
export function verbsText(
  verbs: readonly Verb[],
  { kind, actions }: { readonly kind: ResourceKind; readonly actions: readonly string[] },
): string {
  if (verbs.length === 0) {
    if (actions.length === 0) return 'other calls';
    const more = actions.length > 3 ? ` and ${plural(actions.length - 3, 'more call', 'more calls')}` : '';
    return `${actions.slice(0, 3).join(', ')}${more}`;
  }
  if ((EVERYTHING[kind] ?? ON_REPOSITORIES).every((verb) => verbs.includes(verb))) return 'everything';
  return verbs.map((verb) => WORDS[verb]).join(', ');
}

/** How the sides of a difference are told. */
export interface SideWords {
  /** in front of the verbs */
  readonly side: (certainty: AccessRow['certainty'], side: Side | 'both') => string;
  /** what makes the difference, in front of the way that the access comes or came by */
  readonly causes: Record<Side, Record<Cause, string>>;
}

function planSide(certainty: AccessRow['certainty'], side: Side | 'both'): string {
  if (certainty === 'unknown') {
    return side === 'both' ? 'unclear: ' : side === 'gained' ? 'perhaps: ' : 'perhaps no longer: ';
  }
  return side === 'lost' ? 'no longer: ' : '';
}

/** What the plan does that makes it so. */
const PLAN_CAUSES: SideWords['causes'] = {
  gained: {
    attached: '',
    joined: '',
    rewritten: '',
    detached: 'no longer denied by',
    left: 'no longer denied by',
    deleted: '',
  },
  lost: {
    attached: 'denied by',
    joined: 'denied by',
    rewritten: 'rewritten:',
    detached: 'detached:',
    left: 'leaves',
    deleted: 'deleted, had it by',
  },
};

/** Access that a plan gives and takes. */
export const PLAN_WORDS: SideWords = { side: planSide, causes: PLAN_CAUSES };

/** The account beside the file, when nothing has been decided: what is `lost` is access that somebody has now. */
export const DRIFT_WORDS: SideWords = {
  side: (certainty, side) => (certainty !== 'unknown' ? '' : side === 'both' ? 'unclear: ' : 'perhaps: '),
  causes: {
    gained: {
      attached: '',
      joined: '',
      rewritten: 'differs in',
      detached: 'denied by',
      left: 'denied by',
      deleted: '',
    },
    lost: {
      attached: 'not denied by',
      joined: 'not denied by',
      rewritten: 'differs in',
      detached: '',
      left: '',
      deleted: '',
    },
  },
};

/** One step of the way, `by` shows a name: `group:devs`, `acr-access-read`, `system policy AdministratorAccess`. */
export function stepText(step: string, show: (name: string) => string): string {
  const system = 'policy/System/';
  if (step.startsWith(system)) return `system policy ${show(step.slice(system.length))}`;
  return show(step.replace(/^policy\//, ''));
}

/** `14 repositories now`; '' when there is nothing to count. */
export function existingText(existing: AccessRow['existing']): string {
  if (existing === null) return '';
  return existing.count === 0 ? 'no repository yet' : `${plural(existing.count, 'repository', 'repositories')} now`;
}

/** Under which conditions; '' = always. */
export function conditionText({ certainty, when, why }: Pick<AccessRow, 'certainty' | 'when' | 'why'>): string {
  const open = certainty === 'unknown' && why.length > 0 ? `not certain: ${why.join('; ')}` : '';
  return [whenText(when), open].filter(Boolean).join('; ');
}

const TIME = /^(not )?acs:CurrentTime DateLessThan (\S+)$/;

/** The end of a grant is a condition that everybody has: it reads as `until`, and what begins at another's end as `from`. */
function whenText(when: readonly string[] | null): string {
  if (when === null) return '';
  const times = when.length === 1 ? when[0]!.split(' and ').map((part) => TIME.exec(part)) : [];
  if (times.length === 0 || times.includes(null)) return `only when ${when.join(' or ')}`;
  const end = times.filter((time) => time![1] === undefined).map((time) => `until ${time![2]}`);
  const begin = times.filter((time) => time![1] !== undefined).map((time) => `from ${time![2]}`);
  return [...begin, ...end].join(' ');
}

/** `2 gain access, 1 loses access`; '' when nobody does. Members that were not read cannot be counted. */
export function gainsSentence({ access, gains, losses }: Pick<AccessReport, 'access' | 'gains' | 'losses'>): string {
  const groups = access.filter(({ principal }) => principal.startsWith('group:')).length;
  const parts = [
    gains > 0 ? `${gains} ${gains === 1 ? 'gains' : 'gain'} access` : '',
    losses > 0 ? `${losses} ${losses === 1 ? 'loses' : 'lose'} access` : '',
    groups > 0 ? `access of the members of ${plural(groups, 'group')} changes` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

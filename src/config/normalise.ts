import type { Area, Registry } from '../policy/area.ts';
import type { Statement } from '../policy/document.ts';
import { ACCOUNT_SCOPE, type Principal } from '../policy/principal.ts';
import type { Verb } from '../policy/verbs.ts';
import { DEFAULT_SETTINGS } from './defaults.ts';
import { parseInstant } from './instant.ts';
import type { Locate, Path } from './issue-list.ts';
import { asList, entries } from './rules/context.ts';
import { GUARDRAIL_KINDS } from './rules/guardrails.ts';
import type {
  WrittenConfig,
  WrittenGrant,
  WrittenGroup,
  WrittenGuardrail,
  WrittenRegistry,
  WrittenUser,
} from './schema.ts';
import { positionAt, type SourceText } from './source-text.ts';
import type {
  AccessConfig,
  DeclaredGroup,
  DeclaredUser,
  Grant,
  GrantedAccess,
  Guardrail,
  Settings,
  SourcePosition,
} from './types.ts';

type Where = (path: Path) => SourcePosition;

/** The file with its defaults: strings become lists, dates become UTC instants. `written` has passed every rule. */
export function normalise(written: WrittenConfig, source: SourceText, locate: Locate): AccessConfig {
  const where: Where = (path) => ({ file: source.file, ...positionAt(source, locate(path, 'key')) });
  return {
    file: source.file,
    account: written.account,
    registries: entries<WrittenRegistry>(written.registries).map(([name, entry]) => registry(name, entry)),
    users: section(written.users, (name, entry: WrittenUser) => user(name, entry, where(['users', name]))),
    groups: section(written.groups, (name, entry: WrittenGroup) => group(name, entry, where(['groups', name]))),
    grants: section(written.grants, (name, entry: WrittenGrant) => grant(name, entry, where(['grants', name]))),
    guardrails: (written.guardrails ?? []).map((entry, index) => guardrail(entry, where(['guardrails', index]))),
    expect: (written.expect ?? []).map((entry, index) => ({
      who: entry.who as Principal,
      can: entry.can,
      on: area(entry.on),
      allowed: entry.allowed,
      source: where(['expect', index]),
    })),
    exceptions: (written.exceptions ?? []).map((entry, index) => ({
      ...entry,
      until: instant(entry.until),
      source: where(['exceptions', index]),
    })),
    settings: settings(written.settings),
  };
}

/** An absent section stays absent: not managed. */
function section<Entry, Declared>(
  written: Readonly<Record<string, Entry>> | readonly unknown[] | undefined,
  declare: (name: string, entry: Entry) => Declared,
): readonly Declared[] | undefined {
  return written === undefined ? undefined : entries<Entry>(written).map(([name, entry]) => declare(name, entry));
}

const registry = (name: string, { edition, instance, region }: WrittenRegistry): Registry =>
  edition === 'personal'
    ? { name, edition, region }
    : { name, edition: 'enterprise', instance: instance ?? '', region };

const user = (name: string, { displayName, comments, state }: WrittenUser, source: SourcePosition): DeclaredUser => ({
  name,
  displayName,
  comments,
  state: state ?? 'present',
  source,
});

const group = (name: string, { comments, members }: WrittenGroup, source: SourcePosition): DeclaredGroup => ({
  name,
  comments,
  members: members === undefined ? undefined : asList(members),
  source,
});

const grant = (name: string, written: WrittenGrant, source: SourcePosition): Grant => ({
  name,
  reason: written.reason,
  access: grantedAccess(written),
  to: asList(written.to) as readonly Principal[],
  replaces: asList(written.replaces ?? []),
  scope: written.scope ?? ACCOUNT_SCOPE,
  console: written.console ?? false,
  create: written.create ?? false,
  login: written.login,
  until: written.until === undefined ? undefined : instant(written.until),
  source,
});

function grantedAccess({ can, on, policy, statements }: WrittenGrant): GrantedAccess {
  if (policy !== undefined) return { kind: 'system-policy', policy };
  if (can === undefined) return { kind: 'statements', statements: (statements ?? []) as readonly Statement[] };
  return { kind: 'level', can, on: areas(on ?? []) };
}

function guardrail(written: WrittenGuardrail, source: SourcePosition): Guardrail {
  const base = { id: written.id, on: areas(written.on), source };
  const kind = GUARDRAIL_KINDS.find((key) => written[key] !== undefined) ?? 'only';
  const principals = (key: 'only' | 'keep') => asList(written[key] ?? []) as readonly Principal[];
  const verbs = (key: 'can' | 'no-new' | 'separate') => asList(written[key] ?? []) as readonly (Verb | 'full')[];
  switch (kind) {
    case 'only':
      return { ...base, kind, only: principals(kind), can: verbs('can') };
    case 'keep':
      return { ...base, kind, keep: principals(kind), can: verbs('can') };
    case 'no-new':
    case 'separate':
      return { ...base, kind, can: verbs(kind) };
  }
}

const settings = (written: WrittenConfig['settings'] = {}): Settings => ({
  prefix: written.prefix ?? DEFAULT_SETTINGS.prefix,
  owner: written.owner,
  systemPolicies: written.systemPolicies ?? DEFAULT_SETTINGS.systemPolicies,
  ignore: asList(written.ignore ?? DEFAULT_SETTINGS.ignore),
  protect: asList(written.protect ?? DEFAULT_SETTINGS.protect),
  limits: {
    removals: written.limits?.removals ?? DEFAULT_SETTINGS.limits.removals,
    removalPercent: written.limits?.removalPercent ?? DEFAULT_SETTINGS.limits.removalPercent,
  },
});

const areas = (written: string | readonly string[]): readonly Area[] => asList(written).map(area);

function area(written: string): Area {
  const colon = written.indexOf(':');
  return { registry: written.slice(0, colon), pattern: written.slice(colon + 1) };
}

/** The rules have parsed the date before. */
function instant(written: string): string {
  const parsed = parseInstant(written);
  return 'instant' in parsed ? parsed.instant : written;
}

import { formatIssue } from '../../src/config/issues.ts';
import { parseConfig } from '../../src/config/parse.ts';
import type { AccessConfig } from '../../src/config/types.ts';
import { type AssessedPlan, assessPlan } from '../../src/plan/assess.ts';
import { protect } from '../../src/plan/judges/protect.ts';
import type { Plan } from '../../src/plan/types.ts';
import type { Principal } from '../../src/policy/principal.ts';
import { ownershipTags } from '../../src/state/ownership.ts';
import { DEFAULT_QUOTAS } from '../../src/state/quotas.ts';
import type { Account, Attachment, PolicySummary } from '../../src/state/types.ts';
import { policyKey } from '../../src/state/types.ts';

export const ACCOUNT = '1234567890123456';
export const OWNER = 'org/repo:acr-access.yaml';
export const NOW = new Date('2026-06-01T12:00:00Z');

const HEADER = `version: 1
account: "${ACCOUNT}"
registries:
  prod: { instance: cri-prod000000000001, region: cn-hangzhou }
  legacy: { edition: personal, region: cn-hangzhou }
`;

/** A file with the usual header, checked; a mistake in a test's text shows as the message a user would see. */
export function configOf(body: string): AccessConfig {
  const parsed = parseConfig({ file: 'acr-access.yaml', bytes: new TextEncoder().encode(HEADER + body) });
  if (!parsed.ok) throw new Error(parsed.issues.map((issue) => formatIssue(issue, 'acr-access.yaml')).join('\n\n'));
  return parsed.value;
}

export interface World {
  readonly users?: readonly string[];
  /** group -> members */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly roles?: readonly string[];
  /** custom policies that this file owns: name -> document */
  readonly owned?: Readonly<Record<string, unknown>>;
  /** any other policies */
  readonly others?: readonly (Partial<PolicySummary> & { readonly name: string; readonly document: unknown })[];
  /** `principal policy` or `principal policy scope`; a policy that the world does not define is a System one */
  readonly attached?: readonly string[];
  readonly account?: Partial<Account>;
}

/** A whole account in a few words. */
export function accountOf(world: World): Account {
  const summaries: (PolicySummary & { document: unknown })[] = [
    ...Object.entries(world.owned ?? {}).map(([name, document]) => ({
      name,
      type: 'Custom' as const,
      description: `grant ${name.replace(/^acr-access-/, '')}`,
      tags: ownershipTags(OWNER),
      defaultVersion: 'v1',
      document,
    })),
    ...(world.others ?? []).map((policy) => ({
      type: 'Custom' as const,
      description: '',
      tags: {},
      defaultVersion: 'v1',
      ...policy,
    })),
  ];
  const custom = new Set(summaries.filter(({ type }) => type === 'Custom').map(({ name }) => name));
  const attachments: readonly Attachment[] = (world.attached ?? []).map((text) => {
    const [principal, policy, scope = 'account'] = text.split(' ') as [Principal, string, string?];
    return { principal, policy, type: custom.has(policy) ? 'Custom' : 'System', scope };
  });
  const named = (names: readonly string[]) =>
    new Map(names.map((name) => [name, { name, displayName: name, comments: '', description: '' }]));
  return {
    id: ACCOUNT,
    alias: 'example',
    identity: undefined,
    users: named(world.users ?? []),
    groups: named(Object.keys(world.groups ?? {})),
    roles: named(world.roles ?? []),
    trustPolicies: new Map(),
    unreadTrust: [],
    members: new Map(Object.entries(world.groups ?? {}).map(([group, members]) => [group, new Set(members)])),
    policies: new Map(
      summaries.map(({ document: _document, ...summary }) => [policyKey(summary.type, summary.name), summary]),
    ),
    documents: new Map(summaries.map(({ type, name, document }) => [policyKey(type, name), document])),
    assumedDocuments: [],
    attachments,
    seesResourceGroups: true,
    resourceGroups: new Map([
      ['rg-default', 'default'],
      ['rg-team', 'team'],
    ]),
    inventory: { instances: [], personal: [] },
    deletionBlockers: new Map(),
    quotas: DEFAULT_QUOTAS,
    ...world.account,
  };
}

/** The plan of a file's body against a world. */
export function planOf(
  body: string,
  world: World,
  options: { now?: Date; adopt?: readonly string[]; owner?: string } = {},
): AssessedPlan {
  const input = {
    config: configOf(body),
    account: accountOf(world),
    owner: options.owner ?? OWNER,
    adopt: options.adopt ?? [],
    now: options.now ?? NOW,
  };
  return assessPlan(input, [protect]);
}

/** A plan's changes as `action key`, in order. */
export const steps = (plan: Plan): readonly string[] => plan.changes.map(({ action, key }) => `${action} ${key}`);

/** A plan's findings as `ID key`, blocking ones with a leading `!`. */
export const judgements = (plan: Plan): readonly string[] =>
  plan.findings.map(({ id, key, blocking }) => `${blocking ? '!' : ''}${id} ${key}`);

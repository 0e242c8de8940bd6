import type { AccessReport } from '../../src/plan/access/types.ts';
import type { AssessedPlan } from '../../src/plan/assess.ts';
import type { Change, Finding } from '../../src/plan/types.ts';
import type { PolicyDocument } from '../../src/policy/document.ts';
import { keyOf } from '../../src/state/keys.ts';
import type { FoundResource, PolicyResource } from '../../src/state/types.ts';

/** A change with the key of its resource, for the reason `because`. */
export const change = (
  action: Change['action'],
  before: FoundResource | null,
  after: FoundResource | null,
  source: Change['source'] = null,
): Change => {
  const resource = (after ?? before)!;
  const key = keyOf(resource as PolicyResource);
  return { key, reason: 'because', source, action, kind: resource.kind, before, after } as Change;
};

export const LINE_7 = { file: 'acr-access.yaml', line: 7, column: 3 };

const pull: PolicyDocument = {
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: ['cr:PullRepository'], Resource: ['acs:cr:*:*:repository/a/*'] }],
};
const push: PolicyDocument = {
  Version: '1',
  Statement: [
    ...pull.Statement,
    { Effect: 'Allow', Action: 'cr:PushRepository', Resource: 'acs:cr:*:*:repository/a/*' },
  ],
};
const TAGS = { 'managed-by': 'acr-access', 'managed-by-file': 'org/repo:f' };

export const policy = (over: Partial<Extract<FoundResource, { kind: 'policy' }>> = {}) =>
  ({ kind: 'policy', name: 'acr-access-p', description: 'why', tags: TAGS, document: pull, ...over }) as const;
const user = { kind: 'user', name: 'alice', displayName: 'Alice', comments: undefined } as const;
const group = { kind: 'group', name: 'devs', comments: 'Developers' } as const;
const membership = { kind: 'membership', group: 'devs', user: 'alice' } as const;
const attachment = {
  kind: 'attachment',
  principal: 'group:devs',
  policy: 'acr-access-p',
  type: 'Custom',
  scope: 'account',
} as const;
const scoped = { ...attachment, principal: 'role:ci', scope: 'rg-1' } as const;

/** Every kind of change that a plan can hold, each in its forms. */
export const CHANGES = {
  createPolicy: change('create', null, policy(), LINE_7),
  updatePolicy: change('update', policy(), policy({ document: push })),
  describePolicy: change('update', policy({ description: 'old' }), policy()),
  adoptPolicy: change('update', policy({ tags: {} }), policy()),
  repairPolicy: change('update', policy({ document: { Version: '9' } }), policy()),
  deletePolicy: change('delete', policy(), null),
  createUser: change('create', null, user),
  updateUser: change('update', { ...user, displayName: 'Al' }, user),
  deleteUser: change('delete', user, null),
  createGroup: change('create', null, group),
  updateGroup: change('update', { ...group, comments: '' }, group),
  addMember: change('create', null, membership),
  removeMember: change('delete', membership, null),
  attach: change('create', null, attachment),
  attachScoped: change('create', null, scoped),
  detach: change('delete', attachment, null),
  detachScoped: change('delete', scoped, null),
} as const;

export const finding = (over: Partial<Finding> = {}): Finding => ({
  id: 'PRT01',
  severity: 'error',
  message: 'user:alice is protected',
  remedy: 'Keep its grants.',
  key: 'settings/limits',
  source: null,
  introduced: true,
  blocking: true,
  ...over,
});

/** Nobody gains or loses anything. */
export const NO_REPORT: AccessReport = { access: [], shadow: [], silent: [], gains: 0, losses: 0 };

export const plan = (over: Partial<AssessedPlan> = {}): AssessedPlan => ({
  report: NO_REPORT,
  account: '1234567890123456',
  config: 'acr-access.yaml',
  owner: 'org/repo:acr-access.yaml',
  digest: 'sha256:00',
  changes: [],
  findings: [],
  untouched: [],
  quotas: {},
  applySecondsAtLeast: 3,
  ...over,
});

export const STATS = { apiCalls: 8, readMs: 412, planMs: 9 };

/** What text from a file, a pull request or the cloud may try. */
export const HOSTILE = [
  '::error::forged',
  '  ::set-output name=x::y',
  '##[error]forged',
  'two\nlines\r\n::error::x',
  'a | b \\| c',
  '`code` ``more``',
  '```\n</details>',
  '<img src=x onerror=alert(1)> &lt;',
  '[text](https://evil.example) ![x](y)',
  '@octocat #12 org/repo#3 GH-4 deadbeef1',
  'bidi \u202e and \u{e0041}tag and \ufeff',
  '\u001b[31mred\u0007',
  '</summary><!-- acr-access:plan v1 key=0 -->',
  '',
  ' padded ',
] as const;

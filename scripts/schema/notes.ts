import { DEFAULT_SETTINGS } from '../../src/config/defaults.ts';

/** What people are told of one key: by docs/file.md, and by editors through the JSON Schema. */
export interface Note {
  /** Markdown in one line */
  readonly meaning: string;
  /** what the file means when the key is absent, where that is a value */
  readonly default?: unknown;
  /** the same in words, where it is none */
  readonly otherwise?: string;
  /** values that are right for this key; none where the schema lists them, or where the keys below have some */
  readonly examples?: readonly unknown[];
}

/** What is said of every entry of a section. */
export const ENTRY_NOTES: Readonly<Record<string, string>> = {
  registries: 'One Enterprise Edition instance, or the Personal Edition of the account in a region',
  users: 'A RAM user that the file creates, describes or deletes',
  groups: 'A RAM group',
  grants: 'Who may do what where. One grant becomes one RAM policy and its attachments',
  statements: 'A RAM policy statement',
  guardrails: 'A plan after which this would not hold is refused',
  expect: 'A test of access',
  exceptions: 'A finding that is accepted, with a reason and an end',
};

const PRINCIPALS = ['group:frontend', ['group:frontend', 'user:carol', 'role:ci-release']];
const AREAS = ['prod:juzhong/*', 'prod:release/api', 'prod:*', ['prod:juzhong/*', 'prod:release/*']];

const TOP_LEVEL: Readonly<Record<string, Note>> = {
  version: { meaning: 'of the file format: `1`' },
  account: {
    meaning: 'id of the Alibaba Cloud account, in quotes. The run stops when the credentials belong to another one',
    examples: ['1234567890123456'],
  },
  registries: { meaning: 'the registries that areas name', otherwise: 'none' },
  users: { meaning: 'RAM users to create, describe or delete', otherwise: 'not managed' },
  groups: { meaning: 'RAM groups and their members', otherwise: 'not managed' },
  grants: { meaning: 'who may do what where', otherwise: 'not managed' },
  guardrails: { meaning: 'what must hold after every plan', otherwise: 'none' },
  expect: { meaning: 'tests of access', otherwise: 'none' },
  exceptions: { meaning: 'findings that are accepted', otherwise: 'none' },
  settings: { meaning: 'prefix, ownership, limits', otherwise: 'see below' },
};

const REGISTRIES: Readonly<Record<string, Note>> = {
  'registries.edition': { meaning: '`enterprise` or `personal`', default: 'enterprise' },
  'registries.instance': {
    meaning: 'id of the instance, `cri-…`',
    otherwise: 'needed for Enterprise Edition',
    examples: ['cri-xxxxxxxxxxxxxxxx'],
  },
  'registries.region': {
    meaning: 'e.g. `cn-hangzhou`; `"*"` is every region, for Personal Edition only',
    examples: ['cn-hangzhou', 'cn-shanghai', 'ap-southeast-1'],
  },
};

const PEOPLE: Readonly<Record<string, Note>> = {
  'users.displayName': { meaning: 'up to 128 characters', otherwise: 'not managed', examples: ['Release pipeline'] },
  'users.comments': {
    meaning: 'up to 128 characters; `""` clears them',
    otherwise: 'not managed',
    examples: ['pushes release images'],
  },
  'users.state': {
    meaning:
      "`absent` deletes the user, and the plan is refused while it has keys, MFA devices, a console login, groups, or policies that are not the file's",
    default: 'present',
  },
  'groups.comments': {
    meaning: 'up to 128 characters; `""` clears them',
    otherwise: 'not managed',
    examples: ['Storefront team'],
  },
  'groups.members': {
    meaning: 'user names: exactly these are members. `[]` empties the group',
    otherwise: 'not managed',
    examples: [['alice', 'bob'], []],
  },
};

const GRANTS: Readonly<Record<string, Note>> = {
  'grants.to': { meaning: '`user:NAME`, `group:NAME`, `role:NAME`; `[]`: nobody', examples: PRINCIPALS },
  'grants.reason': {
    meaning: "why; becomes the policy's description. Up to 1,024 characters",
    otherwise: '`grant NAME`',
    examples: ['Storefront deploys pull from juzhong'],
  },
  'grants.can': { meaning: '`pull`, `push` or `full`' },
  'grants.on': {
    meaning: 'areas: `REGISTRY:NAMESPACE`, `REGISTRY:NAMESPACE/REPOSITORY`, `REGISTRY:*`',
    examples: AREAS,
  },
  'grants.create': { meaning: 'with `can: push`: may create repositories by pushing to them', default: false },
  'grants.console': {
    meaning: 'with `can`: may also list namespaces and repositories in the web console',
    default: false,
  },
  'grants.login': {
    meaning: 'with `can`: may get a registry password',
    otherwise: '`true` if an area is of Enterprise Edition, else `false`',
  },
  'grants.policy': {
    meaning: 'instead of `can`: `AliyunContainerRegistryReadOnlyAccess` or `AliyunContainerRegistryFullAccess`',
    examples: ['AliyunContainerRegistryReadOnlyAccess', 'AliyunContainerRegistryFullAccess'],
  },
  'grants.statements': { meaning: 'instead of `can`: RAM statements, next section' },
  'grants.replaces': {
    meaning: 'hand-made custom policies that are detached from `to` once the grant is attached',
    otherwise: 'none',
    examples: ['team-push', ['team-push', 'team-pull']],
  },
  'grants.scope': {
    meaning: 'a resource group, `rg-…`: the grant then holds only for registries that lie in it',
    default: 'account',
    examples: ['rg-aek2xxxxxxxxxxx'],
  },
  'grants.until': {
    meaning:
      'exclusive end: `2026-12-31` (from 00:00 UTC) or `2026-12-31T18:00:00+08:00`. RAM enforces it to the second; the next run removes what is left. Not with `policy` attachments, which RAM cannot end: there the next run does it',
    otherwise: 'no end',
    examples: ['2026-12-31', '2026-12-31T18:00:00+08:00'],
  },
  'grants.statements.Effect': { meaning: '`Allow` or `Deny`' },
  'grants.statements.Action': {
    meaning: 'e.g. `cr:GetScan`; wildcards allowed',
    examples: ['cr:Get*', ['cr:GetScan', 'cr:PutScan']],
  },
  'grants.statements.Resource': {
    meaning: '`"*"` or `acs:cr:REGION:ACCOUNT:…`',
    examples: ['*', 'acs:cr:cn-hangzhou:*:repository/cri-xxxxxxxxxxxxxxxx/juzhong/*'],
  },
  'grants.statements.Condition': {
    meaning: 'operator, then key, then values, as in RAM',
    otherwise: 'none',
    examples: [{ IpAddress: { 'acs:SourceIp': ['10.0.0.0/8'] } }],
  },
};

const RULES: Readonly<Record<string, Note>> = {
  'guardrails.id': { meaning: 'name of the rule, for messages', examples: ['prod-push'] },
  'guardrails.on': { meaning: 'areas', examples: AREAS },
  'guardrails.only': {
    meaning: 'nobody but these principals may do `can` on `on`; `[]`: nobody at all',
    examples: [['role:ci-release', 'group:release'], []],
  },
  'guardrails.keep': { meaning: 'these principals must be able to do `can` on `on`', examples: ['role:ci-release'] },
  'guardrails.no-new': { meaning: 'verbs that nobody may gain on `on` by a change', examples: ['admin'] },
  'guardrails.separate': {
    meaning: 'two verbs or more that no principal may hold together on `on`',
    examples: [['push', 'delete']],
  },
  'guardrails.can': { meaning: 'verbs', otherwise: 'needed with `only`, `keep`', examples: ['push', ['pull', 'push']] },
  'expect.who': { meaning: 'one principal', examples: ['user:alice', 'role:ci-release'] },
  'expect.can': { meaning: 'one verb' },
  'expect.on': { meaning: 'one area', examples: ['prod:juzhong/nginx', 'prod:release/*'] },
  'expect.allowed': { meaning: '`true` or `false`' },
  'exceptions.id': { meaning: 'of the finding, see [findings](findings.md)', examples: ['LP04'] },
  'exceptions.on': {
    meaning: 'what the finding is about, as it is shown, e.g. `grant/nginx-admin`',
    examples: ['grant/nginx-admin'],
  },
  'exceptions.reason': { meaning: 'why it is accepted', examples: ['small team until the split'] },
  'exceptions.until': { meaning: 'exclusive end, as in grants', examples: ['2027-03-31'] },
};

const { prefix, systemPolicies, ignore, protect, limits } = DEFAULT_SETTINGS;

const SETTINGS: Readonly<Record<string, Note>> = {
  'settings.prefix': {
    meaning: 'prefix of managed policies; 3 to 40 letters, digits and `-`, with `-` at the end',
    default: prefix,
  },
  'settings.owner': {
    meaning:
      "`owner/repo`, written into the policies' tags with the file's path: `GITHUB_REPOSITORY`, else the git remote `origin`, else the account id",
    otherwise: 'where the file lives',
    examples: ['org/repo'],
  },
  'settings.systemPolicies': {
    meaning:
      '`enforce`: the file owns every attachment of the two ACR system policies in the account. `report`: it only looks at them',
    default: systemPolicies,
  },
  'settings.ignore': {
    meaning:
      'principals that are read and shown and never changed. Wildcards over `user:NAME`, `group:NAME`, `role:NAME`',
    default: ignore,
    examples: [['user:admin-*']],
  },
  'settings.protect': {
    meaning: 'principals that must not lose access by a plan; wildcards as above',
    default: protect,
    examples: [['role:ci-*', 'user:break-glass']],
  },
  'settings.limits': { meaning: 'how much a plan may take away before it is refused' },
  'settings.limits.removals': { meaning: 'attachments, memberships and users', default: limits.removals },
  'settings.limits.removalPercent': {
    meaning: 'of those that are managed, from ten on',
    default: limits.removalPercent,
  },
};

/** Of every key of acr-access.yaml, in the order of the page; keys of entries without the entry's name. */
export const NOTES: Readonly<Record<string, Note>> = {
  ...TOP_LEVEL,
  ...REGISTRIES,
  ...PEOPLE,
  ...GRANTS,
  ...RULES,
  ...SETTINGS,
};

/**
 * Files that must be refused, each with one mistake that people (or attackers) make. What is said about each is in
 * bad-files.expected.txt: read it aloud when it changes.
 */

const HEAD = `version: 1
account: "1234567890123456"
registries:
  prod: { instance: cri-abc123, region: cn-hangzhou }
  legacy: { edition: personal, region: cn-hangzhou }
`;

const file = (body: string): string => HEAD + body;
const grant = (body: string): string => file(`grants:\n  read:\n    ${body.replaceAll('\n', '\n    ')}\n`);
const pull = (rest: string): string => grant(`can: pull\non: prod:juzhong/*\nto: user:alice\n${rest}`);
const statement = (body: string): string => grant(`to: user:alice\nstatements:\n  - { ${body} }`);
const ALLOW = 'Effect: Allow, Action: cr:GetScan, Resource: "*"';
const guardrail = (body: string): string => file(`guardrails:\n  - { ${body} }\n`);
const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

export const BAD_FILES: Readonly<Record<string, string | Uint8Array>> = {
  // ---- text
  'no bytes at all': '',
  'only comments': '# nothing here\n\n',
  'only a document start': '---\n',
  'not a mapping': '- version: 1\n',
  'plain text': 'hello\n',
  'UTF-16 with a mark': bytes([0xff, 0xfe], [0x76, 0, 0x65, 0]),
  'UTF-16 without a mark': bytes([0x76, 0, 0x65, 0]),
  'Latin-1': bytes(HEAD, '# caf', [0xe9], ' au lait\n'),
  'invalid UTF-8 after a real U+FFFD': bytes(HEAD, '# \ufffd then ', [0xc3, 0x28], '\n'),
  'NUL and escape characters': `${HEAD}# a\0b \x1b[31m red\n`,
  'bidi control in a comment': `${HEAD}# harmless \u202e txet desrever\n`,
  'larger than 1 MiB': `${HEAD}# ${'x'.repeat(1024 * 1024)}\n`,
  'two documents': `${HEAD}---\nversion: 1\n`,
  'YAML 1.1 directive': `%YAML 1.1\n---\n${HEAD}`,
  'custom tag': file('settings: !!js/function "x"\n'),
  'missing bracket': file('grants:\n  read: { can: pull, to: [user:alice }\n'),
  'tab as indentation': file('grants:\n\tread: {}\n'),
  'wrong indentation': file('grants:\n    read:\n      can: pull\n   to: user:alice\n'),
  'colon and blank in a text': file('groups:\n  dev:\n    comments: Team: storefront\n'),
  'duplicate key': file('users:\n  alice: {}\n  bob: {}\n  alice: { state: absent }\n'),
  'merge key': file('groups:\n  a: &a { members: [] }\n  b:\n    <<: *a\n'),
  'unknown alias': file('groups:\n  a: { members: *nobody }\n'),
  'alias of itself': file('groups: &g\n  a: *g\n'),
  'billion laughs': file(
    `settings:\n  ignore:\n    - &a0 [x,x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 8 }, (_, n) => `    - &a${n + 1} [${Array(10).fill(`*a${n}`).join(',')}]\n`).join('')}`,
  ),
  'deep nesting': file(`settings: ${'['.repeat(100)}${']'.repeat(100)}\n`),
  'unsafe keys': file('users:\n  __proto__: { state: absent }\n  constructor: {}\nprototype: 1\n'),
  'list as key': file('users:\n  ? [a]\n  : {}\n'),
  // ---- schema
  'unknown keys': file('grnats: {}\nzzz: 1\n'),
  'unknown key in a grant': pull('cna: push'),
  'missing keys': 'grants: {}\n',
  'several problems at once': 'version: 2\naccount: 123\ngrants:\n  a_b: { can: pul, on: x, to: alice }\n',
  'version as text': 'version: "1"\naccount: "1"\n',
  'version of the future': 'version: 2\naccount: "1"\n',
  'account as number': 'version: 1\naccount: 1234567890123456\n',
  'account that is no id': 'version: 1\naccount: my-company\n',
  'null section': file('grants:\n'),
  'null list': file('groups:\n  frontend:\n    members:\n'),
  'null entry': file('users:\n  alice:\n'),
  'null text': file('users:\n  alice: { comments: }\n'),
  'null in a list': file('groups:\n  frontend: { members: [alice, ~] }\n'),
  'section as list': file('users: [alice, bob]\n'),
  'yes for true': pull('console: yes'),
  'text for number': file('settings: { limits: { removals: "5" } }\n'),
  'numbers out of range': file('settings: { limits: { removals: -1, removalPercent: 150 } }\n'),
  'half a removal': file('settings: { limits: { removals: 1.5 } }\n'),
  'number for text': file('groups:\n  dev: { members: [alice, 007, true] }\n'),
  'mapping for text': grant('can: pull\non: prod:juzhong/*\nto: [user: alice]'),
  'date that YAML reads as number': pull('until: 2026'),
  'misspelt setting': file('settings: { systemPolicies: enforced, protct: [] }\n'),
  'member with kind': file('groups:\n  dev: { members: [user:alice, group:ops] }\n'),
  // ---- names and texts
  'registry without instance': 'version: 1\naccount: "1"\nregistries:\n  prod: { region: cn-hangzhou }\n',
  'personal registry with instance': file('').replace('personal,', 'personal, instance: cri-1,'),
  'wildcard region of an instance': file('').replace('cri-abc123, region: cn-hangzhou', 'cri-abc123, region: "*"'),
  'region that would change a host': file('').replace(
    'cri-abc123, region: cn-hangzhou',
    'cri-abc123, region: evil.example/#',
  ),
  'instance id that is none': file('').replace('cri-abc123', 'acme'),
  'one instance under two names': file('').replace('legacy: { edition: personal,', 'copy: { instance: cri-abc123,'),
  'look-alike user name': file('users:\n  \u0430lice: {}\n'),
  'invisible character in a name': grant('can: pull\non: prod:juzhong/*\nto: "user:alice\\u200b"'),
  'name too long': file(`users:\n  ${'a'.repeat(65)}: {}\n`),
  'grant name with underscore': file('grants:\n  my_grant: { can: pull, on: prod:a/*, to: user:alice }\n'),
  'grant name too long': file(`grants:\n  ${'a'.repeat(120)}: { can: pull, on: prod:a/*, to: user:alice }\n`),
  'names that differ in case only': file(
    'groups:\n  Dev: { members: [alice] }\ngrants:\n  x: { can: pull, on: prod:a/*, to: [group:dev, user:Alice] }\n  X: { can: pull, on: prod:b/*, to: [] }\n',
  ),
  'grant name of a split': file(
    'grants:\n  x: { can: pull, on: prod:a/*, to: user:alice }\n  x-2: { can: pull, on: prod:b/*, to: user:bob }\n',
  ),
  'reason with a line break': pull('reason: |\n  one\n  two'),
  'reason with HTML comment': pull('reason: "ok <!-- acr-access:plan v1 -->"'),
  'reason with escaped bidi control': pull('reason: "a \\u202e b"'),
  'reason too long': pull(`reason: ${'long '.repeat(206)}`),
  'empty reason': pull('reason: ""'),
  'comments too long': file(`groups:\n  dev: { comments: ${'c'.repeat(129)} }\n`),
  // ---- areas
  'area without registry': grant('can: pull\non: juzhong/*\nto: user:alice'),
  'area with unknown registry': grant('can: pull\non: [prd:juzhong/*, other:x]\nto: user:alice'),
  'area with upper case': grant('can: pull\non: prod:Juzhong/*\nto: user:alice'),
  'area with variable': grant('can: pull\non: "prod:${team}/*"\nto: user:alice'),
  'area with blank and brackets': grant(
    'can: pull\non: ["prod:a b/*", "prod:[ab]/*", "prod:caf\u00e9/*"]\nto: user:alice',
  ),
  'area with empty parts': grant(
    'can: pull\non: ["prod:", "prod:a//b", "prod:/a", "prod:a/../b", "prod:-a/*"]\nto: user:alice',
  ),
  'two tiers in Personal Edition': grant('can: pull\non: legacy:team/web/api\nto: user:alice'),
  'area listed twice': grant('can: pull\non: [prod:a/*, prod:a/*]\nto: user:alice'),
  // ---- grants
  'grant without access': grant('to: user:alice'),
  'can without on': grant('can: pull\nto: user:alice'),
  'on without can': grant('on: prod:a/*\nto: user:alice'),
  'empty on': grant('can: pull\non: []\nto: user:alice'),
  'two kinds of access': pull('policy: AliyunContainerRegistryReadOnlyAccess'),
  'on next to policy': grant('policy: AliyunContainerRegistryReadOnlyAccess\non: prod:a/*\nto: user:alice'),
  'options next to policy': grant(
    'policy: AliyunContainerRegistryFullAccess\nlogin: true\nconsole: true\nto: user:alice',
  ),
  'policy with an underscore': grant('policy: My_Policy\nto: user:alice'),
  'misspelt policy': grant('policy: AliyunContainerRegistryReadonlyAcces\nto: user:alice'),
  'create without push': pull('create: true'),
  'unknown level': grant('can: write\non: prod:a/*\nto: user:alice'),
  'misspelt level': grant('can: pll\non: prod:a/*\nto: user:alice'),
  'principal without kind': grant('can: pull\non: prod:a/*\nto: [alice]'),
  'principal of misspelt kind': grant('can: pull\non: prod:a/*\nto: [usr:alice, team:dev, "user:"]'),
  'role with underscore': grant('can: pull\non: prod:a/*\nto: role:my_role'),
  'recipient listed twice': grant('can: pull\non: prod:a/*\nto: [user:alice, user:bob, user:alice]'),
  'replaced policy listed twice': pull('replaces: [by-hand, other, by-hand]'),
  'replaced policy with an underscore': pull('replaces: [by_hand, ""]'),
  'replaced policy of the file': pull('replaces: acr-access-old'),
  'replaced policy with another prefix': file(
    'settings: { prefix: team- }\ngrants:\n  read: { can: pull, on: prod:a/*, to: user:a, replaces: [acr-access-old, team-old] }\n',
  ),
  'replaced system policy': pull('replaces: [AliyunContainerRegistryFullAccess]'),
  'replaced policies that are no texts': pull('replaces: [1, { name: by-hand }]'),
  'null for replaced policies': pull('replaces:'),
  'replaces in a grant of nothing': grant('replaces: by-hand\nto: user:alice'),
  'scope that is none': pull('scope: production'),
  'date in the wrong form': pull('until: 31.12.2026'),
  'date that does not exist': pull('until: 2026-02-30'),
  'zone that does not exist': pull('until: 2026-12-31T00:00+25:00'),
  'recipient is deleted': file(
    'users:\n  old: { state: absent }\ngroups:\n  dev: { members: [old] }\ngrants:\n  read: { can: pull, on: prod:a/*, to: user:old }\n',
  ),
  'deleted user with description': file('users:\n  old: { state: absent, comments: gone }\n'),
  'recipient is ignored': file(
    'settings: { ignore: "user:break-*" }\ngrants:\n  read: { can: pull, on: prod:a/*, to: user:break-glass }\n',
  ),
  // ---- statements
  'statement with foreign action': statement('Effect: Allow, Action: [cr:GetScan, "ecs:*", "*"], Resource: "*"'),
  'statement with bare action': statement('Effect: Allow, Action: GetScan, Resource: "*"'),
  'statement with foreign resource': statement(
    'Effect: Allow, Action: cr:GetScan, Resource: ["acs:oss:*:*:x", "acs:cr:x", cri-abc123]',
  ),
  'statement with elements that RAM lacks': statement(`Sid: x, Principal: "*", NotAction: cr:GetScan, ${ALLOW}`),
  'statement with lower-case effect': statement('effect: allow, Effect: allow, Action: cr:GetScan, Resource: "*"'),
  'statement without resource': statement('Effect: Allow, Action: []'),
  'condition of another cloud': statement(
    `${ALLOW}, Condition: { StringEqualsIfExists: { "acs:x": y }, IpAddres: { acs:SourceIp: 10.0.0.1 } }`,
  ),
  'condition without quotes': statement(`${ALLOW}, Condition: { Bool: { acs:MFAPresent: true } }`),
  'condition with bad key and values': statement(
    `${ALLOW}, Condition: { Bool: { acs:MFAPresent: ["true", "false"] }, StringEquals: { SourceIp: [] }, IpAddress: {} }`,
  ),
  'no statements': grant('statements: []\nto: user:alice'),
  // ---- guardrails, expect, exceptions, settings
  'guardrail without rule': guardrail('id: a, on: prod:a/*'),
  'guardrail with two rules': guardrail('id: a, only: [], keep: user:alice, can: push, on: prod:a/*'),
  'guardrail without can': guardrail('id: a, only: user:alice, on: prod:a/*'),
  'guardrail with can next to verbs': guardrail('id: a, no-new: push, can: push, on: prod:a/*'),
  'guardrail that separates one verb': guardrail('id: a, separate: [push], on: prod:a/*'),
  'guardrail that keeps nobody': guardrail('id: a, keep: [], can: [], on: []'),
  'guardrail with unknown verb': guardrail('id: a, no-new: [pusch, fly], on: prod:a/*'),
  'guardrails with one id': file(
    'guardrails:\n  - { id: a, no-new: push, on: prod:a/* }\n  - { id: a, no-new: delete, on: prod:a/* }\n',
  ),
  'expectation with a list': file('expect:\n  - { who: alice, can: [push], on: prd:a, allowed: maybe }\n'),
  'exception without end': file('exceptions:\n  - { id: LP04, on: grant/x, reason: small team }\n'),
  'exception accepted twice': file(
    'exceptions:\n  - { id: LP04, on: grant/x, reason: r, until: 2027-01-01 }\n  - { id: LP04, on: grant/x, reason: r, until: 2028-01-01 }\n',
  ),
  'prefix without end': file('settings: { prefix: acr }\n'),
  'prefix too short': file('settings: { prefix: "a-" }\n'),
  'prefix with other characters': file('settings: { prefix: "acr_*-" }\n'),
  'owner that is none': file('settings: { owner: my-repo }\n'),
  'globs that match nobody': file('settings: { ignore: [alice, "usr:*"], protect: ["user:", "user:a b"] }\n'),
  'more globs than are tried': file(
    `settings: { ignore: [${Array.from({ length: 101 }, (_, n) => `user:a${n}`).join(', ')}] }\n`,
  ),
  // ---- how it is shown
  'long line': file(
    `groups: { dev: { comments: "${'x'.repeat(120)}" }, ops: { membres: [] }, qa: { comments: "${'y'.repeat(100)}" } }\n`,
  ),
  'wide characters and tabs before the column': file('groups: { dev: { comments: "前端团队 🚀",\tmembres: [] } }\n'),
  'text that looks like a log command': file('groups: { dev: { "::error::\\u000a##[error]": 1 } }\n'),
};

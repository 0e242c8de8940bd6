import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { formatIssue } from '../../src/config/issues.ts';
import type { Principal } from '../../src/policy/principal.ts';
import { type AccountFile, formatAccountFile, parseAccountFile } from '../../src/state/account-file.ts';
import { accountFileReader } from '../../src/state/account-file-reader.ts';

/** As the format's description prints it: what it names without listing it is taken to exist. */
const SHORT = `formatVersion: 1
account: "1234567890123456"
users:   [ { name: alice, displayName: Alice, comments: "" } ]
groups:  [ { name: frontend, comments: "", members: [alice, bob] } ]
attachments:
  - { principal: "user:alice", policy: AliyunContainerRegistryReadOnlyAccess, type: System, scope: account }
  - { principal: "user:bob", policy: AliyunNobodyKnowsThis, type: System }
`;

const parse = (text: string | Uint8Array) => parseAccountFile({ file: 'account.yaml', bytes: Buffer.from(text) });

function accepted(text: string): AccountFile {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(parsed.issues.map((issue) => formatIssue(issue, 'account.yaml')).join('\n'));
  return parsed.value;
}

const EXAMPLE = `formatVersion: 1
account: "1234567890123456"
alias: example                      # default domain example.onaliyun.com
users:   [ { name: alice, displayName: Alice, comments: "" }, { name: bob } ]
groups:  [ { name: frontend, comments: "", members: [alice, bob] } ]
roles:   [ { name: ci-release, description: "" } ]
policies:
  - { name: team-read, type: Custom, description: "", tags: { a: b }, defaultVersion: v3, document: { Version: "1", Statement: [] } }
  - { name: AliyunContainerRegistryReadOnlyAccess, type: System, document: { Version: "1", Statement: [ { Effect: Allow, Action: "cr:Get*", Resource: "*" } ] } }
attachments:
  - { principal: "user:alice", policy: AliyunContainerRegistryReadOnlyAccess, type: System, scope: account }
  - { principal: "role:ci-release", policy: team-read, type: Custom, scope: rg-default }
resourceGroups: [ { id: rg-default, name: default } ]
instances:
  - { id: cri-xxxxxxxxxxxxxxxx, name: acme, region: cn-hangzhou, resourceGroup: rg-default, namespaces: [ { name: juzhong, repositories: [nginx, web/api] } ] }
personal: [ { region: cn-hangzhou, namespaces: [] } ]
`;

describe('reading', () => {
  test('the example of the format is read whole', () => {
    const file = accepted(EXAMPLE);
    expect(file.groups).toEqual([{ name: 'frontend', comments: '', members: ['alice', 'bob'] }]);
    expect(file.users[1]).toEqual({ name: 'bob', displayName: '', comments: '' });
    expect(file.policies[0]).toEqual({
      name: 'team-read',
      type: 'Custom',
      description: '',
      tags: { a: 'b' },
      defaultVersion: 'v3',
      document: { Version: '1', Statement: [] },
    });
    expect(file.instances[0]?.namespaces).toEqual([{ name: 'juzhong', repositories: ['nginx', 'web/api'] }]);
  });

  test('sections that are left out are empty, the alias is then the account id', () => {
    expect(accepted('formatVersion: 1\naccount: "12"\n')).toEqual({
      formatVersion: 1,
      account: '12',
      alias: '12',
      users: [],
      groups: [],
      roles: [],
      policies: [],
      attachments: [],
      resourceGroups: [],
      instances: [],
      personal: [],
    });
  });

  test('a policy has default description, tags and version, an attachment the account scope', () => {
    const file = accepted(
      'formatVersion: 1\naccount: "1"\nroles: [{ name: r }]\npolicies: [{ name: p, type: Custom }]\nattachments: [{ principal: "role:r", policy: p, type: Custom }]\n',
    );
    expect(file.policies).toEqual([
      { name: 'p', type: 'Custom', description: '', tags: {}, defaultVersion: 'v1', document: undefined },
    ]);
    expect(file.attachments[0]?.scope).toBe('account');
  });

  test.each([
    [null],
    [5],
    ['not an object'],
    [[]],
    [{}],
    [{ Version: 1, Statement: { Effect: 'allow' } }],
    [{ '': 1, constructor: 2, 'a b': [null, [true]] }],
  ])('a document that breaks the policy grammar is kept as it is: %j', (document) => {
    const json = JSON.stringify({
      formatVersion: 1,
      account: '1',
      policies: [{ name: 'p', type: 'Custom', document }],
    });
    expect(accepted(json).policies[0]?.document).toEqual(document);
    expect(accepted(stringify(JSON.parse(json))).policies[0]?.document).toEqual(document);
  });

  test('a document may hold a key that would change an object', () => {
    const json =
      '{"formatVersion":1,"account":"1","policies":[{"name":"p","type":"Custom","document":{"__proto__":{"a":1}}}]}';
    for (const text of [json, ` # YAML\n${json}`, formatAccountFile(accepted(json))]) {
      expect(JSON.stringify(accepted(text).policies[0]?.document)).toBe('{"__proto__":{"a":1}}');
    }
  });

  test('JSON, YAML and what is written give the same value', () => {
    const file = accepted(EXAMPLE);
    expect(accepted(JSON.stringify(file))).toEqual(file);
    expect(accepted(JSON.stringify(file, null, 2))).toEqual(file);
    expect(accepted(stringify(file))).toEqual(file);
    expect(accepted(formatAccountFile(file))).toEqual(file);
  });
});

describe('writing', () => {
  test('one entry a line, in the order of the format', () => {
    const { policies, ...rest } = accepted(EXAMPLE);
    expect(formatAccountFile({ policies: policies.slice(0, 1), ...rest, attachments: [], instances: [] })).toBe(
      `formatVersion: 1
account: "1234567890123456"
alias: "example"
users:
  - { "name": "alice", "displayName": "Alice", "comments": "" }
  - { "name": "bob", "displayName": "", "comments": "" }
groups:
  - { "name": "frontend", "comments": "", "members": [ "alice", "bob" ] }
roles:
  - { "name": "ci-release", "description": "" }
policies:
  - { "name": "team-read", "type": "Custom", "description": "", "tags": { "a": "b" }, "defaultVersion": "v3", "document": { "Version": "1", "Statement": [] } }
attachments: []
resourceGroups:
  - { "id": "rg-default", "name": "default" }
instances: []
personal:
  - { "region": "cn-hangzhou", "namespaces": [] }
`,
    );
  });

  test('hidden characters of live names are written as escapes', () => {
    const displayName = 'a\u202eb\u0007\u007f\ufeff\u{e0041}\n- x';
    const text = formatAccountFile({
      ...accepted(EXAMPLE),
      users: [{ name: 'alice', displayName, comments: '' }],
      groups: [],
    });
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(accepted(text).users[0]?.displayName).toBe(displayName);
    expect(accepted(`# read by the YAML parser\n${text}`).users[0]?.displayName).toBe(displayName);
  });

  const text = fc.string({ unit: 'grapheme', maxLength: 12 });
  const name = fc.string({
    unit: fc.constantFrom('a', 'B', '7', '-', '.', '_', '#', ':', ' ', '"', "'", '前', '~'),
    minLength: 1,
    maxLength: 8,
  });
  const names = fc.uniqueArray(name, { maxLength: 5 });
  // JSON text has no -0: a document is what JSON can say.
  const document = fc.option(
    fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown),
    { nil: undefined },
  );
  const account: fc.Arbitrary<AccountFile> = fc
    .record({
      users: names,
      groups: names,
      roles: names,
      policies: names,
      text,
      document,
      digits: fc.nat(),
      pick: fc.nat(100),
    })
    .map(({ users, groups, roles, policies, text, document, digits, pick }) => {
      const principals = [
        ...users.map((u) => `user:${u}`),
        ...groups.map((g) => `group:${g}`),
        ...roles.map((r) => `role:${r}`),
      ];
      const type = pick % 2 === 0 ? ('Custom' as const) : ('System' as const);
      return {
        formatVersion: 1,
        account: String(digits),
        alias: text,
        users: users.map((user) => ({ name: user, displayName: text, comments: '' })),
        groups: groups.map((group) => ({ name: group, comments: text, members: users.slice(pick % 3) })),
        roles: roles.map((role) => ({ name: role, description: text })),
        policies: policies.map((policy) => ({
          name: policy,
          type,
          description: text,
          tags: { [text]: text },
          defaultVersion: 'v2',
          document,
        })),
        attachments: principals.flatMap((principal) =>
          policies.slice(0, 2).map((policy) => ({
            principal: principal as Principal,
            policy,
            type,
            scope: pick % 5 === 0 ? 'rg-a' : 'account',
          })),
        ),
        resourceGroups: [{ id: 'rg-a', name: text }],
        instances: [{ id: 'cri-a1', name: text, region: 'cn-hangzhou', resourceGroup: 'rg-a', namespaces: [] }],
        personal: [{ region: 'cn-beijing', namespaces: groups.map((group) => ({ name: group, repositories: users })) }],
      };
    });

  test('what is written is read back equal, with and without the YAML parser', () => {
    fc.assert(
      fc.property(account, (file) => {
        const text = formatAccountFile(file);
        expect(accepted(text)).toEqual(file);
        expect(accepted(`# comment\n${text}`)).toEqual(file);
        expect(accepted(JSON.stringify(file))).toEqual(file);
      }),
      { numRuns: 200 },
    );
  });
});

describe('what a short file leaves out', () => {
  test('members are users, listed or not', () => {
    expect(accepted(SHORT).users.map(({ name }) => name)).toEqual(['alice', 'bob']);
  });

  test('a system policy that is not listed exists: as a dated copy, or unread', async () => {
    const reader = accountFileReader(accepted(SHORT));
    const known = await reader.policy('System', 'AliyunContainerRegistryReadOnlyAccess');
    expect(known).toMatchObject({ assumed: true, document: { Version: '1' } });
    expect(await reader.policy('System', 'AliyunNobodyKnowsThis')).toMatchObject({
      assumed: true,
      document: undefined,
    });
    await expect(reader.policy('Custom', 'none')).rejects.toMatchObject({ kind: 'not-found' });
  });
});

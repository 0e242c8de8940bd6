import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { issueList } from '../../src/config/issue-list.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { sourceText } from '../../src/config/source-text.ts';
import type { AccessConfig, ConfigIssue } from '../../src/config/types.ts';

const HEAD = `version: 1
account: "1234567890123456"
registries:
  prod: { instance: cri-abc123, region: cn-hangzhou }
  legacy: { edition: personal, region: "*" }
`;

const parse = (text: string | Uint8Array) => parseConfig({ file: 'acr-access.yaml', bytes: Buffer.from(text) });

function accepted(body: string): { value: AccessConfig; warnings: readonly ConfigIssue[] } {
  const parsed = parse(HEAD + body);
  if (!parsed.ok) throw new Error(parsed.issues.map((issue) => `${issue.line}: ${issue.message}`).join('\n'));
  return parsed;
}

const codes = (text: string | Uint8Array): string[] => {
  const parsed = parse(text);
  return parsed.ok ? [] : parsed.issues.map((issue) => issue.code);
};

const firstGrant = (body: string) => accepted(`grants:\n  g: { ${body} }\n`).value.grants?.[0];

describe('a good file', () => {
  test('the example of the documentation is read whole', async () => {
    const parsed = parse(readFileSync(new URL('good/every-key.yaml', import.meta.url)));
    await expect(`${JSON.stringify(parsed, null, 2)}\n`).toMatchFileSnapshot('good/every-key.expected.txt');
    expect(parsed.ok && parsed.warnings).toEqual([]);
  });

  test('sections that are left out are not managed, lists of checks are empty, settings have their defaults', () => {
    expect(accepted('').value).toMatchObject({
      users: undefined,
      groups: undefined,
      grants: undefined,
      guardrails: [],
      expect: [],
      exceptions: [],
      settings: {
        prefix: 'acr-access-',
        owner: undefined,
        systemPolicies: 'enforce',
        ignore: [],
        protect: [],
        limits: { removals: 10, removalPercent: 30 },
      },
    });
  });

  test('an empty section is managed and empty, as {} and as []', () => {
    expect(accepted('grants: {}\nusers: []\ngroups: []\n').value).toMatchObject({ grants: [], users: [], groups: [] });
  });

  test('members that are left out are not managed, [] means that the group must be empty', () => {
    const groups = accepted('groups:\n  a: {}\n  b: { members: [] }\n  c: { members: alice }\n').value.groups;
    expect(groups?.map(({ members }) => members)).toEqual([undefined, [], ['alice']]);
  });

  test('a string is the same as a list of one', () => {
    const one = accepted(
      'grants:\n  g: { can: pull, on: "prod:a/*", to: user:x }\nsettings: { ignore: role:y }\n',
    ).value;
    const list = accepted(
      'grants:\n  g: { can: pull, on: ["prod:a/*"], to: [user:x] }\nsettings: { ignore: [role:y] }\n',
    ).value;
    expect(one).toEqual(list);
  });

  test('a grant may reach nobody', () => {
    expect(firstGrant('can: pull, on: "prod:a/*", to: []')?.to).toEqual([]);
  });

  test('login is left open unless the file says so', () => {
    expect(firstGrant('can: pull, on: "prod:a/*", to: []')?.login).toBeUndefined();
    expect(firstGrant('can: pull, on: "prod:a/*", to: [], login: false')?.login).toBe(false);
  });

  test.each([
    ['2026-12-31', '2026-12-31T00:00:00Z'],
    ['2026-12-31T18:30', '2026-12-31T18:30:00Z'],
    ['2026-12-31T18:30:15Z', '2026-12-31T18:30:15Z'],
    ['2027-01-01T07:00:00+08:00', '2026-12-31T23:00:00Z'],
    ['2026-12-31T20:00:00-05:30', '2027-01-01T01:30:00Z'],
    ['2028-02-29', '2028-02-29T00:00:00Z'],
  ])('until %s is the instant %s', (written, instant) => {
    expect(firstGrant(`can: pull, on: "prod:a/*", to: [], until: ${written}`)?.until).toBe(instant);
  });

  test.each([
    ['2026-13-01'],
    ['2027-02-29'],
    ['2026-12-31T24:00'],
    ['2026-12-31T23:59:60'],
    ['2026-12-31T12'],
    ['2026-12-31 12:00'],
    ['2026-12-31T12:00+8'],
    ['2026-12-31T12:00+08:99'],
    ['0000-01-01'],
    ['9999-12-31'],
    ['tomorrow'],
  ])('until %s is refused', (written) => {
    expect(codes(`${HEAD}grants:\n  g: { can: pull, on: "prod:a/*", to: [], until: "${written}" }\n`)).toEqual([
      'bad-date',
    ]);
  });

  test('a system policy may have an end: the attachment is removed after it', () => {
    const grant = firstGrant('policy: AliyunContainerRegistryReadOnlyAccess, to: user:x, until: 2027-01-01');
    expect(grant).toMatchObject({ access: { kind: 'system-policy' }, until: '2027-01-01T00:00:00Z' });
  });

  test('replaced policies are a list, of one when one is written, and none when the key is left out', () => {
    const grant = 'can: pull, on: "prod:a/*", to: user:x';
    expect(firstGrant(grant)?.replaces).toEqual([]);
    expect(firstGrant(`${grant}, replaces: []`)?.replaces).toEqual([]);
    expect(firstGrant(`${grant}, replaces: by-hand`)?.replaces).toEqual(['by-hand']);
    expect(firstGrant('policy: AliyunContainerRegistryReadOnlyAccess, to: [], replaces: [a, b]')?.replaces).toEqual([
      'a',
      'b',
    ]);
  });

  test('areas are split at the first colon and keep their wildcards', () => {
    const on = firstGrant(
      'can: pull, on: ["prod:*", "prod:a", "prod:a/b/c", "prod:a-?/*", "legacy:a/b"], to: []',
    )?.access;
    expect(on).toEqual({
      kind: 'level',
      can: 'pull',
      on: [
        { registry: 'prod', pattern: '*' },
        { registry: 'prod', pattern: 'a' },
        { registry: 'prod', pattern: 'a/b/c' },
        { registry: 'prod', pattern: 'a-?/*' },
        { registry: 'legacy', pattern: 'a/b' },
      ],
    });
  });

  test('a namespace pattern without a separator is a warning, not an error', () => {
    const { warnings } = accepted('grants:\n  g: { can: pull, on: ["prod:ns*", "prod:ns/*", "prod:*"], to: [] }\n');
    expect(warnings).toEqual([
      {
        code: 'prefix-leak',
        message: '"prod:ns*" also covers every namespace whose name continues differently, with all its repositories',
        hint: 'for the repositories of one namespace write "prod:ns/*"',
        path: 'grants.g.on[0]',
        line: 7,
        column: 24,
        excerpt:
          '   7 |   g: { can: pull, on: ["prod:ns*", "prod:ns/*", "prod:*"], to: [] }\n     |                        ^',
      },
    ]);
  });

  test('statements are kept as they are written', () => {
    const statements =
      '[{ Effect: Deny, Action: cr:*, Resource: "*", Condition: { Bool: { "acs:MFAPresent": "false" } } }]';
    expect(firstGrant(`statements: ${statements}, to: user:x`)?.access).toEqual({
      kind: 'statements',
      statements: [
        { Effect: 'Deny', Action: 'cr:*', Resource: '*', Condition: { Bool: { 'acs:MFAPresent': 'false' } } },
      ],
    });
  });

  test('all four kinds of guardrails are told apart', () => {
    const { guardrails } = accepted(`guardrails:
  - { id: a, only: [], can: full, on: prod:a/* }
  - { id: b, keep: [user:x, role:y], can: [pull, login], on: [prod:a/*] }
  - { id: c, no-new: admin, on: "prod:*" }
  - { id: d, separate: [push, delete], on: "prod:*" }
`).value;
    expect(guardrails.map(({ kind, can }) => [kind, can])).toEqual([
      ['only', ['full']],
      ['keep', ['pull', 'login']],
      ['no-new', ['admin']],
      ['separate', ['push', 'delete']],
    ]);
  });

  test('yes, on and dates are text; anchors and aliases are values', () => {
    const { groups } = accepted(
      'groups:\n  a: &same { comments: yes, members: &m [on, off] }\n  b: *same\n  c: { comments: 2026-12-31, members: *m }\n',
    ).value;
    expect(groups?.map(({ comments, members }) => [comments, members])).toEqual([
      ['yes', ['on', 'off']],
      ['yes', ['on', 'off']],
      ['2026-12-31', ['on', 'off']],
    ]);
  });

  test('a name is what is written, also where YAML would read a number or null', () => {
    const { users } = accepted('users:\n  007: {}\n  null: {}\n  1e3: {}\n  "true": {}\n').value;
    expect(users?.map(({ name }) => name).sort()).toEqual(['007', '1e3', 'null', 'true']);
  });

  test('texts may hold any printable character', () => {
    const reason = 'Tom & "Ann" <b> **bold** @team #1 https://x.example ::error:: ##[x] `code` 前端 🚀 👩‍💻 é \u05e9';
    expect(firstGrant(`can: pull, on: "prod:a/*", to: [], reason: ${JSON.stringify(reason)}`)?.reason).toBe(reason);
  });

  test('a byte order mark and Windows line ends change nothing but the mark and the line ends', () => {
    const text = `${HEAD}grants:\n  g: { can: pull, on: prod:a/*, to: [] }\n`;
    expect(parse(`\ufeff${text.replaceAll('\n', '\r\n')}`)).toEqual(parse(text));
  });

  test('JSON is YAML', () => {
    const json = {
      version: 1,
      account: '1',
      grants: { g: { policy: 'AliyunContainerRegistryFullAccess', to: 'user:x' } },
    };
    expect(parse(JSON.stringify(json)).ok).toBe(true);
  });
});

describe('a bad file', () => {
  test('a broken part does not hide what is wrong elsewhere', () => {
    const text = `${HEAD}users: 5\ngrants:\n  a: { can: 1, on: nope:x, to: bob }\n  b: null\nsettings: { prefix: x }\n`;
    expect(codes(text)).toEqual([
      'wrong-type',
      'bad-value',
      'unknown-registry',
      'bad-principal',
      'null-value',
      'bad-prefix',
    ]);
  });

  test('a broken registries section does not make every area wrong', () => {
    const text = 'version: 1\naccount: "1"\nregistries: [prod]\ngrants:\n  a: { can: pull, on: prod:x, to: [] }\n';
    expect(codes(text)).toEqual(['wrong-type']);
  });

  test('keys that every JavaScript object has are unknown keys like others', () => {
    expect(
      codes(
        `${HEAD}toString: 1\nhasOwnProperty: 2\ngrants:\n  a: { valueOf: 1, policy: AliyunContainerRegistryFullAccess, to: [] }\n`,
      ),
    ).toEqual(['unknown-key', 'unknown-key', 'unknown-key']);
    expect(({} as { state?: unknown }).state).toBeUndefined();
  });

  test('problems are counted, not printed, past two hundred', () => {
    const parsed = parse(`${HEAD}groups:\n  g:\n    members:\n${'      - "a b"\n'.repeat(5_000)}`);
    expect(parsed.ok ? [] : parsed.issues).toHaveLength(201);
    expect(parsed.ok ? undefined : parsed.issues.at(-1)?.message).toMatch(/^\d+ more problems are not shown$/);
  });

  test('a hint that needs a search is made for the problems that are shown only', () => {
    let searches = 0;
    const list = issueList(sourceText('f', 'a: 1\n'));
    const hint = () => {
      searches += 1;
      return 'found';
    };
    for (let n = 0; n < 5_000; n += 1) list.report([], { code: 'c', message: 'm', hint });
    expect(list.issues()[0]?.hint).toBe('found');
    expect(searches).toBe(200);
  });

  test('more entries than any account has are refused', () => {
    const users = Array.from({ length: 5_001 }, (_, index) => `  u${index}: {}\n`).join('');
    expect(codes(`${HEAD}users:\n${users}`)).toEqual(['too-many']);
  });

  test('lists that no file needs are refused', () => {
    expect(codes(`${HEAD}groups: { g: { members: [${'a,'.repeat(10_001)}] } }\n`)).toEqual(['too-many']);
  });

  test('a user that is deleted may be expected to have no access', () => {
    const body = 'users: { old: { state: absent } }\nexpect:\n  - { who: user:old, can: pull, on: prod:a, allowed: ';
    expect(codes(`${HEAD}${body}false }\n`)).toEqual([]);
    expect(codes(`${HEAD}${body}true }\n`)).toEqual(['absent-user-used']);
  });
});

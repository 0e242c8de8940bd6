import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDocument, stringify } from 'yaml';
import { formatIssue } from '../../src/config/issues.ts';
import { parseAccountFile } from '../../src/state/account-file.ts';

const HEAD = 'formatVersion: 1\naccount: "1"\n';
const BASE = `${HEAD}users: [ { name: alice } ]\ngroups: [ { name: dev } ]\npolicies: [ { name: team-read, type: Custom } ]\n`;

const BAD: Readonly<Record<string, string | Uint8Array>> = {
  empty: '',
  'a list': '[]',
  'not UTF-8': Buffer.from([0x7b, 0xff, 0x7d]),
  'another version': 'formatVersion: 2\naccount: "1"\n',
  'no version and account': 'users: []\n',
  'account as number': 'formatVersion: 1\naccount: 1234567890123456\n',
  'unknown section': `${HEAD}usres: []\n`,
  'unknown key': `${HEAD}users: [ { name: alice, dispalyName: A } ]\n`,
  'null section': `${HEAD}users:\n`,
  'empty name': `${HEAD}users: [ { name: "" } ]\n`,
  'policy of unknown type': `${HEAD}policies: [ { name: p, type: custom } ]\n`,
  'user twice': `${HEAD}users: [ { name: alice }, { name: alice } ]\n`,
  'stray list item': `${BASE}  - x\n`,
  'policy of one name and type twice': `${HEAD}policies: [ { name: p, type: Custom }, { name: p, type: System }, { name: p, type: Custom } ]\n`,
  'member twice': `${BASE.replace('name: dev', 'name: dev, members: [alice, alice]')}`,
  'attachment to unknown policy': `${BASE}attachments: [ { principal: "user:alice", policy: team-raed, type: Custom } ]\n`,
  'attachment to a policy of the other type': `${BASE}attachments: [ { principal: "user:alice", policy: team-read, type: System } ]\n`,
  'attachment to unknown principals': `${BASE}attachments:\n  - { principal: "role:alice", policy: team-read, type: Custom }\n  - { principal: alice, policy: team-read, type: Custom }\n`,
  'attachment twice': `${BASE}attachments:\n  - { principal: "user:alice", policy: team-read, type: Custom }\n  - { principal: "user:alice", policy: team-read, type: Custom, scope: account }\n`,
  'scope that is none': `${BASE}attachments: [ { principal: "user:alice", policy: team-read, type: Custom, scope: default } ]\n`,
  'instance without resource group': `${BASE}attachments: [ { principal: "user:alice", policy: team-read, type: Custom, scope: rg-a } ]\ninstances: [ { id: cri-a, region: cn-hangzhou } ]\n`,
  'instance and region of no known form': `${HEAD}instances: [ { id: acme, region: Hangzhou } ]\n`,
  'JSON with a duplicate key':
    '{\n "formatVersion": 1,\n "account": "1",\n "users": [],\n "users": [{"name":"a"}]\n}\n',
  'JSON with a duplicate key in a document':
    '{"formatVersion":1,"account":"1","policies":[{"name":"p","type":"Custom","document":{"Version":"1","Statement":[],"Version":"2"}}]}',
  'JSON with wrong places':
    '{\n  "formatVersion": 1,\n  "account": "1",\n  "users": [\n    { "name": "a\\"b\\\\", "comments": 5 },\n    { "nmae": "bob" }\n  ]\n}\n',
  'JSON that is cut off': '{ "formatVersion": 1, "account": "1", "users": [ { "name": "al',
  'JSON that is too deep': `{"formatVersion":1,"account":"1","policies":[{"name":"p","type":"Custom","document":${'['.repeat(200)}${']'.repeat(200)}}]}`,
  'lines with a duplicate key': 'formatVersion: 1\naccount: "1"\nusers:\n  - { "name": "alice", "name": "bob" }\n',
  'lines with a section twice': 'formatVersion: 1\naccount: "1"\nusers: []\nusers: []\n',
};

function messages(content: string | Uint8Array): string {
  const parsed = parseAccountFile({ file: 'account.yaml', bytes: Buffer.from(content) });
  if (parsed.ok) return 'ACCEPTED';
  return parsed.issues
    .map((issue) => `${formatIssue(issue, 'account.yaml')}\n  (${issue.code} ${issue.path})`)
    .join('\n');
}

const all = Object.entries(BAD).map(([name, content]) => ({ name, text: messages(content) }));

test('every bad account file is refused with the place, the line and a hint', async () => {
  const written = all.map(({ name, text }) => `=== ${name}\n${text}\n`).join('\n');
  await expect(written).toMatchFileSnapshot('account-file-bad.expected.txt');
});

test('no bad account file is accepted', () => {
  expect(all.filter(({ text }) => text === 'ACCEPTED').map(({ name }) => name)).toEqual([]);
});

test('JSON is judged as YAML is: same problems, same places in the structure', () => {
  for (const [name, content] of Object.entries(BAD)) {
    if (typeof content !== 'string') continue;
    const document = parseDocument(content, { schema: 'core' });
    if (document.errors.length > 0 || document.contents === null) continue;
    const problems = (text: string) => {
      const parsed = parseAccountFile({ file: 'f', bytes: Buffer.from(text) });
      return parsed.ok ? [] : parsed.issues.map(({ code, path, message }) => `${code} ${path} ${message}`).sort();
    };
    const value = document.toJS() as unknown;
    expect(problems(JSON.stringify(value)), name).toEqual(problems(stringify(value)));
  }
});

test('random and cut text never throws', () => {
  const good = Buffer.from(BASE);
  const json = Buffer.from(String(BAD['JSON with wrong places']));
  const piece = fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\\', 'a', '1', '\n', '  - ', 'users:', 'null');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.nat(good.length).map((length) => good.subarray(0, length)),
        fc.nat(json.length).map((length) => json.subarray(0, length)),
        fc.array(piece, { maxLength: 40 }).map((pieces) => Buffer.from(pieces.join(''))),
        fc.json().map((text) => Buffer.from(text)),
      ),
      (bytes) => {
        const parsed = parseAccountFile({ file: 'f', bytes });
        expect(parsed.ok || parsed.issues.length > 0).toBe(true);
      },
    ),
    { numRuns: 1_000 },
  );
});

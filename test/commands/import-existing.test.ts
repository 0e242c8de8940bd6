import { describe, expect, test } from 'vitest';
import { importFrom, requestFor } from '../support/importing.ts';
import { MemoryAccount } from '../support/memory-account.ts';
import type { Seed } from '../support/memory-world.ts';
import { ACCOUNT } from '../support/world.ts';

const INSTANCE = 'cri-prod000000000001';
const on = (path: string): string => `acs:cr:cn-hangzhou:*:repository/${INSTANCE}/${path}`;
const pullOf = (namespace: string) => ({
  Version: '1',
  Statement: [
    { Effect: 'Allow', Action: ['cr:Get*', 'cr:List*', 'cr:PullRepository'], Resource: on(`${namespace}/*`) },
    { Effect: 'Allow', Action: 'cr:GetAuthorizationToken', Resource: '*' },
  ],
});
const seed: Seed = {
  account: ACCOUNT,
  users: ['alice', 'bob', 'carol'],
  roles: ['ci'],
  instances: [{ id: INSTANCE, name: 'prod', region: 'cn-hangzhou', resourceGroup: 'rg-default', namespaces: [] }],
  policies: [
    { name: 'team-read', document: pullOf('team') },
    { name: 'base-read', document: pullOf('base') },
  ],
  attachments: ['user:alice/Custom/team-read/account', 'role:ci/Custom/base-read/account'],
};

const HEADER = `# Ours. Ask zoe.
version: 1
account: "${ACCOUNT}"

registries: { prod: { instance: ${INSTANCE}, region: cn-hangzhou } }   # the only one
`;
const addTo = (text: string, more: Partial<Seed> = {}, words: readonly string[] = []) =>
  importFrom(new MemoryAccount({ ...seed, ...more }), words, { 'acr-access.yaml': text });

/** The lines of the second text that the first one does not have, if the others are the same. */
function addedLines(before: string, after: string): readonly string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const added: string[] = [];
  let at = 0;
  for (const line of now) {
    if (line === old[at]) at += 1;
    else added.push(line);
  }
  expect(old.slice(at)).toEqual([]);
  return added;
}

describe('a file that is there', () => {
  test('keeps every line, and gets the grants that are missing behind the others', async () => {
    const before = `${HEADER}
grants:
  # Carol looks at everything, agreed in June.
  audit:   { policy: AliyunContainerRegistryReadOnlyAccess, to: user:carol }   # yes
  team-pull:
      can: "pull"
      on:   prod:team/*
      to: user:alice  # on holiday
      replaces: team-read

# The rest is small.
settings:
  owner: org/repo
`;
    const { text, code, stdout } = await addTo(before);
    expect(code).toBe(0);
    expect(addedLines(before, text!)).toEqual([
      '  # Gives what the hand-made policy base-read gives.',
      '  base-pull:',
      '    can: pull',
      '    on: prod:base/*',
      '    to: role:ci',
      '    replaces: base-read',
    ]);
    expect(stdout).toContain('wrote acr-access.yaml: 1 new grants');
    expect((await addTo(text!)).text).toBe(text);
  });

  test('gets new recipients and replaced policies in the grant that means the same', async () => {
    const before = `${HEADER}
grants:
  readers: { can: pull, on: prod:team/*, to: user:bob }
  base:
    can: pull
    on: [prod:base/*]
    to:
      - user:bob   # the builder
      - user:carol
    reason: base images
`;
    const { text, stdout } = await addTo(before);
    expect(text).toContain(
      'readers: { can: pull, on: prod:team/*, to: [user:bob, user:alice], "replaces": ["team-read"] }',
    );
    expect(text).toContain('      - user:carol\n      - role:ci\n    reason: base images\n    replaces: [base-read]\n');
    expect(stdout).toContain('grant readers: added user:alice, team-read');
    expect(requestFor(text!).config.grants).toMatchObject([
      { to: ['user:bob', 'user:alice'], replaces: ['team-read'] },
      { to: ['user:bob', 'user:carol', 'role:ci'], replaces: ['base-read'] },
    ]);
  });

  test.each([
    ['without grants and without a line break at its end', HEADER.trimEnd()],
    ['with empty grants', `${HEADER}grants: {}\n`],
    ['with an empty list of grants', `${HEADER}grants: []\nsettings: { owner: org/repo }\n`],
    [
      'with grants in one line',
      `${HEADER}grants: { audit: { policy: AliyunContainerRegistryReadOnlyAccess, to: user:bob } }\n`,
    ],
    ['of JSON', JSON.stringify({ version: 1, account: ACCOUNT, registries: {}, grants: {} }, null, 2)],
    ['of JSON without sections', `{"version":1,"account":"${ACCOUNT}"}`],
    ['without registries', `version: 1\naccount: "${ACCOUNT}"\n`],
    ['with line breaks of Windows', `${HEADER}grants: {}\n`.replaceAll('\n', '\r\n')],
  ])('%s is added to', async (_name, before) => {
    const { code, text, stderr } = await addTo(before, {}, ['--region', 'cn-hangzhou']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const names = (requestFor(text!).config.grants ?? []).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['base-pull', 'team-pull']));
    expect((await addTo(text!, {}, ['--region', 'cn-hangzhou'])).text).toBe(text);
  });

  test('says nothing of principals that the file ignores', async () => {
    const before = `${HEADER}settings: { ignore: ["user:*"] }\n`;
    const { config } = requestFor((await addTo(before)).text!);
    expect(config.grants).toMatchObject([{ name: 'base-pull', to: ['role:ci'] }]);
  });

  test('keeps a grant that somebody changed after an import', async () => {
    const before = `${HEADER}grants:
  team-pull: { can: push, on: prod:team/*, to: user:alice, replaces: team-read }
  base-pull: { can: pull, on: prod:base/*, to: role:ci, replaces: [base-read] }
`;
    const { code, text, stdout } = await addTo(before);
    expect({ code, text }).toEqual({ code: 0, text: before });
    expect(stdout).toContain('acr-access.yaml has everything already');
  });
});

describe('a conflict', () => {
  test.each([
    [
      'of grant names',
      `${HEADER}grants:\n  Team-Pull: { can: push, on: prod:team/*, to: user:bob }\n`,
      [],
      'grant Team-Pull (line 7) gives something else than team-read',
    ],
    [
      'of registry names',
      `version: 1\naccount: "${ACCOUNT}"\nregistries: { prod: { instance: cri-other0000000001, region: cn-hangzhou } }\n`,
      [],
      `the registry name prod stands for cri-other0000000001 already, not for ${INSTANCE}`,
    ],
    [
      'with --registry',
      HEADER,
      ['--registry', `live=${INSTANCE}@cn-hangzhou`],
      `${INSTANCE} is called prod already, not live`,
    ],
  ])('%s is shown, and nothing is written', async (_name, before, words, message) => {
    const { code, text, stdout } = await addTo(before, {}, words);
    expect({ code, text }).toEqual({ code: 3, text: before });
    expect(stdout).toContain(message);
    expect(stdout).toContain('acr-access.yaml stays as it is: one thing is in the way');
  });

  test('that cannot be edited without rewriting is refused', async () => {
    const before = `${HEADER}grants:
  one: { can: pull, on: prod:team/*, to: &who [user:bob] }
  two: { can: pull, on: prod:base/*, to: *who }
`;
    const { code, text, stderr } = await addTo(before);
    expect({ code, text }).toEqual({ code: 3, text: before });
    expect(stderr).toContain('nothing is added to the file');
  });
});

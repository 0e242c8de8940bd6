import { describe, expect, test } from 'vitest';
import { importFrom, requestFor } from '../support/importing.ts';
import { MemoryAccount } from '../support/memory-account.ts';
import type { Seed } from '../support/memory-world.ts';
import { ACCOUNT } from '../support/world.ts';

const READ = ['cr:Get*', 'cr:List*', 'cr:PullRepository'];
const instance = (id: string, name: string) => ({
  id,
  name,
  region: 'cn-hangzhou',
  resourceGroup: 'rg-default',
  namespaces: [],
});
const PROD = 'cri-prod000000000001';
const TEST = 'cri-test000000000001';
const on = (id: string, path: string): string => `acs:cr:*:*:repository/${id}/${path}`;
const policy = (name: string, resources: string | readonly string[]) => ({
  name,
  document: {
    Version: '1',
    Statement: [
      { Effect: 'Allow', Action: READ, Resource: resources },
      { Effect: 'Allow', Action: 'cr:GetAuthorizationToken', Resource: '*' },
    ],
  },
});

const SEED: Seed = {
  account: ACCOUNT,
  users: ['alice', 'bob', 'carol', 'dave', 'erin'],
  groups: {},
  roles: [],
  instances: [instance(PROD, 'prod'), instance(TEST, 'test')],
  policies: [
    policy('prod-read', on(PROD, 'team/*')),
    policy('test-read', on(TEST, 'team/*')),
    policy('both-read', [on(PROD, 'web/*'), on(TEST, 'web/*')]),
    policy('all-read', '*'),
    policy('gone-read', on('cri-gone000000000001', 'team/*')),
  ],
  attachments: [
    'user:alice/Custom/prod-read/account',
    'user:bob/Custom/test-read/account',
    'user:carol/Custom/both-read/account',
    'user:dave/Custom/all-read/account',
    'user:erin/System/AliyunContainerRegistryReadOnlyAccess/account',
    'user:erin/Custom/gone-read/account',
  ],
};
const importing = (words: readonly string[], files: Record<string, string> = {}) =>
  importFrom(new MemoryAccount(SEED), ['--region', 'cn-hangzhou', ...words], files);
const grants = (text: string | undefined) =>
  (requestFor(text!).config.grants ?? []).map(
    ({ name, to, replaces }) => `${name}: ${to.join()} for ${replaces.join()}`,
  );

describe('an import of one registry', () => {
  test('takes what is about it alone, and says what is about more', async () => {
    const { code, stderr, stdout, text } = await importing(['--registry', 'prod']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(grants(text)).toEqual(['team-pull: user:alice for prod-read']);
    expect(requestFor(text!).config.registries.map(({ name }) => name)).toEqual(['prod']);
    for (const left of ['all-read', 'both-read'])
      expect(text).toMatch(new RegExp(`${left}.*it is about more than prod`));
    expect(text).not.toMatch(/test-read|gone-read/);
    expect(text).toMatch(
      /1 of those who hold them is not in this file and would lose them\.\n +systemPolicies: report/,
    );
    expect(stdout).toContain('Nobody gains or loses access by it.');
  });

  test('of two takes what is about both', async () => {
    const { text } = await importing(['--registry', 'prod', '--registry', 'test']);
    expect(
      grants(text)
        .flatMap((grant) => /for (.*)$/.exec(grant)?.[1] ?? [])
        .sort(),
    ).toEqual(['both-read', 'prod-read', 'test-read']);
  });

  test('can name it and choose it', async () => {
    const { code, text } = await importing(['--registry', `main=${PROD}@cn-hangzhou`, '--registry', 'main']);
    expect(code).toBe(0);
    expect(text).toContain('on: main:team/*');
  });

  test('after the other leaves the first as it is, and nothing is left for a third time', async () => {
    const first = (await importing(['--registry', 'prod'])).text!;
    const files = { 'acr-access.yaml': first };
    const second = (await importing(['--registry', 'test'], files)).text!;
    expect(grants(second)).toEqual(['team-pull: user:alice for prod-read', 'team-pull-test: user:bob for test-read']);
    expect(second).toContain('systemPolicies: report');
    const third = await importing(['--registry', 'test'], { 'acr-access.yaml': second });
    expect(third).toMatchObject({ code: 0, text: second });
  });

  test.each([
    ['nowhere', 'There are prod, test. To name one, write --registry nowhere=INSTANCE@REGION.'],
    ['no such name', 'acr-access import --help shows how it is written.'],
  ])('that is called %j is an error, and nothing is written', async (name, hint) => {
    const { code, stderr, text } = await importing(['--registry', name]);
    expect({ code, text }).toEqual({ code: 64, text: undefined });
    expect(stderr).toContain(hint);
  });
});

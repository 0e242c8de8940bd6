import { describe, expect, it } from 'vitest';
import { run } from './support/surroundings.ts';

const ID = '1234567890123456';
const PREFIX = `acs:cr:cn-hangzhou:${ID}:repository`;
const allow = (Action: unknown, Resource: unknown = '*') => ({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action, Resource }],
});
const INSTANCE = { id: 'cri-a', name: 'a', region: 'cn-hangzhou', resourceGroup: 'rg-a', namespaces: [] };
const account = (document: unknown, more: object = {}) => ({
  formatVersion: 1,
  account: ID,
  users: [{ name: 'alice' }, { name: 'bob' }],
  groups: [{ name: 'devs', members: ['alice', 'bob'] }],
  roles: [{ name: 'ci' }],
  policies: [{ name: 'p', type: 'Custom', document }],
  attachments: [{ principal: 'group:devs', policy: 'p', type: 'Custom' }],
  resourceGroups: [
    { id: 'rg-a', name: 'a' },
    { id: 'rg-b', name: 'b' },
  ],
  instances: [INSTANCE],
  ...more,
});
const PULL = allow('cr:PullRepository', `${PREFIX}/cri-a/team/*`);
const PUSH = allow(['cr:PullRepository', 'cr:PushRepository'], `${PREFIX}/cri-a/team/*`);
const CONFIG = `version: 1\naccount: "${ID}"\nregistries: { prod: { instance: cri-a, region: cn-hangzhou } }\n`;

async function diff(before: unknown, after: unknown, ...more: string[]) {
  const files = { before: before as object, after: after as object, 'acr-access.yaml': CONFIG };
  const ran = await run(['diff', 'before', 'after', '--json', ...more], files);
  return { ...ran, data: ran.code === 0 ? JSON.parse(ran.stdout) : undefined };
}

describe('diff', () => {
  it('shows a group through its members, and counts these', async () => {
    const { code, data } = await diff(account(PULL), account(PUSH));
    expect(code).toBe(0);
    expect(data).toMatchObject({ formatVersion: 1, account: ID, summary: { gains: 2, losses: 0 } });
    expect(data.access.map((one: { principal: string; relation: string }) => [one.principal, one.relation])).toEqual([
      ['user:alice', 'more'],
      ['user:bob', 'more'],
    ]);
    expect(data.access[0].gained[0]).toMatchObject({ verbs: ['push'], via: ['group:devs', 'policy/p'], when: null });
  });

  it('names registries by their ids, and by the file that is asked for', async () => {
    const areaIn = async (...more: string[]) =>
      (await diff(account(PULL), account(PUSH), ...more)).data.access[0].gained[0].area.include;
    expect(await areaIn()).toEqual(['cri-a:team/*']);
    expect(await areaIn('--config', 'acr-access.yaml')).toEqual(['prod:team/*']);
  });

  it('has no rows where nothing differs, and still ends with 0', async () => {
    const { code, data, stderr } = await diff(account(PULL), account(PULL));
    expect({ code, data, stderr }).toEqual({
      code: 0,
      data: { formatVersion: 1, account: ID, summary: { gains: 0, losses: 0 }, access: [] },
      stderr: '',
    });
    const text = await run(['diff', 'a', 'a'], { a: account(PULL) });
    expect(text.stdout).toBe('Nobody gains or loses access\n');
  });

  it('is the other way round the other way round', async () => {
    const { data } = await diff(account(PUSH), account(PULL));
    expect(data.summary).toEqual({ gains: 0, losses: 2 });
    expect(data.access[0]).toMatchObject({ relation: 'less', gained: [], lost: [{ verbs: ['push'] }] });
  });

  it('sees that an instance has moved to another resource group', async () => {
    const scoped = { attachments: [{ principal: 'role:ci', policy: 'p', type: 'Custom', scope: 'rg-a' }] };
    const moved = { ...scoped, instances: [{ ...INSTANCE, resourceGroup: 'rg-b' }] };
    const { data } = await diff(account(PULL, scoped), account(PULL, moved));
    expect(data.access).toMatchObject([{ principal: 'role:ci', relation: 'less' }]);
  });

  it('counts the registries of both files, and Personal Edition only where there is one', async () => {
    const legacy = allow('cr:PullRepository', `${PREFIX}/old/*`);
    expect((await diff(account(PULL), account(legacy))).data.summary).toEqual({ gains: 0, losses: 2 });
    const personal = { personal: [{ region: 'cn-hangzhou', namespaces: [] }] };
    const { data } = await diff(account(PULL, personal), account(legacy));
    expect(data.access[0].gained[0].area.include).toEqual(['personal-cn-hangzhou:old/*']);
    const gone = await diff(account(PULL, { instances: [INSTANCE] }), account(PULL, { instances: [] }));
    expect(gone.code).toBe(0);
  });

  it('takes a user that comes or goes for one who may nothing on the other side', async () => {
    const without = account(PULL, { users: [], groups: [], attachments: [] });
    expect((await diff(without, account(PULL))).data.summary).toEqual({ gains: 2, losses: 0 });
    expect((await diff(account(PULL), without)).data.summary).toEqual({ gains: 0, losses: 2 });
  });

  it('reads YAML next to JSON', async () => {
    const yaml = `formatVersion: 1\naccount: "${ID}"\nusers: [{ name: alice }]\n`;
    const { data } = await diff(yaml, account(PULL));
    expect(data.summary).toEqual({ gains: 2, losses: 0 });
  });

  it('says it to people', async () => {
    const { stdout } = await run(['diff', 'before', 'after'], { before: account(PULL), after: account(PUSH) });
    expect(stdout).toBe(
      '2 gain access\n  + user:alice, user:bob: push on cri-a:team/* (no repository yet)\n      group:devs → p\n',
    );
  });

  it.each<[string, unknown, unknown, string[], number, string]>([
    ['two accounts', account(PULL), { ...account(PULL), account: '6543210987654321' }, [], 64, 'two accounts'],
    ['a file that is not there', account(PULL), undefined, [], 64, 'cannot read after'],
    ['a third file', account(PULL), account(PULL), ['more'], 64, 'two account files'],
    ['a wrong file', account(PULL), 'formatVersion: 1\nusres: []\n', [], 65, 'after:2:1'],
    ['no YAML', account(PULL), 'a: [', [], 65, 'after:1:'],
    ['a --config that is not there', account(PULL), account(PULL), ['--config', 'x.yaml'], 64, 'cannot read x.yaml'],
  ])('refuses %s', async (_title, before, after, more, code, message) => {
    const ran = await diff(before, after, ...more);
    expect(ran).toMatchObject({ code, stdout: '' });
    expect(ran.stderr).toContain(message);
  });
});

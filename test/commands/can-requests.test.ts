import { describe, expect, it } from 'vitest';
import { linesOf, run } from './support/surroundings.ts';

const ID = '1234567890123456';
const REPOSITORY = `acs:cr:cn-hangzhou:${ID}:repository/cri-a`;
const ACCOUNT = {
  formatVersion: 1,
  account: ID,
  users: [{ name: 'alice' }],
  groups: [{ name: 'devs', members: ['alice'] }],
  roles: [{ name: 'ci' }],
  policies: [
    {
      name: 'p',
      type: 'Custom',
      document: {
        Version: '1',
        Statement: [
          { Effect: 'Allow', Action: 'cr:PullRepository', Resource: `${REPOSITORY}/team/api` },
          { Effect: 'Allow', Action: ['cr:PushRepository', 'cr:Unheard'], Resource: `${REPOSITORY}/team/*` },
          {
            Effect: 'Allow',
            Action: 'cr:GetScan',
            Resource: '*',
            Condition: {
              IpAddress: { 'acs:SourceIp': '10.0.0.0/8' },
              DateLessThan: { 'acs:CurrentTime': '2020-01-01T00:00:00Z' },
            },
          },
        ],
      },
    },
  ],
  attachments: [{ principal: 'group:devs', policy: 'p', type: 'Custom' }],
  instances: [{ id: 'cri-a', name: 'a', region: 'cn-hangzhou' }],
};
const line = (more: object = {}): string =>
  JSON.stringify({ principal: 'user:alice', action: 'cr:PullRepository', resource: `${REPOSITORY}/team/api`, ...more });
const ask = (requests: string | Uint8Array, files: Record<string, string> = {}, ...more: string[]) =>
  run(['can', '--requests', 'requests', '--against', 'account', '--json', ...more], {
    requests,
    account: ACCOUNT,
    ...files,
  });
const decisionsOf = async (...requests: object[]) =>
  linesOf(await ask(requests.map(line).join('\n'))).map(({ decision }) => decision);

describe('can --requests', () => {
  it('answers each line on a line of its own, in order', async () => {
    const ran = await ask(
      `${line()}\n\n  \r\n${line({ principal: 'role:ci' })}\r\n${line({ action: 'cr:PushRepository' })}`,
    );
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(linesOf(ran)).toEqual([
      {
        principal: 'user:alice',
        action: 'cr:PullRepository',
        resource: `${REPOSITORY}/team/api`,
        context: {},
        decision: 'allow',
        reasons: [
          {
            policy: 'p',
            type: 'Custom',
            scope: 'account',
            via: ['group:devs'],
            statement: 1,
            effect: 'Allow',
            match: 'yes',
          },
        ],
      },
      expect.objectContaining({ principal: 'role:ci', decision: 'implicit-deny', reasons: [] }),
      expect.objectContaining({ action: 'cr:PushRepository', decision: 'allow' }),
    ]);
  });

  it('writes nothing for a file without requests', async () => {
    expect(await ask('\n\n')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await ask('')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('takes actions and resources literally', async () => {
    const resource = (name: string) => ({ action: 'cr:PushRepository', resource: `${REPOSITORY}/${name}` });
    expect(await decisionsOf(resource('team/*'), resource('team/?'), resource('*'), resource('te?m/api'))).toEqual([
      'allow',
      'allow',
      'implicit-deny',
      'implicit-deny',
    ]);
    expect(
      await decisionsOf(
        { resource: `${REPOSITORY}/team/*` },
        { action: 'cr:*' },
        { action: 'CR:pullrepository' },
        { action: 'cr:Unheard' },
      ),
    ).toEqual(['implicit-deny', 'implicit-deny', 'allow', 'allow']);
  });

  it('knows no more of the context than it is given: no clock and no address', async () => {
    const scan = (context?: object) => ({ action: 'cr:GetScan', ...(context && { context }) });
    const [ip, time] = [{ 'acs:SourceIp': '10.1.2.3' }, { 'acs:CurrentTime': '2019-06-01T00:00:00Z' }];
    expect(
      await decisionsOf(
        scan(),
        scan({}),
        scan(ip),
        scan(time),
        scan({ ...ip, ...time }),
        scan({ 'acs:SourceIp': ['8.8.8.8'] }),
      ),
    ).toEqual(['conditional', 'conditional', 'conditional', 'conditional', 'allow', 'implicit-deny']);
  });

  it.each<[string, string, string]>([
    ['no JSON', '{', 'the line is not JSON'],
    ['a list', '[]', 'not a JSON object'],
    ['null', 'null', 'not a JSON object'],
    ['no principal', line({ principal: undefined }), '"principal" is missing or no text'],
    ['an empty action', line({ action: '' }), '"action" is missing or no text'],
    ['a number for a resource', line({ resource: 1 }), '"resource" is missing or no text'],
    ['an unknown key', line({ ressource: 'x' }), 'unknown key "ressource"'],
    ['__proto__', `${line().slice(0, -1)},"__proto__":{}}`, 'unknown key "__proto__"'],
    ['a key twice', `${line().slice(0, -1)},"action":"cr:PushRepository"}`, 'names a key twice'],
    ['a context key twice', `${line().slice(0, -1)},"context":{"a":"1","a":"2"}}`, 'names a key twice'],
    ['a list for a context', line({ context: [] }), '"context" is no object'],
    ['null for a context', line({ context: null }), '"context" is no object'],
    ['a number in the context', line({ context: { a: 1 } }), '"context" is no object'],
    ['a stranger', line({ principal: 'user:mallory' }), 'the account has no user or role "user:mallory"'],
    ['a group', line({ principal: 'group:devs' }), 'the account has no user or role "group:devs"'],
    ['a name in another case', line({ principal: 'user:Alice' }), 'no user or role "user:Alice"'],
  ])('refuses %s, with file and line, and answers nothing', async (_title, wrong, message) => {
    const ran = await ask(`${line()}\n\n${wrong}\n`);
    expect(ran).toMatchObject({ code: 65, stdout: '' });
    expect(ran.stderr).toContain(`requests:3: `);
    expect(ran.stderr).toContain(message);
  });

  it('refuses text that is no UTF-8', async () => {
    expect(await ask(new Uint8Array([0xff, 0xfe, 0x00]))).toMatchObject({ code: 65, stdout: '' });
  });

  it('refuses an account file that is wrong, with its place', async () => {
    const ran = await ask(line(), { account: 'formatVersion: 1\nusres: []\n' });
    expect(ran).toMatchObject({ code: 65, stdout: '' });
    expect(ran.stderr).toContain('account:2:1');
  });

  it('needs no acr-access.yaml, and minds none that is broken or of another account', async () => {
    for (const file of ['version: [', 'version: 1\naccount: "6543210987654321"\n']) {
      expect(await ask(line(), { 'acr-access.yaml': file })).toMatchObject({ code: 0, stderr: '' });
    }
  });

  it('answers files, or words, not both', async () => {
    expect(await ask(line(), {}, 'user:alice', 'pull')).toMatchObject({ code: 64, stdout: '' });
  });

  it('answers ten thousand requests', async () => {
    const ran = await ask(`${line()}\n`.repeat(10_000));
    expect(ran.code).toBe(0);
    expect(linesOf(ran)).toHaveLength(10_000);
  });
});

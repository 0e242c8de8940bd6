import { describe, expect, it } from 'vitest';
import { run } from './support/surroundings.ts';

const ACCOUNT = {
  formatVersion: 1,
  account: '1234567890123456',
  users: [{ name: 'alice' }],
  groups: [{ name: 'devs', members: ['alice'] }],
  instances: [{ id: 'cri-a', name: 'a', region: 'cn-hangzhou' }],
};
const HEADER = `version: 1
account: "1234567890123456"
registries: { prod: { instance: cri-a, region: cn-hangzhou } }
settings: { owner: org/repo }
`;
const GRANT = 'grants: { push: { can: push, on: prod:release/*, to: group:devs } }\n';
const plan = (body: string, account: object = ACCOUNT) =>
  run(['plan', '--against', 'account', '--json'], { 'acr-access.yaml': HEADER + body, account });
const findingsOf = ({ stdout }: { stdout: string }) =>
  (JSON.parse(stdout) as { findings: { id: string; message: string; blocking: boolean }[] }).findings
    .filter(({ blocking }) => blocking)
    .map(({ id, message }) => `${id} ${message}`);

describe('a plan with guardrails and expectations', () => {
  it('counts members of a group that holds nothing yet and is not declared', async () => {
    const ran = await plan(`${GRANT}guardrails: [{ id: none, only: [], can: push, on: prod:release/* }]\n`);
    expect(ran.code).toBe(3);
    expect(findingsOf(ran)).toEqual([expect.stringContaining('GRD02 guardrail none: user:alice could push')]);
  });

  it('knows these members where they are named, and where they are expected to be allowed', async () => {
    const rules = 'guardrails: [{ id: devs, only: group:devs, can: push, on: prod:release/* }]\n';
    const expectation = 'expect: [{ who: user:alice, can: push, on: prod:release/*, allowed: true }]\n';
    expect((await plan(GRANT + rules + expectation)).code).toBe(0);
  });

  it('is refused without a change when somebody outside of the file breaks a rule', async () => {
    const document = { Version: '1', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
    const account = {
      ...ACCOUNT,
      policies: [{ name: 'AdministratorAccess', type: 'System', document }],
      attachments: [{ principal: 'user:alice', policy: 'AdministratorAccess', type: 'System' }],
    };
    const rules = `guardrails: [{ id: none, only: [], can: admin, on: prod:* }]
expect: [{ who: user:alice, can: delete, on: prod:*, allowed: false }]\n`;
    const ran = await plan(rules, account);
    expect(ran.code).toBe(3);
    expect(JSON.parse(ran.stdout)).toMatchObject({ changes: [] });
    expect(findingsOf(ran)).toEqual([expect.stringMatching(/^GRD02/), expect.stringMatching(/^TST01/)]);
  });
});
